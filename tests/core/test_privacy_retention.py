"""What is kept no longer than promised: the steps of core, the dry run, the reports; and the report on consents."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.utils import timezone

from core import audit
from core.consent import Agreement, record_given, record_withdrawn
from core.models import AuditEntry, ConsentEvent, DataLink, Erasure, HousekeepingRun, RetentionReport
from core.privacy import expiry
from core.privacy.consent_report import live_consents, months
from offers.models import GuideRequest, PartnerTask
from offers.requests import guide_requests, retention
from offers.requests.machine import Kind
from tests.factories.core import MailFactory, UserFactory
from tests.factories.offers import ConsentTextFactory, GuideConfirmationFactory, GuideRequestFactory

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


def agree(text, email, partner=""):
    wording = text.wording.replace("{partner}", partner)
    [event] = record_given([Agreement(text.pk, text.purpose, wording, partner)], email=email, form="guide")
    return event


def test_links_receipts_audit_entries_and_reports_go_when_their_time_is_over():
    with time_machine.travel("2026-01-01 12:00:00Z", tick=False) as clock:
        DataLink.objects.create(digest="x", email="rosa@example.org", expires_at=timezone.now() + expiry.LINKS_WORK_FOR)
        Erasure.objects.create(key="x", finished_at=timezone.now())
        audit.record(None, "looked", "somebody")
        RetentionReport.objects.create(step="Something", count=1)
        steps = (expiry.delete_links, expiry.delete_receipts, expiry.delete_audit_entries, expiry.delete_reports)
        assert [step() for step in steps] == [0, 0, 0, 0]
        clock.shift(timedelta(hours=1))
        assert [step() for step in steps] == [1, 0, 0, 0]
        clock.shift(2 * YEAR)
        assert [step() for step in steps] == [0, 0, 1, 1]
        clock.shift(YEAR)
        assert [step() for step in steps] == [0, 1, 0, 0]


def test_a_consent_stays_while_it_holds_and_three_years_after_it_was_taken_back():
    news, sample = ConsentTextFactory(), ConsentTextFactory(purpose="partner_address")
    with time_machine.travel("2022-01-01 12:00:00Z", tick=False) as clock:
        agree(news, "live@example.org")
        record_withdrawn(agree(news, "Gone@example.org"))
        record_withdrawn(agree(news, "again@example.org"))
        agree(sample, "sample@example.org")
        clock.shift(timedelta(days=1))
        agree(news, "again@example.org")
        clock.shift(3 * YEAR - timedelta(days=1))
        assert expiry.delete_consents() == 0
        clock.shift(timedelta(hours=1))
        assert expiry.delete_consents() == 5
        assert expiry.delete_consents() == 0
    assert sorted(ConsentEvent.objects.values_list("email", flat=True)) == ["again@example.org", "live@example.org"]


def test_a_guide_request_is_erased_12_months_after_anything_happened_to_it():
    with time_machine.travel("2025-01-01 12:00:00Z", tick=False) as clock:
        request = GuideRequestFactory(guide=None)
        guide_requests.confirm(GuideConfirmationFactory(request=request))
        clock.shift(timedelta(days=300))
        request.events.create(kind=Kind.LINK_SENT)
        clock.shift(timedelta(days=365))
        assert retention.erase_guides() == 0
        clock.shift(timedelta(days=1))
        assert retention.erase_guides() == 1
        assert GuideRequest.objects.get().email == ""
        assert retention.delete_erased() == 1
        PartnerTask.objects.create(reference="x", done_at=timezone.now())
        clock.shift(timedelta(days=366))
        assert retention.delete_done_tasks() == 1


def test_a_dry_run_says_what_would_go_and_touches_nothing(capsys):
    with time_machine.travel(timezone.now() - timedelta(days=40)):
        mail = MailFactory(status=0)
    GuideRequestFactory(state="erased", email="", guide=None)
    call_command("housekeeping", "--dry-run")
    told = capsys.readouterr().out
    assert "Old mails deleted: 1 would go.\n" in told
    assert "Erased requests deleted after a year: 1 would go.\n" in told
    assert "Mails sent" not in told
    mail.refresh_from_db()
    assert GuideRequest.objects.exists()
    assert not RetentionReport.objects.exists() and not HousekeepingRun.objects.exists()
    with pytest.raises(CommandError, match="leave out --loop"):
        call_command("housekeeping", "--dry-run", "--loop")
    call_command("housekeeping")
    reports = dict(RetentionReport.objects.values_list("step", "count"))
    assert reports == {"Old mails deleted": 1, "Erased requests deleted after a year": 1}
    assert HousekeepingRun.last()
    call_command("housekeeping")
    assert RetentionReport.objects.count() == 2


def test_the_report_counts_what_each_address_said_last():
    first, second = ConsentTextFactory(wording="=1+1"), ConsentTextFactory(version=2)
    partner = ConsentTextFactory(purpose="partner_news", wording="{partner} may email me.")
    ConsentTextFactory(purpose="partner_news", version=2, wording="{partner} may write to me.")
    agree(first, "rosa@example.org")
    agree(second, "ROSA@example.org")
    agree(first, "bea@example.org")
    record_withdrawn(agree(first, "cleo@example.org"))
    agree(partner, "rosa@example.org", "Green")
    agree(partner, "rosa@example.org", "Blue")
    assert [(line.title, line.version, line.partner, line.wording, line.count) for line in live_consents()] == [
        ("News from the partner by email", 2, "", "the partner may write to me.", 0),
        ("News from the partner by email", 1, "Blue", "Blue may email me.", 1),
        ("News from the partner by email", 1, "Green", "Green may email me.", 1),
        ("News from us by email", 2, "", second.wording, 1),
        ("News from us by email", 1, "", "=1+1", 1),
    ]
    [news] = [line for line in months() if line.purpose == "News from us by email"]
    assert (news.given, news.withdrawn) == (4, 1)


def test_the_report_is_for_those_who_may_and_its_files_run_nothing(client):
    agree(ConsentTextFactory(wording="=1+1"), "rosa@example.org")
    user = UserFactory()
    user.user_permissions.add(*Permission.objects.filter(codename="access_admin"))
    client.force_login(user)
    assert client.get("/admin/reports/consents/").status_code == 302
    user.user_permissions.add(*Permission.objects.filter(codename="view_consentreport"))
    html = client.get("/admin/reports/consents/").content.decode()
    assert "“=1+1”" in html and "rosa" not in html
    now = client.get("/admin/reports/consents/?export=now").content.decode()
    assert '"\'=1+1"' in now and "rosa" not in now
    assert "News from us by email" in client.get("/admin/reports/consents/?export=months").content.decode()
    assert client.get("/admin/reports/consents/?export=nonsense").status_code == 200
    assert '"/admin/reports/consents/"' in client.get("/admin/").content.decode()
    assert not AuditEntry.objects.exists()
