"""The mail about one's own data, for `core.mail.catalogue`."""

from datetime import timedelta

from django.utils import timezone

from core.mail.catalogue import Mail
from core.models import Erasure


def _receipt() -> Erasure:
    stay = {"what": "Why an address gets no mail", "why": "It is a keyed fingerprint: nobody can read the address."}
    results = [
        {"title": "What was agreed to", "gone": ["2 records of what was agreed to"], "stays": []},
        {"title": "Mails from us", "gone": ["4 mails, also what waited to be sent"], "stays": [stay]},
    ]
    return Erasure(number="7KQ2M9XD", by_reader=True, finished_at=timezone.now(), results=results)


MAILS = (
    Mail(
        "my_data",
        "Your data: the link",
        "When somebody asks on the page “My data” what we hold about an address, known to us or not.",
        "Whoever typed the address",
        sample=lambda: {"path": "/requests/example/", "expires_at": timezone.now() + timedelta(hours=1)},
    ),
    Mail(
        "data_erased",
        "Your data: deleted",
        "When everything that we held about an address was deleted, by its owner or on the privacy desk. Nothing of "
        "this mail is kept, so it is not in the outbox.",
        "Whoever was erased",
        sample=lambda: {"receipt": _receipt(), "path": "/requests/receipt/7KQ2M9XD/"},
    ),
)
