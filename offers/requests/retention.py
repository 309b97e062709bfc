"""Deletes what readers were promised would be deleted, and lets run out what has a time. Each step may run twice."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from post_office.models import Email

from core.mail import delete_mails, hold_mails
from offers.models import (
    GuideConfirmation,
    GuideRequest,
    GuideRequestEvent,
    PartnerTask,
    TrialConfirmation,
    TrialPage,
    TrialRequest,
)
from offers.requests import trial_requests
from offers.requests.erasure import KNOWN_TO_PARTNER, erase
from offers.requests.links import machine_of
from offers.requests.machine import AnyRequest, Kind, lock
from offers.requests.stock import AT_ONCE, offer_to_waiting
from offers.requests.trial_machine import OVER

# As the forms, the mails and the privacy page say.
UNCONFIRMED_FOR = timedelta(days=7)
ADDRESS_FOR = timedelta(days=90)
HOUSEHOLD_KEY_FOR = timedelta(days=365)
GUIDE_FOR = timedelta(days=365)
TASKS_FOR = timedelta(days=365)

# The names of steps.
GUIDES = "Guide requests erased after 12 months"
TASKS = "Partners told a year ago forgotten"

LINKS: dict[Any, Any] = {GuideRequest: GuideConfirmation, TrialRequest: TrialConfirmation}
GOT_THE_GUIDE = (GuideRequest.State.CONFIRMED, GuideRequest.State.DOWNLOADED)
UNCONFIRMED = ("requested", "submitted", "expired")


def expire_unconfirmed() -> int:
    """Note which requests can no longer be confirmed, because each of their links is too old; return how many."""
    expired = 0
    for model, links in LINKS.items():
        open_links = links.objects.filter(request=OuterRef("pk"), expires_at__gt=timezone.now())
        waiting = model.objects.filter(~Exists(open_links), state__in=UNCONFIRMED[:2], confirmed_at=None)
        for request in waiting.filter(created_at__lt=timezone.now() - timedelta(hours=1)):
            expired += _expire(request, links)
    return expired


@transaction.atomic
def _expire(request: AnyRequest, links: Any) -> bool:
    # Asked once more with the request locked: somebody may just have asked again, and got a new link.
    lock(request)
    if links.objects.filter(request=request.pk, expires_at__gt=timezone.now()).exists():
        return False
    return machine_of(request).take(request, Kind.EXPIRED)


def expire_holds() -> int:
    """Take back samples that were kept free and not taken in 72 hours; they go to the next. Return how many."""
    late = TrialRequest.objects.filter(state=TrialRequest.State.WAITLISTED, held_until__lte=timezone.now())
    return sum(trial_requests.expire_hold(request) for request in late.order_by("waiting_number"))


def end_waiting_lists() -> int:
    """Tell those who wait for a sample of an offer that has ended; return how many."""
    ended = Q(trial__stored_supply__closes__lt=timezone.localdate())
    waiting = TrialRequest.objects.filter(ended, state=TrialRequest.State.WAITLISTED, held_until=None)
    return sum(trial_requests.end_waiting(request) for request in waiting.select_related("trial")[:AT_ONCE])


def offer_free_samples() -> int:
    """Keep samples free for those who wait, as after an offer opened again; return for how many."""
    waiting = TrialRequest.objects.filter(state=TrialRequest.State.WAITLISTED, held_until=None)
    return sum(offer_to_waiting(trial) for trial in TrialPage.objects.filter(requests__in=waiting).distinct())


def delete_unconfirmed() -> int:
    """Delete requests that nobody confirmed within seven days, with their mails and the consents that waited.

    A request stays as long as one of its links still works: its mail promised that. Returns the number of requests
    deleted. Safe to run again, and while somebody confirms: the confirmation that comes first counts.
    """
    before = timezone.now() - UNCONFIRMED_FOR
    return sum(
        _delete_if_unconfirmed(request)
        for model in LINKS
        for request in model.objects.filter(confirmed_at=None, state__in=UNCONFIRMED, created_at__lt=before)
    )


@transaction.atomic
def _delete_if_unconfirmed(request: AnyRequest) -> bool:
    # As the sender of mails does: first the mail, then the request that it is about.
    hold_mails(Email.objects.filter(pk__in=request.events.exclude(mail=None).values("mail")))
    # Asked once the request is locked: somebody may just have confirmed, or asked again and got a new link.
    if lock(request) is None or request.confirmed_at:
        return False
    if request.confirmations.filter(expires_at__gt=timezone.now()).exists():
        return False
    mails = list(request.events.exclude(mail=None).values_list("mail", flat=True))
    request.delete()
    delete_mails(Email.objects.filter(pk__in=mails))
    return True


def erase_addresses() -> int:
    """Erase the person from what was posted, or came to nothing, more than 90 days ago; return from how many.

    Where the partner never said when it was posted, the days count from the last thing that we heard.
    """
    before = timezone.now() - ADDRESS_FOR
    posted = Q(state__in=KNOWN_TO_PARTNER, dispatched_on__lt=timezone.localdate(before))
    unsaid = Q(state__in=KNOWN_TO_PARTNER, dispatched_on=None, state_since__lt=before)
    over = Q(state__in=OVER, state_since__lt=before)
    # Nobody can be sent a sample whose page is gone.
    nowhere = Q(trial=None, confirmed_at__isnull=False, state_since__lt=before) & ~Q(state=TrialRequest.State.ERASED)
    return _erase_all(TrialRequest.objects.filter(posted | unsaid | over | nowhere))


def erase_guides() -> int:
    """Erase who asked for the guide, a year after the last thing that happened to the request; return how many."""
    before = timezone.now() - GUIDE_FOR
    quiet = ~Exists(GuideRequestEvent.objects.filter(request=OuterRef("pk"), at__gte=before))
    done = GuideRequest.objects.filter(quiet, state__in=GOT_THE_GUIDE, state_since__lt=before)
    return _erase_all(done)


def delete_done_tasks() -> int:
    """Delete notes that a partner was told, a year after it was; return how many."""
    return PartnerTask.objects.filter(done_at__lt=timezone.now() - TASKS_FOR).delete()[0]


def _erase_all(requests: Iterable[AnyRequest]) -> int:
    # The consent to pass the address on says how long the partner keeps it: nobody has to be told.
    return sum(erase(request, tell_partner=False) for request in requests)


def delete_erased() -> int:
    """Delete what is left of requests for a sample when the household may ask again, after a year; return how many.

    The year begins on the day of posting. What never had a sample goes at once, and so do requests for the guide.
    """
    year_ago = timezone.localdate() - HOUSEHOLD_KEY_FOR
    guides = GuideRequest.objects.filter(state=GuideRequest.State.ERASED).delete()[1].get(GuideRequest._meta.label, 0)
    erased = TrialRequest.objects.filter(state=TrialRequest.State.ERASED)
    without_keys = Q(household_key="")
    long_ago = Q(dispatched_on__lt=year_ago) | Q(dispatched_on=None, created_at__date__lt=year_ago)
    return guides + erased.filter(without_keys | long_ago).delete()[1].get(TrialRequest._meta.label, 0)
