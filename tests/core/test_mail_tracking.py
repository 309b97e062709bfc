"""What mail services report: mails that came back, complaints, readers who unsubscribed there."""

import base64
import json
from importlib import import_module

import pytest
from anymail.signals import AnymailTrackingEvent
from django.urls import clear_url_caches
from post_office.models import STATUS, Email, RecipientDeliveryStatus

from core.consent import record_given
from core.mail import mail_in_trouble, send_waiting
from core.mail.states import State, state_of
from core.mail.suppression import suppress, suppression_of
from core.mail.tracking import note_event
from core.mail.urls import webhook_patterns
from core.models import ConsentEvent, Suppression
from tests.factories.core import MailFactory
from tests.factories.offers import agreement

pytestmark = pytest.mark.django_db

SECRET = "mail:12345678901234567890"


@pytest.fixture
def troubles():
    said = []

    def remember(sender, mail, trouble, **kwargs):
        said.append((trouble.value, mail.pk))

    mail_in_trouble.connect(remember)
    yield said
    mail_in_trouble.disconnect(remember)


@pytest.fixture
def sent():
    return MailFactory(to=["Rosa@example.org"], status=STATUS.sent)


def report(event_type, *, recipient="rosa@example.org", **more):
    note_event(None, AnymailTrackingEvent(event_type=event_type, recipient=recipient, **more), "Postmark")


def state(mail):
    mail.refresh_from_db()
    return state_of(mail)


def test_a_mail_that_came_back_is_marked_and_its_address_gets_no_more(sent, troubles, mailoutbox):
    for _ in range(2):
        report("bounced", reject_reason="bounced", metadata={"mail": sent.message_id})
    assert state(sent) is State.BOUNCED
    assert troubles == [("bounced", sent.pk)]
    another = MailFactory(to=["rosa@example.org"])
    somebody = MailFactory()
    assert send_waiting() == 1
    assert [mail.to for mail in mailoutbox] == [somebody.to]
    assert state(another) is State.SUPPRESSED
    assert troubles[1:] == [("bounced", another.pk)]


def test_who_reported_us_as_spam_gets_no_more_whatever_comes_later(sent, troubles):
    report("complained", message_id=sent.message_id)
    report("bounced", reject_reason="bounced", message_id="<unknown@example.org>")
    assert suppression_of("ROSA@example.org").reason == Suppression.Reason.COMPLAINED
    assert troubles[0] == ("complained", sent.pk)


@pytest.mark.parametrize("reason", ["timed_out", "blocked", "spam", "other", None])
def test_a_full_mailbox_is_not_the_addresss_fault(sent, troubles, reason):
    report("bounced", reject_reason=reason, message_id=sent.message_id)
    assert state(sent) is State.BOUNCED
    assert troubles == [("bounced", sent.pk)]
    assert suppression_of("rosa@example.org") is None


@pytest.mark.parametrize(
    ("service", "said"),
    [
        ("Amazon SES", {"bounce": {"bounceType": "Transient"}}),
        ("Brevo", {"event": "soft_bounce"}),
        ("MailerSend", {"data": {"type": "soft_bounced"}}),
        ("Mailjet", {"hard_bounce": False}),
        ("Mandrill", {"event": "soft_bounce"}),
        ("Postmark", {"Type": "SoftBounce"}),
        ("Resend", {"data": {"bounce": {"type": "Transient"}}}),
        ("SparkPost", {"msys": {"message_event": {"bounce_class": "22"}}}),
    ],
)
def test_what_the_service_itself_calls_passing_is_not_the_addresss_fault(sent, troubles, service, said):
    bounce = {"event_type": "bounced", "reject_reason": "bounced", "recipient": "rosa@example.org"}

    def report(esp_event):
        event = AnymailTrackingEvent(message_id=sent.message_id, esp_event=esp_event, **bounce)
        note_event(None, event, service)

    report(said)
    report(said)
    assert state(sent) is State.BOUNCED and troubles == [("bounced", sent.pk)]
    assert sent.recipient_delivery_status == RecipientDeliveryStatus.SOFT_BOUNCED
    assert suppression_of("rosa@example.org") is None
    for odd in (None, [], {name: ["x"] for name in said}):
        report(odd)
    assert suppression_of("rosa@example.org").reason == Suppression.Reason.BOUNCED
    report(said)
    sent.refresh_from_db()
    assert sent.recipient_delivery_status == RecipientDeliveryStatus.HARD_BOUNCED


