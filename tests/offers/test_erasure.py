import json
from datetime import date, timedelta

import pytest
import time_machine
from django.core import serializers
from django.utils import timezone
from post_office.models import Email

from offers.models import GuideRequest, PartnerTask, TrialRequest, TrialSupply
from offers.requests import guide_requests, retention, trial_requests
from offers.requests.erasure import erase
from tests.factories.core import UserFactory
from tests.factories.offers import (
    GuideConfirmationFactory,
    GuideRequestFactory,
    TrialConfirmationFactory,
    TrialPageFactory,
    TrialRequestFactory,
)

pytestmark = pytest.mark.django_db
PERSON = {
    "full_name": "Rosa Zzyzx",
    "email": "zzyzx@example.org",
    "address_line_1": "4 Zzyzx Lane",
    "address_line_2": "Flat Zzyzx",
    "town": "Zzyzx",
    "region": "Zzyzx",
    "postcode": "ZZYZX",
    "answers": [{"question": "How?", "answer": "zzyzx"}],
}


@pytest.fixture
def sample(trial):
    """A request with a sample set aside."""
    request = TrialRequestFactory(trial=trial, **PERSON)
    trial_requests.confirm(TrialConfirmationFactory(request=request))
    request.refresh_from_db()
    return request


def on_its_way(request, state, on=None):
    request.state, request.dispatched_on = state, on
    request.save()
    return request


def everything_stored():
    rows = [*TrialRequest.objects.all(), *GuideRequest.objects.all(), *Email.objects.all()]
    for model in (TrialRequest, GuideRequest):
        for request in model.objects.all():
            rows += [*request.events.all(), *request.confirmations.all()]
    return json.dumps(serializers.serialize("json", rows)).casefold()


def test_erasing_leaves_nothing_of_the_person(sample):
    assert "zzyzx" in everything_stored()
    assert erase(sample, by=UserFactory())
    assert not erase(sample)
    assert "zzyzx" not in everything_stored()
    sample.refresh_from_db()
    assert sample.state == "erased"
    assert sample.household_key == ""
    assert sample.events.last().kind == "erased"


def test_erasing_gives_the_sample_to_the_next(home):
    trial = TrialPageFactory(parent=home, supply__stock=1)
    requests = []
    for number in (1, 2):
        request = TrialRequestFactory(trial=trial, address_line_1=f"{number} Mill Lane", full_name=f"R R{number}")
        trial_requests.confirm(TrialConfirmationFactory(request=request, token=f"secret-{number}"))
        requests.append(request)
    erase(TrialRequest.objects.get(pk=requests[0].pk))
    assert TrialRequest.objects.get(pk=requests[1].pk).is_held
    assert TrialSupply.objects.get().taken == 1
    assert not PartnerTask.objects.exists()


@pytest.mark.parametrize("state", ["exported", "dispatched", "delivered"])
def test_what_the_partner_has_becomes_a_task_with_a_date(sample, state):
    key = on_its_way(sample, state).household_key
    assert erase(sample, by=UserFactory())
    task = PartnerTask.objects.get()
    assert task.reference == sample.reference
    assert task.partner == sample.trial.partner
    assert task.due_on == timezone.localdate() + timedelta(days=7)
    sample.refresh_from_db()
    assert sample.household_key == key
    assert "zzyzx" not in everything_stored()


def test_one_household_still_gets_one_after_the_person_was_erased(sample, trial):
    erase(on_its_way(sample, "dispatched"))
    again = TrialRequestFactory(trial=trial, **PERSON)
    trial_requests.confirm(TrialConfirmationFactory(request=again, token="again"))
    again.refresh_from_db()
    assert again.state == "declined"


def test_erasing_a_guide_request_ends_its_links(client, guide):
    request = GuideRequestFactory(guide=guide, email="zzyzx@example.org", first_name="Zzyzx")
    token = guide_requests.confirm(GuideConfirmationFactory(request=request))
    assert erase(GuideRequest.objects.get())
    assert client.get(f"/requests/guide/{token}/").status_code == 410
    assert "zzyzx" not in everything_stored()


def test_an_address_is_erased_90_days_after_posting_and_the_keys_a_year_after(sample):
    on_its_way(sample, "dispatched", date(2026, 1, 1))
    with time_machine.travel("2026-04-01 12:00:00Z"):
        assert retention.erase_addresses() == 0
    with time_machine.travel("2026-04-02 12:00:00Z"):
        assert retention.erase_addresses() == 1
        assert retention.erase_addresses() == 0
        assert retention.delete_erased() == 0
    assert not PartnerTask.objects.exists()
    with time_machine.travel("2027-01-01 12:00:00Z"):
        assert retention.delete_erased() == 0
    with time_machine.travel("2027-01-02 12:00:00Z"):
        assert retention.delete_erased() == 1
    assert not TrialRequest.objects.exists()


@pytest.mark.parametrize("state", ["exported", "delivered"])
def test_an_address_of_which_the_partner_never_said_a_day_is_erased_too(sample, state):
    on_its_way(sample, state)
    with time_machine.travel(timezone.now() + timedelta(days=89)):
        assert retention.erase_addresses() == 0
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert retention.erase_addresses() == 1


def test_what_came_to_nothing_is_erased_after_90_days_too(sample):
    trial_requests.cancel(sample)
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert retention.erase_addresses() == 1
        assert retention.delete_erased() == 1


def test_a_sample_whose_page_is_gone_keeps_no_address(sample, trial):
    trial.delete()
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert retention.erase_addresses() == 1


def test_who_got_the_guide_is_erased_a_year_after_the_last_thing_that_happened(guide):
    with time_machine.travel("2026-01-01 10:00:00Z", tick=False) as clock:
        request = GuideRequestFactory(guide=guide)
        guide_requests.confirm(GuideConfirmationFactory(request=request))
        clock.shift(timedelta(days=200))
        guide_requests.resend(GuideRequest.objects.get(), by=None)
        clock.shift(timedelta(days=200))
        assert retention.erase_guides() == 0
        clock.shift(timedelta(days=166))
        assert retention.erase_guides() == 1
        assert retention.delete_erased() == 1
    assert not GuideRequest.objects.exists()


def test_what_is_under_way_is_kept_however_long_it_takes(sample):
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert retention.erase_addresses() == 0


def test_a_request_that_can_no_longer_be_confirmed_runs_out(guide, trial):
    with time_machine.travel("2026-11-20 10:00:00Z", tick=False) as clock:
        asked, sample = GuideRequestFactory(guide=guide), TrialRequestFactory(trial=trial)
        GuideConfirmationFactory(request=asked)
        TrialConfirmationFactory(request=sample)
        assert retention.expire_unconfirmed() == 0
        clock.shift(timedelta(hours=48))
        assert retention.expire_unconfirmed() == 2
        assert retention.expire_unconfirmed() == 0
        assert {GuideRequest.objects.get().state, TrialRequest.objects.get().state} == {"expired"}
        clock.shift(timedelta(days=6))
        assert retention.delete_unconfirmed() == 2


def test_who_asks_again_after_the_link_ran_out_can_confirm(guide, link_in_last_mail, client):
    with time_machine.travel("2026-11-20 10:00:00Z", tick=False) as clock:
        guide_requests.submit(guide, email="rosa@example.org")
        clock.shift(timedelta(hours=49))
        retention.expire_unconfirmed()
        guide_requests.submit(guide, email="rosa@example.org")
        assert GuideRequest.objects.get().state == "requested"
        client.post(link_in_last_mail())
        assert GuideRequest.objects.get().state == "confirmed"
