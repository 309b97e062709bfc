import datetime

import pytest
from django.contrib.auth.models import Permission
from post_office.models import STATUS, Email, RecipientDeliveryStatus

from core.mail.suppression import suppress, suppression_of
from core.models import AuditEntry, Suppression
from tests.factories.core import MailFactory, UserFactory
from tests.helpers.private_search import sealed


@pytest.fixture
def mail(db):
    return Email.objects.create(
        from_email="hello@example.org",
        to=["rosa@example.org"],
        subject="Please <confirm>",
        message="Hello <Rosa>,\n\nopen http://testserver/requests/confirm/abc/ to confirm.\n",
        html_message='<html><head></head><body><script>alert("x")</script><p>Hello</p></body></html>',
        status=STATUS.queued,
    )


@pytest.fixture
def reader_of_mail(client, db):
    user = UserFactory()
    user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", "view_email"]))
    client.force_login(user)
    return user


def html_of(response):
    return response.content.decode()


def test_the_outbox_lists_mails(client, reader_of_mail, mail):
    html = html_of(client.get("/admin/outbox/"))
    assert "Please &lt;confirm&gt;" in html
    assert "rosa@example.org" in html
    assert "Waiting" in html
    assert "Outbox" in html


def test_in_development_the_links_of_a_mail_can_be_followed(client, reader_of_mail, mail, settings):
    settings.DEBUG = True
    html = html_of(client.get(f"/admin/outbox/inspect/{mail.pk}/"))
    assert '<a href="http://testserver/requests/confirm/abc/"' in html
    assert "Hello &lt;Rosa&gt;" in html


def test_elsewhere_nobody_gets_a_readers_links_from_the_outbox(client, reader_of_mail, mail):
    Email.objects.update(html_message='<p><a href="http://testserver/requests/guide/abc/file/">Go</a></p>')
    html = html_of(client.get(f"/admin/outbox/inspect/{mail.pk}/"))
    assert "/abc/" not in html
    assert "open http://testserver/requests/confirm/…/ to confirm." in html
    assert "http://testserver/requests/guide/…/file/" in html


def test_the_designed_mail_can_run_nothing(client, reader_of_mail, mail):
    html = html_of(client.get(f"/admin/outbox/inspect/{mail.pk}/"))
    assert '<script>alert("x")' not in html
    frame = html[html.index("<iframe") : html.index("</iframe>")]
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in frame
    assert "&lt;script&gt;" in frame
    assert "&lt;base target=&quot;_blank&quot;&gt;" in frame


def test_what_went_wrong_is_shown(client, reader_of_mail, mail):
    mail.logs.create(status=STATUS.failed, message="Mailbox <full>", exception_type="SMTPError")
    assert "Mailbox &lt;full&gt;" in html_of(client.get(f"/admin/outbox/inspect/{mail.pk}/"))


def test_a_mail_without_design_is_shown_as_text(client, reader_of_mail, mail):
    Email.objects.update(html_message="")
    assert "<iframe" not in html_of(client.get(f"/admin/outbox/inspect/{mail.pk}/"))


@pytest.mark.parametrize("query", ["q=rosa", "q=%22", "q=%F0%9F%98%80", "state=failed", "state=x", "p=999"])
def test_odd_searches_get_an_answer(client, reader_of_mail, mail, query):
    assert client.get(f"/admin/outbox/?{sealed(query)}").status_code == 200


def test_a_search_finds_by_address(client, reader_of_mail, mail):
    assert "Please &lt;confirm&gt;" in html_of(client.get(f"/admin/outbox/?{sealed('q=rosa@')}"))
    assert "Please &lt;confirm&gt;" not in html_of(client.get(f"/admin/outbox/?{sealed('q=tom@')}"))


def test_others_see_no_mail(client, mail):
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    for path in ("/admin/outbox/", "/admin/outbox/results/", f"/admin/outbox/inspect/{mail.pk}/"):
        assert client.get(path)["Location"] == "/admin/"
    assert "/admin/outbox/" not in html_of(client.get("/admin/"))


def test_nobody_changes_a_mail(client, mail):
    client.force_login(UserFactory(is_superuser=True))
    for path in ("new/", f"edit/{mail.pk}/", f"delete/{mail.pk}/", f"copy/{mail.pk}/"):
        assert client.post(f"/admin/outbox/{path}").status_code == 404


@pytest.fixture
def retrier(reader_of_mail):
    reader_of_mail.user_permissions.add(Permission.objects.get(codename="change_email"))
    return reader_of_mail


