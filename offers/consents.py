"""Which consents the forms ask for, and in which words."""

from collections.abc import Iterable

from core.consent import latest_texts
from core.models import ConsentText

Purpose = ConsentText.Purpose

# Used until the site has words of its own. Stored as the first version once somebody agrees to them.
FIRST_WORDINGS = {
    Purpose.SITE_NEWS: ("You may email me news from this site about once a month. I can stop this at any time."),
    Purpose.PARTNER_NEWS: (
        "You may pass on my email address to the partner named here, so that they can write to me about "
        "their products. I can stop this at any time."
    ),
    Purpose.PARTNER_ADDRESS: (
        "You may pass on my name and postal address to the partner named here, only to post my sample. "
        "They may not use it for anything else."
    ),
    Purpose.ADULT: "I am 18 or over.",
    Purpose.HOUSEHOLD: ("I have read the conditions, and nobody else in my household has asked for this sample."),
}


def texts_for(purposes: Iterable[Purpose]) -> dict[str, ConsentText]:
    """Return the words to show for each of ``purposes``: the newest stored ones, else first ones."""
    purposes = list(purposes)
    first = {purpose: ConsentText(purpose=purpose, wording=FIRST_WORDINGS[purpose]) for purpose in purposes}
    return first | latest_texts(purposes)


def stored(text: ConsentText) -> ConsentText:
    """Return ``text`` as a stored record, so that what was agreed to can be looked up word for word."""
    if text.pk:
        return text
    return ConsentText.objects.get_or_create(
        purpose=text.purpose, wording=text.wording, defaults={"version": text.version}
    )[0]
