from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone
from post_office.models import Email

from offers.models import TrialRequest, TrialSupply
from offers.requests import retention, trial_requests
from offers.requests.stock import offer_to_waiting
from tests.factories.core import UserFactory
from tests.factories.offers import TrialConfirmationFactory, TrialPageFactory, TrialRequestFactory

pytestmark = pytest.mark.django_db
NOW = "2026-11-20 10:00:00Z"


@pytest.fixture
def scarce(home):
    """A trial with two samples."""
    return TrialPageFactory(parent=home, supply__stock=2)


@pytest.fixture
def colleague(db):
    return UserFactory()


def confirmed(trial, number, **details):
    details = {"address_line_1": f"{number} Mill Lane", "full_name": f"Rosa Reader{number}"} | details
    request = TrialRequestFactory(trial=trial, **details)
    link = TrialConfirmationFactory(request=request, token=f"secret-{request.reference}")
    assert trial_requests.confirm(link)
    request.refresh_from_db()
    return request


def states(*requests):
    for request in requests:
        request.refresh_from_db()
    return [str(request.state) for request in requests]


def taken(trial):
    return TrialSupply.objects.get(trial=trial).taken


def last_mail(request):
    return Email.objects.filter(to=request.email).latest("pk")


def test_samples_go_to_who_confirms_first_and_the_others_wait_in_order(scarce):
    requests = [confirmed(scarce, number) for number in range(1, 6)]
    assert states(*requests) == ["reserved", "reserved", "waitlisted", "waitlisted", "waitlisted"]
    assert [request.waiting_number for request in requests] == [None, None, 1, 2, 3]
    assert taken(scarce) == 2
    assert last_mail(requests[-1]).subject == "You are on the waiting list for a sample"


def test_without_a_limit_everybody_gets_one(trial):
    assert states(*(confirmed(trial, number) for number in range(1, 4))) == ["reserved"] * 3
    assert taken(trial) == 3


def test_a_sample_that_comes_free_is_kept_for_the_next_for_72_hours(scarce, colleague):
    with time_machine.travel(NOW, tick=False) as clock:
        first, _, third, fourth = (confirmed(scarce, number) for number in range(1, 5))
        assert trial_requests.release(first, by=colleague)
        assert states(first, third, fourth) == ["cancelled", "waitlisted", "waitlisted"]
        assert third.is_held
        assert not fourth.is_held
        assert "23 November" in last_mail(third).message
        assert taken(scarce) == 2
        clock.shift(timedelta(hours=71))
        assert retention.expire_holds() == 0
        assert trial_requests.claim(third)
        assert not trial_requests.claim(third)
        assert states(third) == ["reserved"]
        assert taken(scarce) == 2


def test_a_sample_that_nobody_took_in_time_goes_on_to_the_one_after(scarce, colleague):
    with time_machine.travel(NOW, tick=False) as clock:
        first, _, third, fourth = (confirmed(scarce, number) for number in range(1, 5))
        trial_requests.release(first, by=colleague)
        clock.shift(timedelta(hours=72))
        third.refresh_from_db()
        assert not trial_requests.claim(third)
        assert retention.expire_holds() == 1
        assert retention.expire_holds() == 0
        assert states(third, fourth) == ["expired", "waitlisted"]
        assert fourth.is_held
        assert taken(scarce) == 2


def test_who_comes_later_does_not_overtake_those_who_wait(scarce):
    waiting = [confirmed(scarce, number) for number in range(1, 4)][-1]
    TrialSupply.objects.filter(trial=scarce).update(stock=3)
    late = confirmed(scarce, 9)
    assert states(waiting, late) == ["waitlisted", "waitlisted"]
    assert offer_to_waiting(scarce) == 1
    waiting.refresh_from_db()
    assert waiting.is_held


