"""Samples: taken, given back, kept free for those who wait. Never more are out than there are.

Whoever changes who has a sample locks the supply of the offer first (``supply_of``), and a request after it. So places
are given in the order of the waiting list, and nobody waits for somebody who waits for him.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import page_cache
from offers.models import TrialPage, TrialRequest, TrialSupply
from offers.requests.machine import Kind
from offers.requests.trial_machine import SET_ASIDE, TRIAL

HELD_FOR = timedelta(hours=72)
AT_ONCE = 100


def supply_of(trial: TrialPage) -> TrialSupply:
    """Return the stored supply of ``trial``, locked until the end of the transaction; made now if there was none."""
    TrialSupply.objects.get_or_create(trial=trial)
    return TrialSupply.objects.select_for_update(of=("self",)).get(trial=trial)


def has_sample_set_aside(request: TrialRequest) -> bool:
    """Tell whether one sample waits for ``request`` and would be free without it."""
    return request.state in SET_ASIDE or request.held_until is not None


def take_one(trial: TrialPage) -> bool:
    """Take one sample out of stock by a conditional UPDATE; return whether there was one."""
    with_one_left = TrialSupply.objects.filter(TrialSupply.has_one_left(), trial=trial)
    is_taken = bool(with_one_left.update(taken=F("taken") + 1))
    if is_taken:
        _show(trial)
    return is_taken


def _put_back(trial: TrialPage) -> None:
    TrialSupply.objects.filter(trial=trial, taken__gt=0).update(taken=F("taken") - 1)
    _show(trial)


def _show(trial: TrialPage) -> None:
    """Let readers see whether there is a sample: all that pages say of the number, so only the last one matters."""
    if TrialSupply.objects.filter(trial=trial, taken__gte=F("stock") - 1).exists():
        page_cache.clear()


def take_or_wait(supply: TrialSupply) -> int | None:
    """Take a sample for somebody who asks now; return None, or else the number on the waiting list.

    Nobody overtakes those who wait already, and while the offer is paused everybody waits. ``supply`` must be locked.
    """
    trial = supply.trial
    if supply.takes_requests and not _waiting(trial).exists() and take_one(trial):
        return None
    TrialSupply.objects.filter(trial=trial).update(last_waiting_number=F("last_waiting_number") + 1)
    return TrialSupply.objects.values_list("last_waiting_number", flat=True).get(trial=trial)


def give_back(trial: TrialPage) -> None:
    """Put one sample back into stock, and keep it free for the next who waits."""
    _put_back(trial)
    offer_to_waiting(trial)


@transaction.atomic
def offer_to_waiting(trial: TrialPage) -> int:
    """Keep each sample that is free for the next on the waiting list, for 72 hours; return for how many.

    While the offer is closed nobody is offered anything. At most ``AT_ONCE`` are kept in one call, because everybody
    else who writes waits for it on SQLite; housekeeping goes on a minute later.
    """
    if supply_of(trial).closed_reason():
        return 0
    offered = 0
    in_order = _waiting(trial).order_by("waiting_number", "pk")
    while offered < AT_ONCE and (request := in_order.first()) and take_one(trial):
        if not TRIAL.take(request, Kind.HELD, held_until=timezone.now() + HELD_FOR):
            # It left the list a moment ago. Its place in the loop goes to the next.
            _put_back(trial)
            continue
        offered += 1
    return offered


def _waiting(trial: TrialPage | None):
    return TrialRequest.objects.filter(trial=trial, state=TrialRequest.State.WAITLISTED, held_until=None)
