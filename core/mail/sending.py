"""Hands waiting mails over to the mail server: one after the other, by one process at a time, again after failures."""

import logging
import smtplib
from contextlib import suppress
from datetime import timedelta

from anymail.exceptions import AnymailRecipientsRefused
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from post_office.connections import connections
from post_office.models import STATUS, Email, RecipientDeliveryStatus

from core.locks import only_one
from core.mail import marketing
from core.mail.signals import Trouble, mail_in_trouble, mail_sent
from core.mail.suppression import no_mail_reason
from core.models import ConsentEvent, Suppression

logger = logging.getLogger(__name__)

# How long after each failed try the next one comes. After the last, somebody has to look.
RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
TRIES = len(RETRY_AFTER) + 1
# A server that hangs costs a timeout for each mail. After so many in a row the others wait for the next run, which
# begins with those that were not tried yet.
LOST_IN_A_ROW = 2
# The server answered, and said no: it is well, only this mail is not.
ANSWERS = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, AnymailRecipientsRefused)
SERVER = "default"

# What a mail that was not sent, or that came back, is marked with.
MARKS = {
    Suppression.Reason.BOUNCED: RecipientDeliveryStatus.HARD_BOUNCED,
    Suppression.Reason.COMPLAINED: RecipientDeliveryStatus.SPAM_COMPLAINT,
    Suppression.Reason.UNSUBSCRIBED: RecipientDeliveryStatus.UNSUBSCRIBED,
}
TROUBLES = {
    Suppression.Reason.BOUNCED: Trouble.BOUNCED,
    Suppression.Reason.COMPLAINED: Trouble.COMPLAINED,
}


def send_waiting() -> int:
    """Send what waits and is due; return how many mails went out.

    Each mail is noted as sent right after it went out: a process that is killed in between sends that one again, with
    the same Message-ID. While another process is sending, here or on another machine, nothing is done.
    """
    with only_one("mail") as mine:
        try:
            return _send_all() if mine else 0
        finally:
            _hang_up()


def due() -> QuerySet[Email]:
    """Return the mails whose time has come, those first that were not tried yet."""
    waiting = Email.objects.filter(status__in=[STATUS.queued, STATUS.requeued])
    not_later = waiting.exclude(scheduled_time__gt=timezone.now())
    return not_later.order_by(F("number_of_retries").asc(nulls_first=True), "scheduled_time", "pk")


def _send_all() -> int:
    sent = lost = 0
    # One by one, so that each is as it is now: the request that it is about may just have been erased.
    while lost < LOST_IN_A_ROW and (mail := due().first()):
        if reason := _why_not(mail):
            _withhold(mail, reason)
            continue
        try:
            connection = connections[SERVER]
        except Exception as error:
            # Nobody there, or nobody who lets us in: no mail that is due would have come through.
            # Without their text: there may be thousands.
            for waiting in due().defer("message", "html_message"):
                _note_failure(waiting, error)
            break
        try:
            message = mail.email_message()
            # What a mail service reports with a bounce (core.mail.tracking). Plain SMTP leaves it out.
            message.metadata = {"mail": mail.message_id}
            mail.dispatch(commit=False, disconnect_after_delivery=False, connection=connection)
        except Exception as error:
            lost = lost if _is_answer(error) else lost + 1
            _hang_up()
            _note_failure(mail, error)
        else:
            lost = 0
            sent += 1
            _note_sent(mail)
    return sent


def _is_answer(error: Exception) -> bool:
    # A mail service answers in HTTP: 5xx says that it is not well itself.
    return isinstance(error, ANSWERS) or (getattr(error, "status_code", None) or 500) < 500


def _hang_up() -> None:
    with suppress(Exception):
        connections.close()
        return
    # What could not be closed properly is dropped, so that the next mail gets a connection of its own.
    connections._connections.connections = {}


def _why_not(mail: Email) -> Suppression.Reason | None:
    """Return why ``mail`` may not go out, as things are now."""
    for address in mail.to:
        if reason := no_mail_reason(address):
            return reason
    if mail.context and "consent" in mail.context:
        consent = ConsentEvent.objects.select_related("text").filter(pk=mail.context["consent"]).first()
        if consent is None or not marketing.holds(consent):
            return Suppression.Reason.UNSUBSCRIBED
    return None


def _note_sent(mail: Email) -> None:
    with transaction.atomic():
        if _change(mail, status=STATUS.sent):
            mail.logs.create(status=STATUS.sent)
            _tell(mail_sent, mail)


def _note_failure(mail: Email, error: Exception) -> None:
    tries = (mail.number_of_retries or 0) + 1
    # Not the message: it may hold the address. It stands next to the mail, and goes with it.
    logger.warning("Mail %s could not be sent, try %s of %s: %s", mail.pk, tries, TRIES, type(error).__name__)
    is_last = tries >= TRIES
    values = {"status": STATUS.failed if is_last else STATUS.requeued, "number_of_retries": tries}
    if not is_last:
        values["scheduled_time"] = timezone.now() + RETRY_AFTER[tries - 1]
    with transaction.atomic():
        if not _change(mail, **values):
            return
        mail.logs.create(status=STATUS.failed, message=str(error)[:2000], exception_type=type(error).__name__)
        if is_last:
            _tell(mail_in_trouble, mail, trouble=Trouble.SEND_FAILED)


def _withhold(mail: Email, reason: Suppression.Reason) -> None:
    with transaction.atomic():
        changed = _change(mail, status=STATUS.failed, recipient_delivery_status=MARKS[reason])
        if changed and (trouble := TROUBLES.get(reason)):
            _tell(mail_in_trouble, mail, trouble=trouble)


def _change(mail: Email, **values) -> int:
    """Store ``values``; return 0 when the mail was deleted meanwhile."""
    for name, value in values.items():
        setattr(mail, name, value)
    # Not save(): that checks every field, and a row that is not valid has to leave the queue all the same.
    return Email.objects.filter(pk=mail.pk).update(last_updated=timezone.now(), **values)


def _tell(signal, mail: Email, **arguments) -> None:
    # Who listens must not keep the mail from being noted: it would go out again and again.
    try:
        with transaction.atomic():
            signal.send(sender=Email, mail=mail, **arguments)
    except Exception:
        logger.exception("What became of mail %s could not be noted with what it is about", mail.pk)
