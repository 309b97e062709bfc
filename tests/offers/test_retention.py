import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone
from post_office.models import STATUS, Email

from core.consent import latest_texts
from core.models import ConsentEvent, ConsentText
from offers import guide_requests
from offers.models import GuideRequest, GuideRequestEvent
from offers.retention import delete_unconfirmed
from tests.factories.home import site_with_home
from tests.factories.offers import GuidePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide():
    return GuidePageFactory(parent=site_with_home())


@pytest.fixture
def news():
    ConsentText.objects.create(purpose="site_news", wording="You may write to me.")
    return latest_texts(["site_news"])["site_news"]


def asked(guide, email, *, days_ago, consents=()):
    guide_requests.submit(guide, email=email, consents=consents)
    request = GuideRequest.objects.get(email=email, guide=guide)
    request.created_at = timezone.now() - datetime.timedelta(days=days_ago)
    request.save()
    return request


def test_what_nobody_confirmed_in_seven_days_is_gone_with_its_mail_and_its_consent(guide, news):
    asked(guide, "rosa@example.org", days_ago=8, consents=[news])
    assert delete_unconfirmed() == 1
    for model in (GuideRequest, GuideRequestEvent, ConsentEvent, Email):
        assert not model.objects.exists(), model


def test_what_is_younger_or_confirmed_stays(guide):
    asked(guide, "young@example.org", days_ago=6)
    confirmed = asked(guide, "sure@example.org", days_ago=30)
    GuideRequest.objects.filter(pk=confirmed.pk).update(confirmed_at=timezone.now(), state="confirmed")
    assert delete_unconfirmed() == 0
    assert GuideRequest.objects.count() == Email.objects.count() == 2


def test_an_address_with_another_request_keeps_its_mail(guide):
    other = GuidePageFactory(parent=guide.get_parent())
    asked(guide, "rosa@example.org", days_ago=8)
    asked(other, "rosa@example.org", days_ago=1)
    assert delete_unconfirmed() == 1
    assert Email.objects.count() == 2


def test_housekeeping_sends_what_waits_and_says_what_it_deleted(guide, mailoutbox, capsys):
    asked(guide, "late@example.org", days_ago=8)
    asked(guide, "rosa@example.org", days_ago=0)
    call_command("housekeeping")
    assert "Mails sent: 1. Unconfirmed requests deleted: 1." in capsys.readouterr().out
    assert [mail.to for mail in mailoutbox] == [["rosa@example.org"]]
    assert Email.objects.get().status == STATUS.sent
    call_command("housekeeping")
    assert "Mails sent: 0. Unconfirmed requests deleted: 0." in capsys.readouterr().out
    assert len(mailoutbox) == 1
