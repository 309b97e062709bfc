"""Deletes the person from a request. What stays tells nobody who it was."""

from typing import Any

from django.db import transaction
from post_office.models import Email

from core.mail import delete_mails, hold_mails
from offers.handoff import batches
from offers.models import GuideRequest, PartnerTask, TrialRequest
from offers.requests import links
from offers.requests.machine import AnyRequest, Kind, lock
from offers.requests.stock import give_back, has_sample_set_aside, supply_of
from offers.requests.trial_machine import WITH_PARTNER

KNOWN_TO_PARTNER = (*WITH_PARTNER, TrialRequest.State.DELIVERED, TrialRequest.State.RETURNED)
KEYS = ("household_key", "email_key")


@transaction.atomic
def erase(request: AnyRequest, *, by: Any = None, tell_partner: bool = True) -> bool:
    """Delete everything about the person from ``request``, with its links and mails; return whether this call did it.

    A sample that was set aside goes to the next who waits. Where a sample was posted or handed on, the keyed hashes of
    household and mailbox stay, so that one household still gets one, and with ``tell_partner`` a task reminds a
    colleague to tell the partner. Consents are records of their own.
    """
    trial = request.trial if isinstance(request, TrialRequest) else None
    if trial:
        supply_of(trial)
    # As the sender of mails does: first the mail, then the request that it is about.
    hold_mails(Email.objects.filter(pk__in=request.events.exclude(mail=None).values("mail")))
    if lock(request) is None:
        return False
    known_to_partner = request.state in KNOWN_TO_PARTNER
    had_one = isinstance(request, TrialRequest) and has_sample_set_aside(request)
    if not links.machine_of(request).take(request, Kind.ERASED, by=by, **_emptied(request, known_to_partner)):
        return False
    _delete_what_came_with_it(request)
    if isinstance(request, TrialRequest) and known_to_partner and tell_partner:
        PartnerTask.ask(request, PartnerTask.Wish.DELETE)
    if had_one and trial:
        give_back(trial)
    return True


def _emptied(request: AnyRequest, known_to_partner: bool) -> dict[str, Any]:
    """Return the values that say nothing: for what a person typed, and for what we noted about it."""
    empty: dict[str, Any] = dict.fromkeys(request.PERSONAL, "") | {"answers": [], "mail_problem": ""}
    if isinstance(request, GuideRequest):
        return empty
    keys = {} if known_to_partner else dict.fromkeys(KEYS, "")
    return empty | keys | {"near_match": False, "held_until": None, "waiting_number": None}


def _delete_what_came_with_it(request: AnyRequest) -> None:
    mails = list(request.events.exclude(mail=None).values_list("mail", flat=True))
    delete_mails(Email.objects.filter(pk__in=mails))
    request.events.exclude(reason="").update(reason="")
    request.confirmations.all().delete()
    if isinstance(request, GuideRequest):
        request.downloads.all().delete()
    else:
        batches.forget(request)
