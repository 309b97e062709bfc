"""Which consents the forms ask for, and in which words."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.consent import Agreement, texts_to_show
from core.models import ConsentText
from core.models.consent import Purpose

PARTNERS = (Purpose.PARTNER_NEWS, Purpose.PARTNER_ADDRESS)

# Used until the site has words of its own. Stored as the first version once somebody ticks them.
FIRST_WORDINGS = {
    Purpose.SITE_NEWS: "You may email me news from this site about once a month. I can stop this at any time.",
    Purpose.PARTNER_NEWS: (
        "You may pass on my email address to {partner}, so that they can write to me about their products. "
        "I can stop this at any time by writing to you."
    ),
    Purpose.PARTNER_ADDRESS: (
        "You may pass on my name and postal address to {partner}, only to post my sample. "
        "They may not use it for anything else."
    ),
    Purpose.ADULT: "I am 18 or over.",
    Purpose.HOUSEHOLD: "I have read the conditions, and nobody else in my household has asked for this sample.",
}


@dataclass(frozen=True)
class Words:
    """What stands next to a box: its label, and the rest of the consent's wording with the partner's name in it."""

    text: ConsentText
    label: str
    partner: str = ""

    @property
    def hint(self) -> str:
        """The wording; empty where the label has said it all."""
        wording = self.text.wording.replace("{partner}", self.partner or "the partner")
        return "" if wording.rstrip(".") == self.label else wording

    @property
    def full(self) -> str:
        """All the words next to the box."""
        return f"{self.label}. {self.hint}" if self.hint else f"{self.label}."

    @property
    def mark(self) -> str:
        """What the box sends when it is ticked. It differs as soon as any of the words do."""
        return hashlib.sha256(f"{self.text.purpose}\0{self.full}".encode()).hexdigest()[:16]

    def agreed(self) -> Agreement:
        """Return what somebody agrees to who ticks the box. Stores the text if that was still to be done."""
        text = stored(self.text)
        text.mark_used()
        return Agreement(text_id=text.pk, purpose=text.purpose, wording=self.full, partner=self.partner)


def texts_for(purposes: Iterable[str], chosen: Mapping[str, int] | None = None) -> dict[str, ConsentText]:
    """Return the words to show for each of ``purposes``: those ``chosen``, else the newest stored, else first ones."""
    purposes = list(purposes)
    first = {purpose: ConsentText(purpose=purpose, wording=FIRST_WORDINGS[Purpose(purpose)]) for purpose in purposes}
    return first | texts_to_show(purposes, chosen)


def stored(text: ConsentText) -> ConsentText:
    """Return ``text`` as a stored record, so that what was agreed to can be looked up word for word."""
    if text.pk:
        return text
    return ConsentText.objects.get_or_create(
        purpose=text.purpose, wording=text.wording, defaults={"version": text.version}
    )[0]
