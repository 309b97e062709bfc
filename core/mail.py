"""Mail waits in the database, in the same transaction as the request that it is about."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from post_office.models import PRIORITY, STATUS, Email

from core.models import SiteSettings


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