def test_who_asks_again_in_a_later_round_of_the_offer_is_in_time(home, link_in_last_mail, client):
    trial = TrialPageFactory(parent=home, supply__opens=date(2026, 1, 1), supply__closes=date(2026, 1, 31))
    with time_machine.travel("2026-01-10 10:00Z"):
        request = confirmed(trial, 1)
        trial_requests.cancel(request)
    TrialSupply.objects.filter(trial=trial).update(opens=date(2026, 3, 1), closes=date(2026, 3, 31))
    with time_machine.travel("2026-03-31 22:00Z"):
        trial_requests.submit(trial, {name: getattr(request, name) for name in TrialRequest.DETAILS})
    with time_machine.travel("2026-04-01 10:00Z"):
        client.post(link_in_last_mail())
    assert states(request) == ["reserved"]


def test_while_the_offer_is_closed_nobody_is_offered_anything_and_later_they_are(scarce, colleague):
    first, _, third = (confirmed(scarce, number) for number in range(1, 4))
    TrialSupply.objects.filter(trial=scarce).update(takes_requests=False)
    trial_requests.release(first, by=colleague)
    assert taken(scarce) == 1
    assert retention.offer_free_samples() == 0
    TrialSupply.objects.filter(trial=scarce).update(takes_requests=True)
    assert retention.offer_free_samples() == 1
    third.refresh_from_db()
    assert third.is_held


def release(request):
    return trial_requests.release(request, by=UserFactory())


@pytest.mark.parametrize("leave", [trial_requests.cancel, release])
def test_who_leaves_the_waiting_list_gives_no_sample_back(scarce, leave):
    requests = [confirmed(scarce, number) for number in range(1, 5)]
    assert leave(requests[2])
    assert taken(scarce) == 2
    assert states(requests[3]) == ["waitlisted"]
    requests[3].refresh_from_db()
    assert not requests[3].is_held


def test_who_cancels_while_a_sample_is_kept_passes_it_on(scarce, colleague):
    first, _, third, fourth = (confirmed(scarce, number) for number in range(1, 5))
    trial_requests.release(first, by=colleague)
    assert trial_requests.cancel(third)
    fourth.refresh_from_db()
    assert fourth.is_held
    assert taken(scarce) == 2


def test_one_household_gets_one_and_the_second_is_told_kindly_and_nothing_about_the_first(scarce):
    confirmed(scarce, 1, full_name="Rosa Lindqvist", email="rosa@example.org")
    second = confirmed(scarce, 1, full_name="Tom Okafor", email="tom@example.org")
    assert states(second) == ["declined"]
    assert second.decline_reason == "duplicate"
    mail = last_mail(second).message
    assert "one sample to each household" in mail
    assert "Rosa" not in mail
    assert "rosa@" not in mail
    assert taken(scarce) == 1


def test_one_mailbox_gets_one(scarce):
    confirmed(scarce, 1, email="rosa@example.org")
    assert states(confirmed(scarce, 2, email="rosa+2@example.org")) == ["declined"]


def test_a_household_may_ask_again_after_it_cancelled(scarce):
    assert trial_requests.cancel(confirmed(scarce, 1))
    assert states(confirmed(scarce, 1)) == ["reserved"]


def test_what_nobody_confirmed_stands_in_nobodys_way(scarce):
    TrialRequestFactory(trial=scarce, address_line_1="1 Mill Lane")
    assert states(confirmed(scarce, 1)) == ["reserved"]


def test_a_neighbour_of_the_same_name_is_looked_at_by_hand_and_never_refused(scarce, colleague):
    confirmed(scarce, 1, full_name="Rosa Lindqvist")
    neighbour = confirmed(scarce, 3, full_name="Tom Lindqvist")
    assert states(neighbour) == ["reserved"]
    assert neighbour.near_match
    assert "looked_alike" in [event.kind for event in neighbour.events.all()]
    assert trial_requests.approve(neighbour, by=colleague)
    neighbour.refresh_from_db()
    assert not neighbour.near_match


@pytest.mark.parametrize(
    ("supply", "reason"),
    [
        ({"countries": "Ireland"}, "country"),
        ({"closes": date(2020, 1, 1)}, "closed"),
    ],
)
def test_what_changed_before_the_button_was_pressed_is_said(scarce, supply, reason):
    TrialSupply.objects.update(**supply)
    request = confirmed(scarce, 1)
    assert (request.state, request.decline_reason) == ("declined", reason)
    assert request.decline_words in " ".join(last_mail(request).message.split())
    assert taken(scarce) == 0


