"""What people agreed to, word for word."""

from collections.abc import Iterable

from core.models import ConsentEvent, ConsentText


def latest_texts(purposes: Iterable[str]) -> dict[str, ConsentText]:
    """Return the newest wording for each of ``purposes`` that has one, by purpose."""
    texts: dict[str, ConsentText] = {}
    for text in ConsentText.objects.filter(purpose__in=list(purposes)).order_by("purpose", "version"):
        texts[text.purpose] = text
    return texts


def record_given(texts: Iterable[ConsentText], *, email: str, form: str) -> None:
    """Store that ``email`` agreed to each of ``texts`` on ``form``. Call it in the transaction of the request."""
    ConsentEvent.objects.bulk_create([ConsentEvent(text=text, email=email, form=form) for text in texts])


def record_withdrawn(given: ConsentEvent) -> None:
    """Store that the consent ``given`` no longer holds. Adds nothing when that was stored last."""
    events = ConsentEvent.objects.filter(email__iexact=given.email, text__purpose=given.text.purpose)
    last = events.order_by("-at", "-pk").first()
    if last and last.kind == ConsentEvent.Kind.GIVEN:
        ConsentEvent.objects.create(
            text=given.text, kind=ConsentEvent.Kind.WITHDRAWN, email=given.email, form="unsubscribe"
        )
