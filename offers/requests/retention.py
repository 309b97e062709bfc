"""Deletes what readers were promised would be deleted."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from post_office.models import Email

from offers.models import GuideRequest, TrialRequest

# As the forms, the mails and the privacy page say.
UNCONFIRMED_FOR = timedelta(days=7)


@transaction.atomic
def delete_unconfirmed() -> int:
    """Delete requests that nobody confirmed within seven days, with their mails and the consents that waited.

    A request stays as long as one of its links still works: its mail promised that. Returns the number of requests
    deleted. Safe to run again, and while somebody confirms: the confirmation that comes first counts.
    """
    now = timezone.now()
    deleted = 0
    for model in (GuideRequest, TrialRequest):
        late = model.objects.select_for_update().filter(confirmed_at=None, created_at__lt=now - UNCONFIRMED_FOR)
        for request in late:
            # Asked once the request is locked: somebody may just have asked again, and got a new link.
            if request.confirmations.filter(expires_at__gt=now).exists():
                continue
            mails = list(request.events.exclude(mail=None).values_list("mail", flat=True))
            request.delete()
            Email.objects.filter(pk__in=mails).delete()
            deleted += 1
    return deleted