def test_who_confirms_while_the_offer_is_paused_waits_and_is_not_turned_away(scarce):
    TrialSupply.objects.update(takes_requests=False)
    request = confirmed(scarce, 1)
    assert (request.state, request.waiting_number) == ("waitlisted", 1)
    TrialSupply.objects.update(takes_requests=True)
    assert retention.offer_free_samples() == 1


def test_when_an_offer_ends_those_who_wait_are_told_and_those_with_a_sample_kept_free_may_take_it(scarce, colleague):
    first, _, third, fourth = (confirmed(scarce, number) for number in range(1, 5))
    trial_requests.release(first, by=colleague)
    TrialSupply.objects.update(closes=timezone.localdate() - timedelta(days=1))
    assert retention.end_waiting_lists() == 1
    assert retention.end_waiting_lists() == 0
    assert states(third, fourth) == ["waitlisted", "declined"]
    assert "no sample came free" in " ".join(last_mail(fourth).message.split())
    assert trial_requests.claim(third)


def test_a_long_waiting_list_is_served_in_parts(home, monkeypatch):
    monkeypatch.setattr("offers.requests.stock.AT_ONCE", 2)
    trial = TrialPageFactory(parent=home, supply__stock=0)
    waiting = [confirmed(trial, number) for number in range(1, 5)]
    TrialSupply.objects.update(stock=4)
    assert [retention.offer_free_samples() for _ in range(3)] == [2, 2, 0]
    assert [request.is_held for request in waiting if states(request)] == [True] * 4


def test_who_asked_on_the_last_day_may_confirm_on_the_next(home):
    trial = TrialPageFactory(parent=home, supply__closes=date(2026, 11, 20))
    with time_machine.travel("2026-11-20 23:30:00Z", tick=False) as clock:
        request = TrialRequestFactory(trial=trial)
        link = TrialConfirmationFactory(request=request)
        clock.shift(timedelta(hours=1))
        trial_requests.confirm(link)
    assert states(request) == ["reserved"]


def test_declining_tells_the_reader_why_and_gives_the_sample_on(scarce, colleague):
    first, _, third = (confirmed(scarce, number) for number in range(1, 4))
    with pytest.raises(ValueError, match="told why"):
        trial_requests.decline(first, TrialRequest.Reason.BY_HAND, "  ", by=colleague)
    words = "The parcel service does not go to your island."
    assert trial_requests.decline(first, TrialRequest.Reason.BY_HAND, words, by=colleague)
    assert words in last_mail(first).message
    third.refresh_from_db()
    assert third.is_held


def test_a_sample_goes_its_way_to_the_reader(trial, colleague):
    request = confirmed(trial, 1)
    assert trial_requests.approve(request, by=colleague)
    assert trial_requests.export(request, by=colleague)
    assert not trial_requests.cancel(request)
    assert trial_requests.dispatch(request, date(2026, 11, 21), "AB 12 CD")
    assert "AB 12 CD" in last_mail(request).message
    assert trial_requests.deliver(request, date(2026, 11, 23))
    assert request.dispatched_on == date(2026, 11, 21)
    assert trial_requests.mark_returned(request, date(2026, 11, 24))
    assert taken(trial) == 1
    kinds = [event.kind for event in request.events.all()]
    assert kinds == ["confirmed", "reserved", "approved", "exported", "dispatched", "delivered", "returned"]


def test_an_offer_that_was_deleted_declines_and_gives_nothing_back(trial, colleague):
    request, late = confirmed(trial, 1), TrialRequestFactory(trial=trial, address_line_1="2 Mill Lane")
    link = TrialConfirmationFactory(request=late)
    trial.delete()
    for kept in (request, late, link):
        kept.refresh_from_db()
    assert trial_requests.confirm(link)
    assert states(late) == ["declined"]
    assert trial_requests.release(request, by=colleague)
