"""Mail waits in the database, in the same transaction as the request that it is about.

``queue`` writes and stores it, ``sending`` hands it over, ``catalogue`` knows every mail and ``wording`` what editors
word in it, ``suppression`` who gets none, ``marketing`` what news need, ``tracking`` what came back. ``unstored`` sends
the one mail of which nothing is kept.
"""

from core.mail.queue import (
    KEPT_FOR,
    delete_early,
    delete_mails,
    delete_old,
    failed,
    hold_mails,
    queue_mail,
    retry,
    write,
)
from core.mail.sending import send_waiting
from core.mail.signals import Trouble, mail_in_trouble, mail_sent

__all__ = [
    "KEPT_FOR",
    "Trouble",
    "delete_early",
    "delete_mails",
    "delete_old",
    "failed",
    "hold_mails",
    "mail_in_trouble",
    "mail_sent",
    "queue_mail",
    "retry",
    "send_waiting",
    "write",
]
