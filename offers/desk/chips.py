"""States and problems as chips: a colour to find them by, and always the words."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from offers.models import GuideRequest, TrialRequest

# wait: for the reader. act: for us. way: with the partner. good, bad, over: speak for themselves.
TONES = {
    "requested": "wait",
    "submitted": "wait",
    "email_confirmed": "act",
    "waitlisted": "wait",
    "reserved": "act",
    "approved": "act",
    "exported": "way",
    "dispatched": "way",
    "delivered": "good",
    "confirmed": "good",
    "downloaded": "good",
    "returned": "bad",
}


@dataclass(frozen=True)
class Chip:
    """A short label with a tone."""

    label: str
    tone: str


def state_chip(model: type, state: str) -> Chip:
    """Return the chip for a state of the requests of ``model``."""
    states = model.State  # type: ignore[attr-defined]
    label = states(state).label if state in states.values else state
    return Chip(label, TONES.get(state, "over"))


def state_chips(request: GuideRequest | TrialRequest) -> list[Chip]:
    """Return the chip for the state of ``request``, and one for the sample that is kept free for it meanwhile."""
    chips = [state_chip(type(request), request.state)]
    if isinstance(request, TrialRequest) and request.is_held and request.held_until:
        until = date_format(timezone.localtime(request.held_until), "j F Y, H:i")
        chips.append(Chip(f"Kept free until {until}", "wait"))
    return chips


def problem_chips(request: GuideRequest | TrialRequest) -> list[Chip]:
    """Return a chip for each thing about ``request`` that somebody should look at."""
    chips = []
    if getattr(request, "near_match", False):
        chips.append(Chip("Near match", "act"))
    if request.mail_problem:
        chips.append(Chip(request.get_mail_problem_display(), "bad"))
    return chips
