"""Which steps a request may take, and the one function that takes them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.utils import timezone

from core.mail import queue_mail
from offers.models import GuideRequest, TrialRequest
from offers.models.counts import OfferCount
from offers.models.request import RequestEvent
from offers.performance.counting import count

AnyRequest = GuideRequest | TrialRequest
R = TypeVar("R", bound=AnyRequest)
Kind = RequestEvent.Kind

# What the report on offers counts. The requests themselves are deleted one day.
COUNTED = {
    Kind.ASKED: OfferCount.Kind.REQUESTED,
    Kind.CONFIRMED: OfferCount.Kind.CONFIRMED,
    Kind.DOWNLOADED: OfferCount.Kind.DOWNLOADED,
    Kind.DISPATCHED: OfferCount.Kind.DISPATCHED,
}


class Who(StrEnum):
    """Who takes a step."""

    READER = "reader"
    SITE = "site"
    STAFF = "staff"
    PARTNER = "partner"


@dataclass(frozen=True)
class Transition:
    """One step.

    Arguments:
        kind: its name, and the kind of event that it leaves.
        sources: the states from which it may be taken; none for the step that makes the request.
        target: the state that it leads to.
        who: who may take it.
        mail: the name of the mail that it sends; empty for none.
    """

    kind: Kind
    sources: tuple[str, ...]
    target: str
    who: tuple[Who, ...]
    mail: str = ""


class NotForThem(Exception):
    """Somebody tried a step that is not theirs to take: a mistake in the program, not of a person."""


class Machine(Generic[R]):
    """The steps of one kind of request.

    Arguments:
        links: returns what every mail about a request holds besides the request and its offer.
    """

    def __init__(
        self, model: type[R], transitions: Iterable[Transition], links: Callable[[R], dict[str, Any]] = lambda _: {}
    ):
        self.model: Any = model
        self.transitions = tuple(transitions)
        self.links: Callable[[Any], dict[str, Any]] = links
        self._by_kind = {transition.kind: transition for transition in self.transitions}

    def __getitem__(self, kind: Kind) -> Transition:
        return self._by_kind[kind]

    def allows(self, request: R, kind: Kind) -> bool:
        """Tell whether ``request`` may take the step ``kind`` now."""
        return request.state in self[kind].sources

    @transaction.atomic
    def take(
        self,
        request: R,
        kind: Kind,
        *,
        by: Any = None,
        reason: str = "",
        context: Mapping[str, Any] | None = None,
        **changes: Any,
    ) -> bool:
        """Take the step ``kind``: lock the request, store the new state and ``changes``, the event and the mail.

        Arguments:
            by: the colleague who takes it; None for the reader, the partner and the site.
            reason: a few words for the timeline.
            context: what the mail shows besides the request and its offer.
            changes: values for other fields of the request.

        Returns whether it was taken; False when the request is not in one of the states that it leads from, as when
        somebody was faster or it was taken before. ``request`` then has its present state. Raises ``NotForThem``.
        """
        step = self[kind]
        if (by is not None and Who.STAFF not in step.who) or (by is None and step.who == (Who.STAFF,)):
            raise NotForThem(f"{kind} is a step of {', '.join(step.who)}.")
        locked = lock(request)
        if locked is None or locked.state not in step.sources:
            return False
        changes |= {"state": step.target, "state_since": timezone.now()}
        for name, value in changes.items():
            setattr(request, name, value)
        request.save(update_fields=list(changes))
        self.tell(request, kind, mail=step.mail, by=by, reason=reason, context=context, state=step.target)
        return True

    def tell(
        self,
        request: R,
        kind: Kind,
        *,
        mail: str = "",
        by: Any = None,
        reason: str = "",
        context: Mapping[str, Any] | None = None,
        state: str = "",
    ) -> None:
        """Remember an event of that ``kind``, and queue the mail named ``mail`` to the address of ``request``."""
        queued = None
        if mail:
            known = {"request": request, request.offer_field: request.offer} | self.links(request)
            queued = queue_mail(mail, request.email, known | dict(context or {}))
        request.events.create(kind=kind, state=state, reason=reason, by=by, mail=queued)
        if counted := COUNTED.get(kind):
            # Afterwards: the row of the day is everybody's, and whoever holds it must not wait for a request.
            transaction.on_commit(partial(count, request.offer, counted), robust=True)


def lock(request: R) -> R | None:
    """Hold ``request`` until the end of the transaction, and give it its present state; None when it is gone."""
    model: Any = type(request)
    current = model.objects.select_for_update(of=("self",)).filter(pk=request.pk).first()
    if current is not None:
        for field in model._meta.concrete_fields:
            setattr(request, field.attname, getattr(current, field.attname))
    return current
