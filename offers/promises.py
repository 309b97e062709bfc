"""Words that promise something about an illness, and phrases that say what a product does for somebody's health.

No food or supplement may be said to prevent, treat or cure a human disease, nor may a text refer to such properties:
Regulation (EU) No 1169/2011, article 7(3), and for food supplements Directive 2002/46/EC, article 6(2).
The words count wherever they stand, in “does not cure” too: what a reader remembers is the word.
"""

import re
import unicodedata
from dataclasses import dataclass

from core.folding import fold

ILLNESSES = r"autoimmun\w*|conditions?|diseases?|disorders?|illness(?:es)?|symptoms?|flares?|flare-ups?|inflammation"
# What may stand between a verb and what it is about: “your body’s”.
WORD = r"[\w'’-]+"


@dataclass(frozen=True)
class Promise:
    """One word of the list: its forms, and what to write instead."""

    pattern: re.Pattern[str]
    instead: str


def _whole(forms: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{forms})(?!\w)")


PROMISES = (
    Promise(_whole(r"cur(?:e|es|ed|ing|able|ative)"), "Say what the product is, and that no study of it is known."),
    Promise(
        _whole(r"treat(?:s|ed|ing|ments?|able)?"),
        "Write “take” or “drink” of a product, “medicines” or “care” of what a clinician gives.",
    ),
    Promise(_whole(r"heal(?:s|ed|ing|ers?)?"), "Say what the product is, not what it does to a body."),
    Promise(_whole(r"prevent(?:s|ed|ing|ion|able|ive|ative)?"), "Leave the illness out of it."),
    Promise(_whole(r"revers(?:e|es|ed|ing|al|ible)"), "Leave the illness out of it."),
    Promise(_whole(r"remed(?:y|ies|ied|ying)"), "Call it what it is: a juice, a food, a supplement."),
    Promise(
        _whole(rf"manag(?:e|es|ed|ing|ement of) (?:{WORD} ){{0,3}}?(?:{ILLNESSES})"),
        "Leave the illness out of it: write about food, or about living well.",
    ),
)

# What a food does for health may be said only as it was authorised: Regulation (EC) No 1924/2006, articles 2(2)(5) and
# 10(1). These are the phrases in which it is usually said; no list can hold them all.
HEALTH_CLAIM = _whole(
    r"(?:(?:boost|support|strengthen|protect|calm|fight|aid)(?:s|ed|ing)?|fought|"
    r"(?:improv|restor|balanc|sooth|reliev|reduc)(?:e|es|ed|ing)) "
    r"(?:" + WORD + r" ){0,3}?"
    r"(?:immun\w*|guts?|digesti\w+|microbiomes?|health|bloating|inflammation|pain|skin|sleep|energy|well-?being)"
)


@dataclass(frozen=True)
class Found:
    """One word of the list that stands in a text: in small letters, and what to write instead."""

    words: str
    instead: str

    @property
    def message(self) -> str:
        """What an editor is told is wrong with it."""
        return f"It says “{self.words}”. No product may be said to do anything about an illness."


def claim_message(claim: str) -> str:
    """Return what an editor is told of a phrase about health in a title, in a heading or on a button."""
    return f"It says “{claim}”, which is a claim about health."


def promises(text: str) -> list[Found]:
    """Return the words of the list that stand in ``text``, each once, in the order of the list.

    Capitals and accents, soft hyphens and other signs that nobody sees, and special spaces make no difference.
    """
    seen = plainly(text)
    found = [Found(match[0], each.instead) for each in PROMISES for match in each.pattern.finditer(seen)]
    return list(dict.fromkeys(found))


def health_claims(text: str) -> list[str]:
    """Return the phrases of ``text`` that say what something does for health: “supports gut health”."""
    return list(dict.fromkeys(match[0] for match in HEALTH_CLAIM.finditer(plainly(text))))


def plainly(text: str) -> str:
    """Return ``text`` as the list has its words: folded, in single spaces, without signs that nobody sees."""
    visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return " ".join(fold(visible).split())
