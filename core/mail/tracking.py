"""What a mail service reports later: mails that came back, complaints, readers who unsubscribed there."""

from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.db import transaction
from django.db.models import Q
from post_office.models import STATUS, Email, RecipientDeliveryStatus

from core.consent import record_withdrawn
from core.mail.sending import MARKS, TROUBLES
from core.mail.signals import Trouble, mail_in_trouble
from core.mail.suppression import suppress
from core.models import ConsentEvent, ConsentText, Suppression

Reason = Suppression.Reason
# Whatever the service calls its event: why the address is not to be written to again.
BY_REJECT_REASON = {
    RejectReason.INVALID: Reason.BOUNCED,
    RejectReason.BOUNCED: Reason.BOUNCED,
    RejectReason.SPAM: Reason.COMPLAINED,
    RejectReason.UNSUBSCRIBED: Reason.UNSUBSCRIBED,
}
BY_EVENT = {EventType.COMPLAINED: Reason.COMPLAINED, EventType.UNSUBSCRIBED: Reason.UNSUBSCRIBED}
# A bounce that may not happen again, where anymail's words do not tell it from one that will: the way to the service's
# own word in its event, which anymail passes on as it came, and what it says then, as each documents it.
PASSING: dict[str, tuple[tuple[str, ...], set[Any]]] = {
    "Amazon SES": (("bounce", "bounceType"), {"Transient", "Undetermined"}),
    "Brevo": (("event",), {"soft_bounce"}),
    "MailerSend": (("data", "type"), {"soft_bounced"}),
    "Mailjet": (("hard_bounce",), {False}),
    "Mandrill": (("event",), {"soft_bounce"}),
    "Postmark": (("Type",), {"SoftBounce"}),
    "Resend": (("data", "bounce", "type"), {"Transient", "Undetermined"}),
    "SparkPost": (("msys", "message_event", "bounce_class"), {"20", "21", "22", "23", "24", "40", "70"}),
}
NOT_DELIVERED = (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED)


def note_event(sender: Any, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    """Note an event that a mail service reports: with the mail, with its address, and with what it is about.

    A full mailbox or a greylisting server are not the address's fault: the mail is marked, the address gets the next
    one. Called again for the same event, which services do, it changes nothing more.
    """
    if not event.recipient or event.event_type not in (*NOT_DELIVERED, *BY_EVENT):
        return
    reason = why(event, esp_name)
    with transaction.atomic():
        if reason:
            suppress(event.recipient, reason)
        if reason == Reason.UNSUBSCRIBED:
            _withdraw_news(event.recipient)
        if mail := find_mail(event):
            _mark(mail, reason)


def why(event: AnymailTrackingEvent, service: str) -> Suppression.Reason | None:
    """Return why the address of ``event`` is not to be written to again; None when it may be.

    ``service`` is what anymail calls the service that reports it.
    """
    if reason := BY_EVENT.get(event.event_type):
        return reason
    if event.event_type == EventType.BOUNCED and event.reject_reason == RejectReason.SPAM:
        # A filter took it for spam; no person said so.
        return None
    if event.event_type == EventType.BOUNCED and _is_passing(event.esp_event, service):
        return None
    return BY_REJECT_REASON.get(event.reject_reason)


def _is_passing(said: Any, service: str) -> bool:
    path, words = PASSING.get(service, ((), set()))
    for name in path:
        said = said.get(name) if isinstance(said, dict) else None
    return isinstance(said, str | bool) and said in words


def find_mail(event: AnymailTrackingEvent) -> Email | None:
    """Return the mail that ``event`` is about; None when it is not ours, or was deleted.

    By its Message-ID, which travels along as metadata too, since some services replace the header. Else it is the last
    one that was sent to this address.
    """
    names = [name for name in ((event.metadata or {}).get("mail"), event.message_id) if name]
    to_reader = Email.objects.filter(to__iexact=event.recipient)
    return (
        to_reader.filter(message_id__in=names).first()
        or to_reader.filter(status=STATUS.sent).order_by("-last_updated", "-pk").first()
    )


def _mark(mail: Email, reason: Suppression.Reason | None) -> None:
    if reason == Reason.UNSUBSCRIBED:
        return
    mark = MARKS[reason] if reason else RecipientDeliveryStatus.SOFT_BOUNCED
    unmarked = Q(recipient_delivery_status=None)
    if reason:
        # It may have been marked for something that passes, or that says less.
        unmarked |= ~Q(recipient_delivery_status=mark)
    if Email.objects.filter(unmarked, pk=mail.pk).update(status=STATUS.sent, recipient_delivery_status=mark):
        mail.refresh_from_db()
        trouble = TROUBLES[reason] if reason else Trouble.BOUNCED
        mail_in_trouble.send(sender=Email, mail=mail, trouble=trouble)


def _withdraw_news(email: str) -> None:
    for event in ConsentEvent.objects.filter(
        email__iexact=email, kind=ConsentEvent.Kind.GIVEN, text__purpose=ConsentText.Purpose.SITE_NEWS
    ).select_related("text"):
        # Adds nothing once the last word is that they do not want them.
        record_withdrawn(event)
