"""The sample: asked for, confirmed, reserved, sent. Each step is one function, and safe to call twice."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from django.db import transaction
from django.utils import timezone

from core.consent import Agreement
from offers.models import TrialConfirmation, TrialPage, TrialRequest
from offers.requests import households, links
from offers.requests.machine import Kind, lock
from offers.requests.stock import give_back, has_sample_set_aside, supply_of, take_or_wait
from offers.requests.trial_machine import OVER, TRIAL

State = TrialRequest.State
Reason = TrialRequest.Reason

# What a reader is told. None of it says anything about anybody else.
WORDS = {
    Reason.DUPLICATE: "We can send one sample to each household, and our records say that yours has asked for one.",
    Reason.COUNTRY: "The sample is not posted to the country in your address.",
    Reason.CLOSED: "The offer is closed, so no sample can be sent.",
}
NONE_CAME_FREE = "The offer has ended, and no sample came free before it did."
# The mail that says how a request stands.
STANDING_MAILS = {
    State.RESERVED: "trial_reserved",
    State.APPROVED: "trial_reserved",
    State.EXPORTED: "trial_reserved",
    State.WAITLISTED: "trial_waitlisted",
    State.DISPATCHED: "trial_dispatched",
    State.DELIVERED: "trial_dispatched",
    State.RETURNED: "trial_returned",
    State.DECLINED: "trial_declined",
    State.CANCELLED: "trial_cancelled",
}


@transaction.atomic
def submit(
    trial: TrialPage,
    details: Mapping[str, str],
    *,
    consents: Iterable[Agreement] = (),
    answers: Sequence[Mapping[str, Any]] = (),
    submission: str = "",
) -> None:
    """Store a request for a sample with its mail, all or nothing. Its ``consents`` wait for the confirmation.

    ``details`` holds a text for each of ``TrialRequest.DETAILS``. The same address again makes no second request: it
    gets its mail again, at most three times in an hour; after that nothing is stored. The very same form again, known
    by its ``submission``, changes and sends nothing. Until the address is confirmed, other details replace the first
    ones, and links sent for those stop working: a link confirms what its own mail shows, and nothing that came later.
    """
    request, is_new = TrialRequest.objects.get_or_create(
        trial=trial,
        email__iexact=details["email"],
        defaults={**details, "answers": list(answers), "submission": submission},
    )
    lock(request)
    if not is_new and (links.is_same_form(request, submission) or not links.may_send_again(request.events)):
        return
    if not is_new and request.state not in (State.SUBMITTED, *OVER):
        links.remember_form(request, submission)
        TRIAL.tell(request, Kind.ASKED_AGAIN, mail=standing_mail(request))
        links.ask_to_agree(request, consents)
        return
    if not is_new:
        _begin_again(request, details, answers=list(answers), submission=submission)
    links.ask_to_confirm(request, Kind.ASKED if is_new else Kind.ASKED_AGAIN, consents)


def _begin_again(request: TrialRequest, details: Mapping[str, str], **more: Any) -> None:
    changed = {name: details[name] for name in TrialRequest.DETAILS if name != "email"}
    changed = {name: value for name, value in changed.items() if getattr(request, name) != value}
    fresh = {"confirmed_at": None, "decline_reason": "", "decline_words": ""}
    for name, value in (changed | more | fresh).items():
        setattr(request, name, value)
    request.save(update_fields=[*changed, *more, *fresh])
    if changed or request.state in OVER:
        # A link confirms what its own mail shows, and the request that it was sent for.
        request.confirmations.all().delete()
    if changed:
        TRIAL.tell(request, Kind.CHANGED)


@transaction.atomic
def confirm(link: TrialConfirmation) -> bool:
    """Confirm the address behind ``link``, and reserve a sample, put it on the waiting list, or decline.

    Returns whether this call did it; False when it was done before, or when the link is too old.
    """
    trial = link.request.trial
    if trial:
        supply_of(trial)
    pressed = links.open_link(link, confirmed=False)
    if pressed is None:
        return False
    request: TrialRequest = pressed.request
    if not TRIAL.take(request, Kind.CONFIRMED, confirmed_at=timezone.now()):
        return False
    links.drop_other_consents(pressed)
    _settle(request)
    links.record_consents(pressed)
    return True


def _settle(request: TrialRequest) -> None:
    household, mailbox = households.household_key(request), households.email_key(request)
    if reason := _why_not(request, household, mailbox):
        _decline(request, reason, WORDS[reason])
        return
    near = households.near_key(request)
    looks_alike = households.looks_like_another(request, near)
    keys: dict[str, Any] = {
        "household_key": household,
        "email_key": mailbox,
        "near_key": near,
        "near_match": looks_alike,
    }
    number = take_or_wait(supply_of(cast(TrialPage, request.trial)))
    if number is None:
        TRIAL.take(request, Kind.RESERVED, **keys)
    else:
        TRIAL.take(request, Kind.WAITLISTED, waiting_number=number, **keys)
    if looks_alike:
        TRIAL.tell(request, Kind.LOOKED_ALIKE)


def _why_not(request: TrialRequest, household: str, mailbox: str) -> Reason | None:
    if request.trial is None:
        return Reason.CLOSED
    supply = supply_of(request.trial)
    # Who asked in time is in time, also when the button is pressed on the day after.
    if supply.outside_dates(timezone.localdate(_asked_last(request))):
        return Reason.CLOSED
    if supply.country_list and request.country not in supply.country_list:
        return Reason.COUNTRY
    return Reason.DUPLICATE if households.is_known(request, household=household, mailbox=mailbox) else None


def _asked_last(request: TrialRequest) -> datetime:
    """Return when the form was sent that counts: the same person may have asked in an earlier round of the offer."""
    asked = request.events.filter(kind__in=[Kind.ASKED, Kind.ASKED_AGAIN]).last()
    return asked.at if asked else request.created_at


@transaction.atomic
def claim(request: TrialRequest) -> bool:
    """Take the sample that is kept free for ``request``; return whether this call did it."""
    lock(request)
    return request.is_held and TRIAL.take(request, Kind.CLAIMED, held_until=None)


def approve(request: TrialRequest, *, by) -> bool:
    """Let the sample of ``request`` go into the next batch. Who approves has looked at a near match."""
    return TRIAL.take(request, Kind.APPROVED, by=by, near_match=False)


def decline(request: TrialRequest, reason: Reason, words: str = "", *, by) -> bool:
    """Decline ``request`` and say why in ``words``, a plain sentence; needed for a reason of one's own."""
    words = words.strip() or WORDS.get(reason, "")
    if not words:
        raise ValueError("A reader is told why.")
    return _leave(request, Kind.DECLINED, by=by, reason=Reason(reason).label, **_told(reason, words))


