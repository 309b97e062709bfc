"""How many people agree to what on our forms, in the words that they saw."""

from collections import Counter, defaultdict

from core.consent_words import PARTNER
from core.models import ConsentEvent, ConsentText
from core.privacy.registry import Agreed

AT_ONCE = 2000


def agreed_now() -> list[Agreed]:
    """Return how many agree to each version, in each of its wordings; what an address said last about it decides.

    Words are told apart as they were shown: with the label of the box and the name of the partner. Words to which
    nobody agrees any more, or not yet, are there with 0.
    """
    counts: defaultdict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    last: dict[tuple[str, str, str], tuple[int, str] | None] = {}
    events = ConsentEvent.objects.order_by("at", "pk")
    rows = events.values_list("email", "text__purpose", "partner", "kind", "text", "wording")
    for email, purpose, partner, kind, text, wording in rows.iterator(chunk_size=AT_ONCE):
        counts[text][partner, wording] += 0
        last[email.casefold(), purpose, partner] = (text, wording) if kind == ConsentEvent.Kind.GIVEN else None
    for (_, _, partner), given in last.items():
        if given:
            counts[given[0]][partner, given[1]] += 1
    lines = []
    for text in ConsentText.objects.order_by("purpose", "-version"):
        title = text.get_purpose_display()
        shown = counts[text.pk] or {("", text.wording.replace(PARTNER, "the partner")): 0}
        lines += [
            Agreed(title, wording, count, text.version, partner) for (partner, wording), count in sorted(shown.items())
        ]
    return lines
