"""What is wrong with the words of a consent: one asks for one thing, says who will do what, and is given, not withheld.

Source: GDPR, articles 4(11) and 7, recitals 32, 42 and 43 (specific, informed, separate, by an act of one's own).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import get_text_list

from core.models.consent import Purpose

PARTNER = "{partner}"


@dataclass(frozen=True)
class Fault:
    """What is wrong with some words, and how to mend it, in an editor's words."""

    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.message} {self.fix}"


NEWS, PARTNERS, ADDRESS, AGE, CONDITIONS = (
    "news by email",
    "a partner",
    "passing on an address",
    "an age",
    "the conditions",
)
# The words by which each thing is known, and which of them each purpose is about.
THINGS = {
    NEWS: r"\bnews(letters?)?\b|\be-?mail me\b|\b(writ\w+|send) (to )?me\b|\bmarketing\b|\bmailings?\b",
    PARTNERS: r"\{partner\}|\bpartners?\b|\bthird part(y|ies)\b|\bother (companies|firms|organi[sz]ations)\b",
    ADDRESS: r"(?<!email )(?<!e-mail )\baddress(es)?\b|\bpost (me|my|it|the)\b",
    AGE: r"\b(18|eighteen|adult|of age|years old)\b",
    CONDITIONS: r"\bhousehold\b|\bconditions\b|\bterms\b",
}
ABOUT = {
    Purpose.SITE_NEWS: {NEWS},
    Purpose.PARTNER_NEWS: {NEWS, PARTNERS},
    Purpose.PARTNER_ADDRESS: {PARTNERS, ADDRESS},
    Purpose.ADULT: {AGE},
    Purpose.HOUSEHOLD: {CONDITIONS},
}
EXAMPLES = {
    Purpose.SITE_NEWS: "The Gut Connection may email me about new articles, about once a month.",
    Purpose.PARTNER_NEWS: "You may give my email address to {partner}, so that they can email me about their products.",
    Purpose.PARTNER_ADDRESS: "You may give my name and postal address to {partner}, only to post my sample.",
    Purpose.ADULT: "I am 18 or over.",
    Purpose.HOUSEHOLD: "I have read the conditions, and nobody else in my household has asked.",
}
WHO_DOES_WHAT = re.compile(r"[\w}]\W+(may|can|will)\b.*\b(me|my)\b", re.IGNORECASE | re.DOTALL)
SAYS_I = re.compile(r"\b(I|my|mine)\b")
WITHHELD = re.compile(
    r"\bun-?tick|\bun-?check|\bopt(ing|ed)?[ -]?out|\bunless (I|you)\b|\bpre-?ticked|"
    r"\b(do|does|would) not (want|wish|like)|\b(don|doesn|wouldn).?t (want|wish|like)",
    re.IGNORECASE,
)


def faults(purpose: str, wording: str) -> Iterator[Fault]:
    """Yield what is wrong with ``wording`` for a consent to ``purpose``; nothing when it may stand beside a box."""
    meant = Purpose(purpose)
    found = {thing for thing, words in THINGS.items() if re.search(words, wording, re.IGNORECASE)}
    if more := [thing for thing in THINGS if thing in found - ABOUT[meant]]:
        yield Fault(
            f"These words ask for more than one thing: beside “{meant.label.lower()}” they are about "
            f"{get_text_list(more, 'and')}.",
            "A reader must be able to say yes to one and no to the other: write this one alone.",
        )
    if PARTNERS in ABOUT[meant] and PARTNER not in wording:
        yield Fault(
            "These words do not name the partner.", f"Write {PARTNER}: the site puts the partner’s name in its place."
        )
    if WITHHELD.search(wording):
        yield Fault(
            "These words take a box that is left alone for a yes.",
            "Say what somebody agrees to who ticks it. No box is ticked beforehand.",
        )
    says = WHO_DOES_WHAT.search(wording) if NEWS in ABOUT[meant] or ADDRESS in ABOUT[meant] else SAYS_I.search(wording)
    if not says:
        yield Fault("These words do not say who will do what.", f"For example: “{EXAMPLES[meant]}”")