@pytest.mark.parametrize("event", ["delivered", "opened", "deferred", "unknown", "autoresponded", "inbound"])
def test_what_is_no_trouble_changes_nothing(sent, troubles, event):
    report(event, message_id=sent.message_id)
    assert state(sent) is State.SENT
    assert troubles == []
    assert not Suppression.objects.exists()


def test_who_unsubscribed_with_the_service_gets_no_news_and_still_gets_answers(sent, mailoutbox):
    [consent] = record_given([agreement()], email="rosa@example.org", form="guide")
    news = MailFactory(to=["rosa@example.org"], context={"consent": consent.pk})
    answer = MailFactory(to=["rosa@example.org"])
    for _ in range(2):
        report("unsubscribed", message_id=sent.message_id)
    assert list(ConsentEvent.objects.order_by("pk").values_list("kind", flat=True)) == ["given", "withdrawn"]
    assert send_waiting() == 1
    assert state(answer) is State.SENT
    assert state(news) is State.SUPPRESSED
    [again] = record_given([agreement(version=2)], email="rosa@example.org", form="guide")
    MailFactory(to=["rosa@example.org"], context={"consent": again.pk})
    assert send_waiting() == 1


def test_without_our_name_it_was_the_last_mail_that_went_out(sent):
    MailFactory(to=["tom@example.org"], status=STATUS.sent)
    waiting = MailFactory(to=["rosa@example.org"])
    report("bounced", reject_reason="invalid", message_id="a-name-of-theirs")
    assert state(sent) is State.BOUNCED
    assert state(waiting) is State.WAITING


def test_an_event_about_nobody_we_know_is_remembered_for_the_address(troubles):
    report("bounced", reject_reason="invalid", recipient="gone@example.org")
    report("bounced", reject_reason="invalid", recipient=None)
    assert suppression_of("gone@example.org")
    assert troubles == []


def test_no_address_is_stored_in_clear():
    suppress("rosa@example.org", Suppression.Reason.BOUNCED)
    assert "rosa" not in json.dumps(list(Suppression.objects.values()), default=str)


@pytest.fixture
def service(settings):
    """The address that the configured service reports to."""
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "POSTMARK_SERVER_TOKEN": "token"}
    others = import_module(settings.ROOT_URLCONF).urlpatterns
    settings.ROOT_URLCONF = type("Addresses", (), {"urlpatterns": [*webhook_patterns(), *others]})
    clear_url_caches()
    yield "/mail-events/postmark/tracking/"
    clear_url_caches()


def authorised(secret):
    return {"authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}


BOUNCE = {"RecordType": "Bounce", "Type": "HardBounce", "Email": "rosa@example.org", "ID": 1, "MessageID": "x"}


def test_a_service_reports_with_the_secret(client, service, sent, caplog):
    response = client.post(service, BOUNCE, content_type="application/json", headers=authorised(SECRET), secure=True)
    assert response.status_code == 200
    assert state(sent) is State.BOUNCED
    assert "rosa" not in caplog.text


def test_a_full_mailbox_that_postmark_reports_leaves_the_address_as_it_was(client, service, sent):
    soft = BOUNCE | {"Type": "SoftBounce"}
    client.post(service, soft, content_type="application/json", headers=authorised(SECRET), secure=True)
    assert state(sent) is State.BOUNCED
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("headers", [{}, authorised("mail:guess"), {"authorization": "Basic %"}])
def test_nobody_else_does(client, service, sent, headers):
    assert client.post(service, BOUNCE, content_type="application/json", headers=headers).status_code == 400
    assert state(sent) is State.SENT
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("backend", "keys"),
    [
        ("django.core.mail.backends.smtp.EmailBackend", {"WEBHOOK_SECRET": SECRET}),
        ("anymail.backends.postmark.EmailBackend", {}),
        ("anymail.backends.postmark.EmailBackend", {"WEBHOOK_SECRET": ""}),
    ],
)
def test_without_a_service_or_its_secret_there_is_no_such_address(settings, backend, keys):
    settings.EMAIL_BACKEND, settings.ANYMAIL = backend, keys
    assert webhook_patterns() == []


def test_the_service_is_told_our_name_for_the_mail(settings, mailoutbox):
    settings.POST_OFFICE = {"BACKENDS": {"default": "anymail.backends.test.EmailBackend"}}
    mail = MailFactory()
    assert send_waiting() == 1
    assert mailoutbox[0].anymail_test_params["metadata"] == {"mail": mail.message_id}
    assert Email.objects.get().status == STATUS.sent
