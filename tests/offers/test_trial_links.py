"""The pages behind links in mails about a sample: cancel, and take the one that is kept free."""

from datetime import timedelta

import pytest
import time_machine

from offers.models import TrialRequest, TrialSupply
from offers.requests import trial_requests
from offers.requests.trial_links import CANCEL, CLAIM, find_request, path_for
from tests.factories.core import UserFactory
from tests.factories.offers import TrialConfirmationFactory, TrialPageFactory, TrialRequestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(home):
    """Two confirmed requests for one sample: the first has it, the second waits."""
    trial = TrialPageFactory(parent=home, supply__stock=1)
    made = [TrialRequestFactory(trial=trial, address_line_1=f"{n} Mill Lane", full_name=f"R R{n}") for n in (1, 2)]
    for number, request in enumerate(made):
        trial_requests.confirm(TrialConfirmationFactory(request=request, token=f"secret-{number}"))
    return [TrialRequest.objects.get(pk=request.pk) for request in made]


def state_of(request):
    return TrialRequest.objects.get(pk=request.pk).state


def html_of(response):
    return response.content.decode()


def test_opening_the_page_cancels_nothing_and_pressing_does(client, two):
    path = path_for(two[0], CANCEL)
    response = client.get(path)
    assert "Cancel my request" in html_of(response)
    assert two[0].email not in html_of(response)
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert state_of(two[0]) == "reserved"
    assert "Your request is cancelled" in html_of(client.post(path, follow=True))
    assert "Your request is cancelled" in html_of(client.post(path, follow=True))
    assert state_of(two[0]) == "cancelled"
    assert TrialRequest.objects.get(pk=two[1].pk).is_held


def test_once_the_partner_has_the_address_the_page_says_so(client, two):
    TrialRequest.objects.filter(pk=two[0].pk).update(state="exported")
    path = path_for(two[0], CANCEL)
    late = html_of(client.get(path))
    assert "Too late to cancel here" in late and 'href="/my-data/">See or delete' in late
    assert "Too late to cancel here" in html_of(client.post(path, follow=True))
    assert state_of(two[0]) == "exported"


def test_a_sample_kept_free_is_taken_by_a_press(client, two):
    trial_requests.release(two[0], by=UserFactory())
    path = path_for(two[1], CLAIM)
    assert "Yes, send it to me" in html_of(client.get(path))
    assert state_of(two[1]) == "waitlisted"
    assert "The sample is yours" in html_of(client.post(path, follow=True))
    assert "The sample is yours" in html_of(client.post(path, follow=True))
    assert state_of(two[1]) == "reserved"


def test_after_72_hours_it_is_no_longer_free(client, two):
    trial_requests.release(two[0], by=UserFactory())
    path = path_for(two[1], CLAIM)
    with time_machine.travel(TrialRequest.objects.get(pk=two[1].pk).held_until + timedelta(seconds=1)):
        response = client.post(path, follow=True)
    assert response.status_code == 410
    assert "no longer free" in html_of(response)
    assert state_of(two[1]) == "waitlisted"


@pytest.mark.parametrize("step", ["cancel", "take"])
def test_forged_cut_and_foreign_tokens_get_one_answer_and_change_nothing(client, two, step):
    other = path_for(two[0], CLAIM if step == "cancel" else CANCEL).split("/")[-2]
    real = path_for(two[0], CANCEL if step == "cancel" else CLAIM).split("/")[-2]
    pages = set()
    for token in (other, real[:-1], f"{real}x", two[0].reference, "x:y", "%00", "é"):
        for answer in (client.get(f"/requests/{step}/{token}/"), client.post(f"/requests/{step}/{token}/")):
            assert answer.status_code == 410
            pages.add(html_of(answer))
    assert len(pages) == 1
    assert [state_of(request) for request in two] == ["reserved", "waitlisted"]


def test_an_erased_request_has_no_links(two):
    token = path_for(two[0], CANCEL).split("/")[-2]
    assert find_request(token, CANCEL) == two[0]
    TrialRequest.objects.update(state="erased")
    assert find_request(token, CANCEL) is None


@pytest.mark.parametrize(("stock", "words"), [(1, "A sample is set aside for you"), (0, "you are on the waiting list")])
def test_who_confirms_learns_on_the_page_how_it_stands(client, home, stock, words):
    trial = TrialPageFactory(parent=home, supply__stock=stock)
    TrialConfirmationFactory(request=TrialRequestFactory(trial=trial))
    assert words in html_of(client.post("/requests/confirm/trial-secret/", follow=True))
    assert TrialSupply.objects.get().taken == stock
