"""What programs send, and what people send by accident: a clear answer, nothing lost, never a fault of ours."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from post_office.models import Email

from core import limits
from offers.models import GuideRequest, TrialRequest

pytestmark = pytest.mark.django_db


def html_of(response):
    return BeautifulSoup(response.content, "html.parser")


NAMES = {
    "right to left": ("محمد بن سلمان", "محمد بن سلمان"),
    "joined": ("می\u200cخواهم", "می\u200cخواهم"),
    "Chinese": ("佐藤 太郎", "佐藤 太郎"),
    "composed": ("Zoe\u0308 O’Brien-Łukasiewicz", "Zo\u00eb O’Brien-Łukasiewicz"),
    "turned round": ("\u202eRosa\u202c Lind\u200bqvist", "Rosa Lindqvist"),
    "spaces": ("  Rosa \t  Lindqvist\u00a0 ", "Rosa Lindqvist"),
    "like a formula": ("=HYPERLINK(1)", "=HYPERLINK(1)"),
    "like a template": ("{{ 7|add:7 }}", "{{ 7|add:7 }}"),
    "like SQL": ("Robert'); DROP TABLE offers;--", "Robert'); DROP TABLE offers;--"),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_stored_as_a_person_sees_it(client, trial, trial_data, name):
    typed, stored = NAMES[name]
    assert client.post(trial.url, trial_data | {"full_name": typed}).status_code == 302
    assert TrialRequest.objects.get().full_name == stored


REFUSED = {
    "300 characters": ({"full_name": "R" * 300}, "at most 120 characters"),
    "only signs that nobody sees": ({"full_name": "\u200b\u2060\u3164"}, "Please add your name."),
    "a name of emoji": ({"full_name": "👩\u200d🌾👍"}, "Please write your name in letters or digits."),
    "an address of emoji": ({"address_line_1": "🏠🏠"}, "Please write your street and number in letters or digits."),
    "a postcode of dashes": ({"postcode": "---"}, "Please write your postcode in letters or digits."),
    "a link": ({"full_name": "Win at https://spam.example"}, "Please leave out web addresses."),
    "a link in pieces": ({"town": "ht\u200btps://spam.example"}, "Please leave out web addresses."),
    "HTML": ({"address_line_2": "<img src=x onerror=alert(1)>"}, "Please leave out the signs"),
    "a NUL": ({"town": "Ash\0by"}, "Something in here is no letter."),
    "a line of a mail's head": ({"full_name": "Rosa\r\nBcc: all@example.org"}, "Please type it again on one line."),
    "a megabyte": ({"region": "R" * 1_000_000}, "at most 80 characters"),
    "a country elsewhere": ({"country": "Atlantis" * 50}, "The sample does not go to “AtlantisAtlantis"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_label_can_hold_comes_back_with_a_reason(client, trial, trial_data, name):
    changes, reason = REFUSED[name]
    response = client.post(trial.url, trial_data | changes)
    assert response.status_code == 422
    html = html_of(response)
    (problem,) = html.select(".error-summary a")
    assert reason in problem.get_text()
    assert len(problem.get_text()) < 300
    field = html.find(id=problem["href"][1:])
    assert field["aria-invalid"] == "true"
    assert html.find("input", value="4 Mill Lane") or field["name"] == "address_line_1"
    assert not TrialRequest.objects.exists() and not Email.objects.exists()


def test_a_field_sent_twice_counts_once_and_unknown_ones_do_not_count(client, guide, guide_data):
    data = MultiValueDict({name: [value] for name, value in guide_data.items()})
    data.setlist("email", ["tom@example.org", "rosa@example.org"])
    data.update({"state": "confirmed", "submission": "x", "answers": '[{"question": "a"}]', "ä[]": "ü"})
    assert client.post(guide.url, data).status_code == 302
    request = GuideRequest.objects.get()
    assert (request.email, request.state, request.answers) == ("rosa@example.org", "requested", [])


@pytest.mark.parametrize("missing", ["opened", "homepage"])
def test_a_form_without_its_hidden_fields_is_answered(client, guide, guide_data, missing):
    del guide_data[missing]
    response = client.post(guide.url, guide_data)
    assert response.status_code == (422 if missing == "opened" else 302)
    if missing == "opened":
        fresh = html_of(response).find("input", attrs={"name": "opened"})["value"]
        assert client.post(guide.url, guide_data | {"opened": fresh}).status_code == 302


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"email=%ff%fe&first_name=%00", "application/x-www-form-urlencoded"),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b'{"email": "rosa@example.org"}', "application/json"),
        (b"nothing of the sort", "multipart/form-data; boundary=x"),
        (b"&".join(b"a%d=1" % number for number in range(11_000)), "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_that_is_no_form_is_refused_without_a_fault(client, guide, body, kind):
    client.raise_request_exception = False
    response = client.generic("POST", guide.url, body, content_type=kind)
    assert response.status_code in (400, 422)
    assert not GuideRequest.objects.exists()


@pytest.mark.parametrize("kind", ["guide", "trial"])
def test_the_same_form_again_makes_one_request_and_one_mail(client, request, kind):
    page, data = request.getfixturevalue(kind), request.getfixturevalue(f"{kind}_data")
    answers = [client.post(page.url, data) for _ in range(3)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, f"{page.url}thank-you/#main")}
    assert (GuideRequest if kind == "guide" else TrialRequest).objects.count() == 1
    assert Email.objects.count() == 1


@pytest.mark.parametrize("kind", ["guide", "trial"])
def test_two_readers_of_one_stored_page_are_two(client, request, kind):
    page, data = request.getfixturevalue(kind), request.getfixturevalue(f"{kind}_data")
    for email in ("rosa@example.org", "tom@example.org"):
        client.post(page.url, data | {"email": email})
    assert Email.objects.count() == 2


@pytest.mark.parametrize("kind", ["guide", "trial"])
def test_too_many_forms_are_told_when_to_try_again_and_nothing_typed_is_lost(client, request, kind, monkeypatch):
    page, data = request.getfixturevalue(kind), request.getfixturevalue(f"{kind}_data")
    monkeypatch.setattr(limits, "wait", lambda *args, **kwargs: timedelta(minutes=12))
    response = client.post(page.url, data)
    assert response.status_code == 429
    assert response["Retry-After"] == "721"
    html = html_of(response)
    assert "please send it again in 12 minutes" in html.select_one(".error-summary").get_text()
    assert html.find("input", attrs={"name": "email"})["value"] == "rosa@example.org"
    assert not Email.objects.exists()


@pytest.fixture
def half_past():
    """Keep a test from running across the end of an hour."""
    moment = (timezone.now() + timedelta(hours=1)).replace(minute=30)
    with time_machine.travel(moment, tick=False):
        yield


def test_five_forms_an_hour_for_one_address_and_twenty_from_one_place(client, guide, guide_data, half_past):
    own = [client.post(guide.url, guide_data | {"first_name": f"Rosa {n}"}).status_code for n in range(6)]
    assert own == [302] * 5 + [429]
    others = [client.post(guide.url, guide_data | {"email": f"r{n}@example.org"}).status_code for n in range(15)]
    assert others == [302] * 14 + [429]
    elsewhere = client.post(guide.url, guide_data | {"email": "z@example.org"}, REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 302


def test_a_form_with_mistakes_is_not_counted(client, guide, guide_data):
    for _ in range(25):
        assert client.post(guide.url, guide_data | {"email": "rosa"}).status_code == 422
    assert client.post(guide.url, guide_data).status_code == 302


def test_buttons_of_mails_are_limited_too(client, guide, guide_data, link_in_last_mail, monkeypatch):
    client.post(guide.url, guide_data)
    link = link_in_last_mail()
    monkeypatch.setattr(limits, "wait", lambda *args, **kwargs: timedelta(minutes=12))
    response = client.post(link)
    assert response.status_code == 429
    assert "press the button again in 12 minutes" in html_of(response).get_text()
    assert client.get(link).status_code == 200
    monkeypatch.undo()
    assert client.post(link).status_code == 302
