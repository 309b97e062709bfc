"""Mail waits in the database, in the same transaction as the request that it is about."""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone
from post_office.lockfile import FileLock, FileLocked
from post_office.mail import send_queued
from post_office.models import PRIORITY, STATUS, Email

from core.models import SiteSettings
from core.tokens import fingerprint

# How long a mail stays that waits no more. The privacy page says so.
KEPT_FOR = timedelta(days=30)


def queue_mail(name: str, to: str, context: dict[str, Any]) -> Email:
    """Store one mail to ``to`` for sending; return the stored mail.

    ``name`` picks the templates ``emails/<name>.txt``, whose first line is the subject, and ``emails/<name>.html``.
    Call it inside the transaction that stores what the mail is about: either both are kept or neither.
    """
    context = {**context, "base_url": settings.WAGTAILADMIN_BASE_URL, "site_settings": SiteSettings.for_default_site()}
    subject, _, text = render_to_string(f"emails/{name}.txt", context).strip().partition("\n")
    # Not post_office.mail.send(): that renders the finished text once more as a template, and a name may hold braces.
    return Email.objects.create(
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        subject=" ".join(subject.split()),
        message=text.strip() + "\n",
        html_message=render_to_string(f"emails/{name}.html", context),
        status=STATUS.queued,
        priority=PRIORITY.medium,
    )


def send_waiting() -> int:
    """Send what waits and is due; return how many mails went out.

    What cannot be sent is tried again later, as POST_OFFICE in the settings says. While another process of this
    machine is sending for the same database, nothing is done.
    """
    database = fingerprint(str(connection.settings_dict["NAME"]), purpose="lock of the mail queue")[:16]
    sent_in_all = 0
    try:
        with FileLock(str(Path(tempfile.gettempdir()) / f"mail-{database}")):
            while any(attempted := send_queued(processes=1)):
                sent_in_all += attempted[0]
    except FileLocked:
        return 0
    return sent_in_all


def delete_old() -> int:
    """Delete mails that were written more than 30 days ago and wait no more; return how many."""
    done = Email.objects.filter(status__in=[STATUS.sent, STATUS.failed], created__lt=timezone.now() - KEPT_FOR)
    return done.delete()[1].get(Email._meta.label, 0)
