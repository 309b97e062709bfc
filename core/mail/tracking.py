"""What a mail service reports later: mails that came back, complaints, readers who unsubscribed there."""

from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.db import transaction
from django.db.models import Q
from post_office.models import STATUS, Email

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
NOT_DELIVERED = (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED)


def note_event(sender: Any, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    """Note an event that a mail service reports: with the mail, with its address, and with what it is about.

    A full mailbox or a greylisting server are not the address's fault: the mail is marked, the address gets the next
    one. Called again for the same event, which services do, it changes nothing more.
    """
    if not event.recipient or event.event_type not in (*NOT_DELIVERED, *BY_EVENT):
        return
    reason = why(event)
    with transaction.atomic():
        if reason:
            suppress(event.recipient, reason)
        if reason == Reason.UNSUBSCRIBED:
            _withdraw_news(event.recipient)
        if mail := find_mail(event):
            _mark(mail, reason)


def why(event: AnymailTrackingEvent) -> Suppression.Reason | None:
    """Return why the address of ``event`` is not to be written to again; None when it may be."""
    if reason := BY_EVENT.get(event.event_type):
        return reason
    if event.event_type == EventType.BOUNCED and event.reject_reason == RejectReason.SPAM:
        # A filter took it for spam; no person said so.
        return None
    return BY_REJECT_REASON.get(event.reject_reason)


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
    mark = MARKS[reason or Reason.BOUNCED]
    unmarked = Email.objects.filter(~Q(recipient_delivery_status=mark) | Q(recipient_delivery_status=None), pk=mail.pk)
    if unmarked.update(status=STATUS.sent, recipient_delivery_status=mark):
        mail.refresh_from_db()
        trouble = TROUBLES[reason] if reason else Trouble.BOUNCED
        mail_in_trouble.send(sender=Email, mail=mail, trouble=trouble)


def _withdraw_news(email: str) -> None:
    for event in ConsentEvent.objects.filter(
        email__iexact=email, kind=ConsentEvent.Kind.GIVEN, text__purpose=ConsentText.Purpose.SITE_NEWS
    ).select_related("text"):
        # Adds nothing once the last word is that they do not want them.
        record_withdrawn(event)