def release(request: TrialRequest, *, by) -> bool:
    """Cancel ``request`` for its reader, and give its sample to the next who waits."""
    return _leave(request, Kind.RELEASED, by=by)


def cancel(request: TrialRequest) -> bool:
    """Cancel ``request``, as its reader wishes; too late once the partner has the address."""
    return _leave(request, Kind.CANCELLED)


def end_waiting(request: TrialRequest) -> bool:
    """Tell somebody on the waiting list that the offer has ended; not while a sample is kept free for them."""
    return request.held_until is None and _leave(
        request, Kind.DECLINED, reason=Reason.CLOSED.label, **_told(Reason.CLOSED, NONE_CAME_FREE)
    )


def expire_hold(request: TrialRequest) -> bool:
    """Take back a sample that was kept free for ``request`` and not taken in time, for the next who waits."""
    return not request.is_held and request.held_until is not None and _leave(request, Kind.EXPIRED)


def export(request: TrialRequest, *, by) -> bool:
    """Note that ``request`` is in a batch for the partner."""
    return TRIAL.take(request, Kind.EXPORTED, by=by)


def dispatch(request: TrialRequest, on: date, tracking: str = "", *, by=None) -> bool:
    """Note that the partner posted the sample on the day ``on``."""
    return TRIAL.take(request, Kind.DISPATCHED, by=by, dispatched_on=on, tracking=tracking)


def deliver(request: TrialRequest, on: date, tracking: str = "", *, by=None) -> bool:
    """Note that the sample has arrived; on the day ``on`` where nobody said when it was posted."""
    return TRIAL.take(request, Kind.DELIVERED, by=by, **_posted(request, on, tracking))


def mark_returned(request: TrialRequest, on: date, tracking: str = "", *, by=None) -> bool:
    """Note that the parcel came back; on the day ``on`` where nobody said when it was posted."""
    return TRIAL.take(request, Kind.RETURNED, by=by, **_posted(request, on, tracking))


def _posted(request: TrialRequest, on: date, tracking: str) -> dict[str, Any]:
    # From this day it counts how long address and keys are kept.
    return {"dispatched_on": request.dispatched_on or on, "tracking": request.tracking or tracking}


def standing_mail(request: TrialRequest) -> str:
    """Return the name of the mail that says how ``request`` stands; empty where no mail does."""
    if request.is_held:
        return TRIAL[Kind.HELD].mail
    return STANDING_MAILS.get(State(request.state), "")


@transaction.atomic
def resend(request: TrialRequest, *, by) -> bool:
    """Queue the mail again that says how ``request`` stands, or that asks to confirm; return whether there is one."""
    lock(request)
    if request.state == State.SUBMITTED:
        links.ask_to_confirm_again(request, by=by)
        return True
    if mail := standing_mail(request):
        TRIAL.tell(request, Kind.RESENT, mail=mail, by=by)
    return bool(mail)


def _told(reason: Reason, words: str) -> dict[str, Any]:
    return {"decline_reason": reason, "decline_words": words}


def _decline(request: TrialRequest, reason: Reason, words: str) -> None:
    TRIAL.take(request, Kind.DECLINED, reason=reason.label, **_told(reason, words))


@transaction.atomic
def _leave(request: TrialRequest, kind: Kind, *, by=None, reason: str = "", **changes: Any) -> bool:
    """End ``request``: its household may ask again, and its sample goes to the next who waits."""
    trial = request.trial
    if trial:
        supply_of(trial)
    lock(request)
    had_one = has_sample_set_aside(request)
    gone: dict[str, Any] = {"household_key": "", "email_key": "", "near_key": "", "near_match": False}
    if not TRIAL.take(request, kind, by=by, reason=reason, held_until=None, waiting_number=None, **gone, **changes):
        return False
    if had_one and trial:
        give_back(trial)
    return True