def one_of_each_state():
    tomorrow = datetime.datetime(2026, 11, 21, 12, 30, tzinfo=datetime.UTC)
    bounced = RecipientDeliveryStatus.HARD_BOUNCED
    MailFactory(subject="A waits")
    MailFactory(subject="B again", status=STATUS.requeued, scheduled_time=tomorrow, number_of_retries=2)
    MailFactory(subject="C sent", status=STATUS.sent)
    MailFactory(subject="D failed", status=STATUS.failed, number_of_retries=5)
    MailFactory(subject="E suppressed", status=STATUS.failed, recipient_delivery_status=bounced)
    MailFactory(subject="F bounced", status=STATUS.sent, recipient_delivery_status=bounced)
    complained = RecipientDeliveryStatus.SPAM_COMPLAINT
    MailFactory(subject="G complained", status=STATUS.sent, recipient_delivery_status=complained)


def test_each_state_is_told_in_words_and_can_be_looked_for(client, reader_of_mail):
    one_of_each_state()
    html = html_of(client.get("/admin/outbox/"))
    for words in (
        "Will be tried again at 21 November, 12:30 (try 3 of 5)",
        "Failed after 5 tries",
        "Not sent: suppressed, because an earlier mail to this address came back",
        "Came back",
        "Reported as spam",
    ):
        assert words in html
    subjects = list(Email.objects.order_by("subject").values_list("subject", flat=True))
    states = ["waiting", "again", "sent", "failed", "suppressed", "bounced", "complained"]
    for state, expected in zip(states, subjects, strict=True):
        found = html_of(client.get(f"/admin/outbox/results/?state={state}"))
        assert [subject for subject in subjects if subject in found] == [expected]


def test_one_mail_is_tried_again_from_its_page(client, retrier):
    mail = MailFactory(status=STATUS.failed, number_of_retries=5)
    assert "Try again now" in html_of(client.get(f"/admin/outbox/inspect/{mail.pk}/"))
    response = client.post(f"/admin/outbox/retry/{mail.pk}/", follow=True)
    assert "The mail is in the queue again" in html_of(response)
    mail.refresh_from_db()
    assert (mail.status, mail.number_of_retries, mail.scheduled_time) == (STATUS.queued, 0, None)
    assert "Try again now" not in html_of(response)


def test_all_failed_mails_are_tried_again_from_the_dashboard_and_the_outbox(client, retrier):
    assert "Mail failing" not in html_of(client.get("/admin/"))
    one_of_each_state()
    dashboard = html_of(client.get("/admin/"))
    assert "1 mail was tried five times and did not go out" in dashboard
    assert "/admin/outbox/?state=failed" in dashboard
    assert "Try all failed again" in html_of(client.get("/admin/outbox/"))
    assert "1 mail is in the queue again" in html_of(client.post("/admin/outbox/retry/", follow=True))
    assert Email.objects.get(subject="D failed").status == STATUS.queued
    assert Email.objects.get(subject="E suppressed").status == STATUS.failed
    assert AuditEntry.objects.get().count == 1
    assert "No mail had failed" in html_of(client.post("/admin/outbox/retry/", follow=True))


def test_who_only_looks_tries_nothing_again(client, reader_of_mail):
    mail = MailFactory(status=STATUS.failed, number_of_retries=5)
    suppress(mail.to[0], Suppression.Reason.BOUNCED)
    assert "Mail failing" not in html_of(client.get("/admin/"))
    assert "Try all failed again" not in html_of(client.get("/admin/outbox/"))
    html = html_of(client.get(f"/admin/outbox/inspect/{mail.pk}/"))
    assert "Try again now" not in html
    assert "send mail to it again" not in html
    for action in ("retry/", f"retry/{mail.pk}/", f"lift/{mail.pk}/"):
        assert client.post(f"/admin/outbox/{action}")["Location"] == "/admin/"
        assert client.get(f"/admin/outbox/{action}").status_code == 405
    mail.refresh_from_db()
    assert mail.status == STATUS.failed
    assert suppression_of(mail.to[0])


def test_a_suppressed_address_gets_mail_again_when_its_reader_says_that_it_works(client, retrier, mailoutbox):
    suppress("Reader@example.org", Suppression.Reason.BOUNCED)
    mail = MailFactory(to=["reader@example.org"])
    page = f"/admin/outbox/inspect/{mail.pk}/"
    assert "The address does not take mail" in html_of(client.get(page))
    assert "gets mail again" in html_of(client.post(f"/admin/outbox/lift/{mail.pk}/", follow=True))
    assert "The address does not take mail" not in html_of(client.get(page))
    entry = AuditEntry.objects.get()
    assert entry.action == "lifted a suppression"
    assert "reader@" not in f"{entry.about}{entry.details}"
