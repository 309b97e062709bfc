import re

import pytest
from bs4 import BeautifulSoup

from offers.models import TrialSupply

pytestmark = pytest.mark.django_db

HEADINGS = ["Main", "Form", "Inside", "Conditions", "Problems", "Problems title", "Safety", "Safety note title"]


@pytest.mark.parametrize("kind", ["guide", "trial"])
def test_no_heading_takes_an_id_of_the_page_or_its_form(client, request, kind):
    page = request.getfixturevalue(kind)
    page.body = [{"type": "heading", "value": heading} for heading in HEADINGS]
    page.save()
    for response in (client.get(page.url), client.post(page.url, {"email": "rosa"})):
        ids = re.findall(r'\sid="([^"]+)"', response.content.decode())
        assert len(ids) == len(set(ids))


def html_of(response):
    return BeautifulSoup(response.content, "html.parser")


def test_once_all_samples_are_taken_the_form_is_for_the_waiting_list_and_says_so_above_it(client, trial):
    assert html_of(client.get(trial.url)).select_one("form.form button").get_text() == "Ask for my sample"
    TrialSupply.objects.update(stock=5, taken=5)
    html = html_of(client.get(trial.url))
    assert html.select_one("form.form button").get_text() == "Join the waiting list"
    words = html.main.get_text(" ", strip=True)
    assert words.index("With this form you join the waiting list") < words.index("Where to post it")


def test_a_closed_trial_leads_to_the_guide_while_there_is_one(client, trial, guide):
    TrialSupply.objects.update(takes_requests=False, pause_reason="The partner has none until March.")
    html = html_of(client.get(trial.url))
    assert not html.select("form.form")
    assert "The partner has none until March." in html.main.get_text()
    assert html.main.find("a", href=guide.url).get_text() == guide.title
    guide.unpublish()
    assert not html_of(client.get(trial.url)).main.find("a", href=guide.url)


@pytest.mark.parametrize("kind", ["guide", "trial"])
def test_each_box_stands_before_its_words(client, request, kind):
    html = html_of(client.get(request.getfixturevalue(kind).url))
    boxes = html.select("form.form input[type=checkbox]")
    assert boxes and all(box.parent["class"] == ["choice"] for box in boxes)
