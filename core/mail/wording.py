"""The words of editors in mails: what they may hold, and how they come into a mail."""

import re
from typing import Any

from django.core.exceptions import ValidationError

from core.mail.catalogue import Context, Mail, find
from core.models import MailWording

PLACEHOLDER = re.compile(r"\{(\w+)\}")
LINK = re.compile(
    r"\b[a-z][a-z0-9+.-]*://|\bwww\.|\b(?:mailto|tel|javascript):|\b[\w-]{2,}\.[a-z]{2,}(?:/|\b)|\S@\S", re.I
)
TAG = re.compile(r"<\s*[/!a-z]", re.I)


def check_words(text: str, mail: Mail) -> None:
    """Raise ``ValidationError`` in plain words for what may not stand in the words of ``mail``."""
    known = [placeholder.name for placeholder in mail.placeholders]
    if unknown := [name for name in PLACEHOLDER.findall(text) if name not in known]:
        allowed = f"You can use {_listed(known)}." if known else "There are none in this mail."
        raise ValidationError(f"Nothing is known that could stand in for {_listed(unknown)}. {allowed}")
    if set("{}") & set(PLACEHOLDER.sub("", text)):
        raise ValidationError("A curly bracket stands alone. They belong in pairs around a name, such as {offer}.")
    if "{%" in text or TAG.search(text):
        raise ValidationError("This is plain text: leave out HTML and template code.")
    if link := LINK.search(text):
        raise ValidationError(
            f"Leave out addresses and links (“{link.group().strip()}”): the mail has those that it needs. "
            "If it is the end of a sentence, put a space behind the full stop."
        )
    if objections := mail.objections(text):
        raise ValidationError(objections)


def _listed(names: list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def words_for(name: str, context: Context, wording: MailWording | None = None) -> dict[str, str]:
    """Return the editors' words for each place of the mail called ``name``, with values in place of the names.

    ``wording`` is what to take instead of what is stored, for a preview. A value is never looked at for names again:
    somebody's own name may hold brackets.
    """
    mail = find(name)
    stored = wording or MailWording.objects.filter(name=name).first()
    if mail is None or stored is None:
        return dict.fromkeys(MailWording.PLACES, "")
    values = {placeholder.name: placeholder.value for placeholder in mail.placeholders}

    def value(match: re.Match[str]) -> str:
        known: Any = values.get(match.group(1))
        return known(context) if known else match.group()

    return {place: PLACEHOLDER.sub(value, getattr(stored, place)).strip() for place in MailWording.PLACES}
