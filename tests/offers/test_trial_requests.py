from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from post_office.models import Email

from core.models import ConsentEvent
from offers.models import TrialRequest
from offers.requests import machine, trial_requests
from offers.requests.links import find_confirmation
from tests.factories.offers import (
    TrialConfirmationFactory,
    TrialPageFactory,
    TrialRequestFactory,
    agreement,
)

pytestmark = pytest.mark.django_db

CONFIRM, RESERVED = "Please confirm: your sample", "A sample is set aside for you"
LINK = "/requests/confirm/trial-secret/"
ROSA = {
    "full_name": "Rosa Lindqvist",
    "email": "rosa@example.org",
    "address_line_1": "4 Mill Lane",
    "address_line_2": "",
    "town": "Ashby",
    "region": "",
    "postcode": "LE65 1AA",
    "country": "United Kingdom",
}


def ask(trial, consents=(), **changes):
    trial_requests.submit(trial, ROSA | changes, consents=consents)
    return TrialRequest.objects.get(trial=trial)


def subjects():
    return list(Email.objects.order_by("pk").values_list("subject", flat=True))


def kinds(request):
    return [event.kind for event in request.events.all()]


def html_of(response):
    return response.content.decode()


def test_request_consents_and_mail_are_stored_together_or_not_at_all(trial, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("No mail today")

    monkeypatch.setattr(machine, "queue_mail", fail)
    with pytest.raises(OSError, match="No mail today"):
        trial_requests.submit(trial, ROSA, consents=[agreement()])
    assert not TrialRequest.objects.exists()
    assert not ConsentEvent.objects.exists()


def test_the_same_form_twice_makes_one_request_and_both_links_work(trial, link_in_last_mail):
    ask(trial)
    first = link_in_last_mail()
    request = ask(trial, email="Rosa@EXAMPLE.org")
    assert kinds(request) == ["asked", "asked_again"]
    assert trial_requests.confirm(find_confirmation(first.split("/")[-2]))


def test_a_corrected_address_replaces_the_first_and_ends_its_link(client, trial, link_in_last_mail):
    ask(trial)
    first = link_in_last_mail()
    request = ask(trial, address_line_1="6 Mill Lane")
    assert request.address_line_1 == "6 Mill Lane"
    assert kinds(request) == ["asked", "changed", "asked_again"]
    assert client.post(first).status_code == 410
    client.post(link_in_last_mail())
    request.refresh_from_db()
    assert request.state == "reserved"


def test_once_confirmed_the_address_stays_as_it_was_confirmed(trial):
    TrialConfirmationFactory(request=ask(trial))
    trial_requests.confirm(find_confirmation("trial-secret"))
    request = ask(trial, address_line_1="13 Elsewhere")
    assert request.address_line_1 == "4 Mill Lane"
    assert subjects() == [CONFIRM, RESERVED, RESERVED]


def test_a_mail_goes_out_again_three_times_in_an_hour(trial):
    with time_machine.travel("2026-11-20 10:00:00Z", tick=False) as clock:
        for _ in range(6):
            ask(trial)
        assert subjects() == [CONFIRM] * 4
        clock.shift(timedelta(minutes=61))
        ask(trial)
        assert len(subjects()) == 5


def test_what_comes_after_the_limit_changes_nothing(trial):
    for _ in range(4):
        ask(trial)
    request = ask(trial, full_name="Mallory", consents=[agreement()])
    assert request.full_name == "Rosa Lindqvist"
    assert not ConsentEvent.objects.exists()


def test_two_trials_are_two_requests(trial, home):
    ask(trial)
    ask(TrialPageFactory(parent=home))
    assert TrialRequest.objects.count() == 2


def test_confirming_is_remembered_and_said_by_mail(trial):
    request = TrialRequestFactory(trial=trial)
    link = TrialConfirmationFactory(request=request)
    assert trial_requests.confirm(link)
    request.refresh_from_db()
    assert request.state == "reserved"
    assert request.confirmed_at
    assert kinds(request) == ["confirmed", "reserved"]
    assert subjects() == [RESERVED]


def test_confirming_twice_does_nothing_the_second_time(trial):
    link = TrialConfirmationFactory(request=TrialRequestFactory(trial=trial))
    assert trial_requests.confirm(link)
    assert not trial_requests.confirm(link)
    assert subjects() == [RESERVED]


def test_a_link_of_an_erased_request_confirms_nothing(trial):
    link = TrialConfirmationFactory(request=TrialRequestFactory(trial=trial))
    TrialRequest.objects.all().delete()
    assert not trial_requests.confirm(link)


def test_a_link_confirms_for_48_hours(trial):
    with time_machine.travel("2026-11-20 10:00:00Z", tick=False) as clock:
        link = TrialConfirmationFactory(request=TrialRequestFactory(trial=trial))
        clock.shift(timedelta(hours=48))
        assert not trial_requests.confirm(link)


@pytest.fixture
def waiting(trial):
    """A request that waits for its confirmation."""
    request = TrialRequestFactory(trial=trial, email="rosa@example.org")
    TrialConfirmationFactory(request=request)
    return request


def test_opening_the_link_shows_a_button_and_changes_nothing(client, waiting):
    response = client.get(LINK)
    html = html_of(response)
    assert response.status_code == 200
    assert '<form method="post"><button class="button" type="submit">Confirm my request</button></form>' in html
    assert "rosa" not in html.lower()
    assert "mill lane" not in html.lower()
    assert "Partner offer" in html
    assert waiting.trial.partner.short_disclosure in html
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_pressing_the_button_confirms(client, waiting):
    response = client.post(LINK, follow=True)
    assert "Your request is confirmed" in html_of(response)
    assert "no-store" in response["Cache-Control"]
    waiting.refresh_from_db()
    assert waiting.state == "reserved"


def test_a_second_press_says_the_same_and_does_nothing(client, waiting):
    client.post(LINK)
    assert "Your request is confirmed" in html_of(client.post(LINK))
    assert subjects() == [RESERVED]


def test_a_link_that_ran_out_offers_to_ask_again(client, waiting, trial):
    waiting.confirmations.update(expires_at=timezone.now())
    response = client.post(LINK)
    assert response.status_code == 410
    assert f'href="{trial.url}"' in html_of(response)


def test_a_trial_that_is_no_longer_on_the_site_can_still_be_confirmed(client, waiting, trial):
    trial.unpublish()
    assert client.get(LINK).status_code == 200
    client.post(LINK)
    waiting.refresh_from_db()
    assert waiting.state == "reserved"


def test_a_trial_that_was_deleted_leaves_clear_pages(client, waiting, trial):
    trial.delete()
    assert client.get(LINK).status_code == 200
    assert "Your request is confirmed" in html_of(client.post(LINK, follow=True))
    waiting.confirmations.update(expires_at=timezone.now())
    TrialRequest.objects.update(state="submitted", confirmed_at=None)
    assert client.get(LINK).status_code == 410


def test_the_page_of_a_used_link_says_how_the_request_stands(client, waiting):
    client.post(LINK)
    says = {
        "reserved": "A sample is set aside",
        "declined": "look in your mail",
        "expired": "not taken in time",
        "returned": "the parcel came back",
        "delivered": "on its way, or with you",
    }
    for state, words in says.items():
        TrialRequest.objects.update(state=state)
        assert words in html_of(client.get(LINK)), state


def test_a_link_that_runs_out_between_looking_and_pressing_says_so(client, waiting, monkeypatch):
    monkeypatch.setattr(trial_requests, "confirm", lambda link: False)
    assert "One press, and your request counts" in html_of(client.post(LINK))


def test_a_link_that_is_withdrawn_between_looking_and_pressing_is_unknown(client, waiting, monkeypatch):
    def withdraw(link):
        link.delete()
        return False

    monkeypatch.setattr(trial_requests, "confirm", withdraw)
    assert client.post(LINK).status_code == 410


def test_records_do_not_carry_names_into_logs(waiting):
    records = [waiting, *waiting.confirmations.all()]
    assert "rosa" not in " ".join(map(str, records)).lower()
