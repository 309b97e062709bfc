"""Sends a mail of which nothing is kept: the last one, to somebody who has just been erased."""

import logging
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from core.mail.queue import new_message_id, write
from core.mail.sending import SERVER
from core.mail.suppression import no_mail_reason

logger = logging.getLogger(__name__)


def send_unstored(name: str, to: str, context: dict[str, Any]) -> bool:
    """Send the mail called ``name`` to ``to`` at once and only once; return whether the mail server took it.

    False also where the address takes no mail. A failure is logged without the address, and nobody tries again.
    """
    if no_mail_reason(to):
        return False
    try:
        written = write(name, context)
        message = EmailMultiAlternatives(
            written.subject,
            written.text,
            to=[to],
            headers={"Message-ID": new_message_id()},
            connection=get_connection(settings.POST_OFFICE["BACKENDS"][SERVER]),
        )
        message.attach_alternative(written.html, "text/html")
        return bool(message.send())
    except Exception as error:
        # Not the message, and no traceback: they may hold the address.
        logger.warning("The mail %s could not be sent: %s", name, type(error).__name__)
        return False
