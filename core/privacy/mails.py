"""The mail about one's own data, for `core.mail.catalogue`."""

from datetime import timedelta

from django.utils import timezone

from core.mail.catalogue import Mail

MAILS = (
    Mail(
        "my_data",
        "Your data: the link",
        "When somebody asks on the page “My data” what we hold about an address, known to us or not.",
        "Whoever typed the address",
        sample=lambda: {"path": "/requests/example/", "expires_at": timezone.now() + timedelta(hours=1)},
    ),
)
