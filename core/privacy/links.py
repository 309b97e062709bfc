"""The link by which somebody sees what is held about them: sent to the address itself, good for an hour."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.limits import Limits
from core.mail import queue_mail
from core.models import DataLink
from core.privacy.expiry import LINKS_WORK_FOR
from core.tokens import digest, new_token

# What asking for a link is called in counts and limits, and how often it may be done.
MY_DATA = "my-data"
LIMITS = Limits(email=3)


@transaction.atomic
def send_link(email: str) -> None:
    """Queue a mail to ``email`` with a link to what is held about it; the same for every address, known or not."""
    token = new_token()
    link = DataLink.objects.create(digest=digest(token), email=email, expires_at=timezone.now() + LINKS_WORK_FOR)
    queue_mail("my_data", email, {"path": reverse("my_data_link", args=[token]), "expires_at": link.expires_at})


def find_link(token: str) -> DataLink | None:
    """Return the link with this secret; None for one that we did not send, and once its hour is over."""
    return DataLink.objects.filter(digest=digest(token), expires_at__gt=timezone.now()).first()
