"""Deletes what readers were promised would be deleted."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from post_office.models import Email

from core.models import ConsentEvent
from offers.models import GuideRequest, TrialRequest

# As the forms, the mails and the privacy page say.
UNCONFIRMED_FOR = timedelta(days=7)


@transaction.atomic
def delete_unconfirmed() -> int:
    """Delete requests that nobody confirmed within seven days, with the mails and consents that came with them.

    Mails and consents of an address stay as long as it has another request. Returns the number of requests deleted.
    Safe to run again, and while somebody confirms: the confirmation that comes first counts.
    """
    deleted = 0
    addresses: set[str] = set()
    for model in (GuideRequest, TrialRequest):
        late = model.objects.select_for_update().filter(
            confirmed_at=None, created_at__lt=timezone.now() - UNCONFIRMED_FOR
        )
        for request in late:
            addresses.add(request.email.lower())
            request.delete()
            deleted += 1
    for model in (GuideRequest, TrialRequest):
        addresses -= {email.lower() for email in model.objects.values_list("email", flat=True)}
    for address in addresses:
        ConsentEvent.objects.filter(email__iexact=address).delete()
        Email.objects.filter(to__iexact=address).delete()
    return deleted
