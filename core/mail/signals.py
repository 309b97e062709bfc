"""What becomes of a mail, for whoever wrote it. Receivers get the stored ``mail`` (post_office's Email)."""

from enum import StrEnum

from django.dispatch import Signal


class Trouble(StrEnum):
    """Why a mail did not reach its reader."""

    SEND_FAILED = "send_failed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


# It was handed over to the mail server.
mail_sent = Signal()
# It did not reach its reader, and nobody tries again by themselves. Has ``trouble``, too.
mail_in_trouble = Signal()
