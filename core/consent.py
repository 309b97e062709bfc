"""What people agreed to, word for word. A box that is ticked counts once the address is confirmed, not before."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.dispatch import Signal

from core.models import ConsentEvent, ConsentText

# Somebody took a consent back. Sent within that transaction, with ``given``: the consent.
consent_withdrawn = Signal()


@dataclass(frozen=True)
class Agreement:
    """One consent as a reader saw it: the stored text, all the words next to the box, the partner they name."""

    text_id: int
    purpose: str
    wording: str
    partner: str = ""


def texts_to_show(purposes: Iterable[str], chosen: Mapping[str, int] | None = None) -> dict[str, ConsentText]:
    """Return the wording for each of ``purposes`` that has one, by purpose: the one chosen, else the newest.

    ``chosen`` holds primary keys by purpose. One of another purpose, or of no text, counts as not chosen.
    """
    chosen = chosen or {}
    texts: dict[str, ConsentText] = {}
    for text in ConsentText.objects.filter(purpose__in=list(purposes)).order_by("purpose", "version"):
        found = texts.get(text.purpose)
        if found is None or found.pk != chosen.get(text.purpose):
            texts[text.purpose] = text
    return texts


def hold(agreements: Iterable[Agreement]) -> list[dict[str, Any]]:
    """Return ``agreements`` as a JSON field keeps them until the person behind the address confirms."""
    return [asdict(agreement) for agreement in agreements]


def held(stored: Iterable[dict[str, Any]]) -> list[Agreement]:
    """Return what ``hold`` was given."""
    return [Agreement(**fields) for fields in stored]


def record_given(agreements: Iterable[Agreement], *, email: str, form: str) -> list[ConsentEvent]:
    """Store that ``email`` agreed to each of ``agreements`` on ``form``; return what was stored.

    Call it in the transaction in which the person behind the address confirms.
    """
    return ConsentEvent.objects.bulk_create(
        [
            ConsentEvent(text_id=given.text_id, wording=given.wording, partner=given.partner, email=email, form=form)
            for given in agreements
        ]
    )


def latest(email: str) -> list[ConsentEvent]:
    """Return what ``email`` said last about each thing and each partner, the newest first: given, or withdrawn."""
    events = ConsentEvent.objects.filter(email__iexact=email).select_related("text").order_by("at", "pk")
    last = {(event.text.purpose, event.partner): event for event in events}
    return sorted(last.values(), key=lambda event: (event.at, event.pk), reverse=True)


@transaction.atomic
def record_withdrawn(given: ConsentEvent) -> bool:
    """Store that the consent ``given`` no longer holds; return whether this call did it.

    Adds nothing when that was stored last, by whichever of two presses at the same moment came first.
    """
    events = ConsentEvent.objects.filter(
        email__iexact=given.email, text__purpose=given.text.purpose, partner=given.partner
    )
    list(events.select_for_update(of=("self",)).order_by("pk"))
    last = events.order_by("-at", "-pk").first()
    if last is None or last.kind != ConsentEvent.Kind.GIVEN:
        return False
    ConsentEvent.objects.create(
        text=given.text,
        wording=given.wording,
        partner=given.partner,
        kind=ConsentEvent.Kind.WITHDRAWN,
        email=given.email,
        form="unsubscribe",
    )
    consent_withdrawn.send(sender=ConsentEvent, given=given)
    return True


def keep_used(sender, instance: ConsentText, **kwargs) -> None:
    """Refuse to delete words that somebody has ticked, though perhaps not confirmed. Receives Django's ``pre_delete``.

    Raises:
        ProtectedError: when somebody has.
    """
    if instance.is_used:
        raise ProtectedError("People have agreed to it.", {instance})
