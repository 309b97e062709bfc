import datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from post_office.models import STATUS, Email

from core import housekeeping
from core.mail import delete_old
from core.models import ConsentEvent
from offers.models import GuideRequest, GuideRequestEvent
from offers.requests import guide_requests
from offers.requests.links import CONFIRM_WITHIN
from offers.requests.retention import delete_unconfirmed
from tests.factories.home import site_with_home
from tests.factories.offers import GuideConfirmationFactory, GuidePageFactory, agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide():
    return GuidePageFactory(parent=site_with_home())


def asked(guide, email, *, days_ago, consents=()):
    guide_requests.submit(guide, email=email, consents=consents)
    request = GuideRequest.objects.get(email=email, guide=guide)
    request.created_at = timezone.now() - datetime.timedelta(days=days_ago)
    request.save()
    request.confirmations.update(expires_at=request.created_at + CONFIRM_WITHIN)
    return request


def test_what_nobody_confirmed_in_seven_days_is_gone_with_its_mail_and_its_consent(guide):
    asked(guide, "rosa@example.org", days_ago=8, consents=[agreement()])
    assert delete_unconfirmed() == 1
    for model in (GuideRequest, GuideRequestEvent, ConsentEvent, Email):
        assert not model.objects.exists(), model


def test_what_is_younger_or_confirmed_stays(guide):
    asked(guide, "young@example.org", days_ago=6)
    confirmed = asked(guide, "sure@example.org", days_ago=30)
    GuideRequest.objects.filter(pk=confirmed.pk).update(confirmed_at=timezone.now(), state="confirmed")
    assert delete_unconfirmed() == 0
    assert GuideRequest.objects.count() == Email.objects.count() == 2


def test_an_address_with_another_request_keeps_the_mail_of_that(guide):
    other = GuidePageFactory(parent=guide.get_parent())
    asked(guide, "rosa@example.org", days_ago=8)
    kept = asked(other, "rosa@example.org", days_ago=1)
    assert delete_unconfirmed() == 1
    assert list(Email.objects.all()) == [kept.events.get().mail]


def test_a_request_stays_as_long_as_one_of_its_links_works(guide):
    with time_machine.travel("2026-11-20 10:00:00Z", tick=False) as clock:
        request = asked(guide, "rosa@example.org", days_ago=7)
        GuideConfirmationFactory(request=request)
        clock.shift(datetime.timedelta(hours=47))
        assert delete_unconfirmed() == 0
        clock.shift(datetime.timedelta(hours=1))
        assert delete_unconfirmed() == 1


def test_nothing_to_delete_costs_a_query_for_each_kind_of_request(guide, django_assert_max_num_queries):
    asked(guide, "young@example.org", days_ago=6)
    with django_assert_max_num_queries(4):  # two of them for the transaction
        assert delete_unconfirmed() == 0


def test_housekeeping_sends_what_waits_and_says_what_it_deleted(guide, mailoutbox, capsys):
    asked(guide, "late@example.org", days_ago=8)
    asked(guide, "rosa@example.org", days_ago=0)
    call_command("housekeeping")
    lines = set(capsys.readouterr().out.splitlines())
    assert lines >= {"Unconfirmed requests deleted: 1.", "Mails sent: 1.", "Old mails deleted: 0."}
    assert [mail.to for mail in mailoutbox] == [["rosa@example.org"]]
    assert Email.objects.get().status == STATUS.sent
    call_command("housekeeping")
    assert "Mails sent: 0." in capsys.readouterr().out
    assert len(mailoutbox) == 1


def test_a_step_that_fails_stops_no_other(guide, mailoutbox, monkeypatch, capsys):
    asked(guide, "late@example.org", days_ago=8)
    asked(guide, "rosa@example.org", days_ago=0)

    def fail(*args):
        raise OSError("No page today")

    monkeypatch.setattr(housekeeping, "call_command", fail)
    with pytest.raises(CommandError, match="These steps failed, the others are done: Publish what is scheduled"):
        call_command("housekeeping")
    assert "Unconfirmed requests deleted: 1." in capsys.readouterr().out
    assert len(mailoutbox) == 1


def test_mails_go_thirty_days_after_they_were_written_unless_they_wait(guide):
    with time_machine.travel("2026-11-20 10:00:00Z", tick=False) as clock:
        mails = [asked(guide, f"{state}@example.org", days_ago=0).events.get().mail for state in ("a", "b", "c", "d")]
        for mail, status in zip(mails, (STATUS.sent, STATUS.failed, STATUS.queued, STATUS.requeued), strict=True):
            Email.objects.filter(pk=mail.pk).update(status=status)
        clock.shift(datetime.timedelta(days=30))
        assert delete_old() == 0
        clock.shift(datetime.timedelta(seconds=1))
        assert delete_old() == 2
    assert set(Email.objects.values_list("status", flat=True)) == {STATUS.queued, STATUS.requeued}
    assert GuideRequestEvent.objects.filter(kind="asked", mail=None).count() == 2
