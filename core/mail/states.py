"""What has become of a mail, in the words of the admin."""

from django.conf import settings
from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.formats import date_format
from post_office.models import STATUS, Email, RecipientDeliveryStatus

from core.mail.sending import MARKS, TRIES
from core.models import Suppression

CAME_BACK = (RecipientDeliveryStatus.SOFT_BOUNCED, RecipientDeliveryStatus.HARD_BOUNCED)


class State(TextChoices):
    """The state of a mail, from what post_office stores of it."""

    WAITING = "waiting", "Waiting"
    AGAIN = "again", "Will be tried again"
    SENT = "sent", "Sent"
    FAILED = "failed", f"Failed after {TRIES} tries"
    SUPPRESSED = "suppressed", "Not sent: suppressed"
    BOUNCED = "bounced", "Came back"
    COMPLAINED = "complained", "Reported as spam"

    @property
    def condition(self) -> Q:
        """Which mails are in this state."""
        return CONDITIONS[self]


CONDITIONS = {
    State.WAITING: Q(status=STATUS.queued),
    State.AGAIN: Q(status=STATUS.requeued),
    State.SENT: Q(status=STATUS.sent)
    & (Q(recipient_delivery_status=None) | Q(recipient_delivery_status=RecipientDeliveryStatus.UNSUBSCRIBED)),
    State.FAILED: Q(status=STATUS.failed, recipient_delivery_status=None),
    State.SUPPRESSED: Q(status=STATUS.failed, recipient_delivery_status__isnull=False),
    State.BOUNCED: Q(status=STATUS.sent, recipient_delivery_status__in=CAME_BACK),
    State.COMPLAINED: Q(status=STATUS.sent, recipient_delivery_status=RecipientDeliveryStatus.SPAM_COMPLAINT),
}

# Why an address gets no mail, or no news.
BECAUSE = {
    Suppression.Reason.BOUNCED: "an earlier mail to this address came back",
    Suppression.Reason.COMPLAINED: "an earlier mail to this address was reported as spam",
    Suppression.Reason.UNSUBSCRIBED: "the reader does not want news any more",
}
# The same by what a mail is marked with that was not sent.
SUPPRESSED_BECAUSE = {MARKS[reason]: words for reason, words in BECAUSE.items()}


def state_of(mail: Email) -> State:
    """Return the state of ``mail``."""
    if mail.status == STATUS.queued:
        return State.WAITING
    if mail.status == STATUS.requeued:
        return State.AGAIN
    delivery = mail.recipient_delivery_status
    if mail.status == STATUS.failed:
        return State.SUPPRESSED if delivery else State.FAILED
    if delivery in CAME_BACK:
        return State.BOUNCED
    return State.COMPLAINED if delivery == RecipientDeliveryStatus.SPAM_COMPLAINT else State.SENT


def words_for(mail: Email) -> str:
    """Return the state of ``mail`` in words, with the time of the next try or the reason."""
    state = state_of(mail)
    if state is State.AGAIN and mail.scheduled_time:
        when = date_format(timezone.localtime(mail.scheduled_time), "j F, H:i")
        return f"Will be tried again at {when} (try {(mail.number_of_retries or 0) + 1} of {TRIES})"
    if state is State.SUPPRESSED:
        because = SUPPRESSED_BECAUSE.get(mail.recipient_delivery_status, "its address gets no mail")
        return f"{state.label}, because {because}"
    if state is State.SENT and settings.POST_OFFICE["BACKENDS"]["default"].endswith("dummy.EmailBackend"):
        return "Sent, as far as this machine goes: it has no mail server"
    return str(state.label)
