"""What a name, an address or an answer may hold."""

import re
import unicodedata

from django.core.exceptions import ValidationError

LINK = re.compile(r"://|\bwww\.|\bhttps?:|[\w-]\.[a-z]{2,}/", re.IGNORECASE)
TAG = re.compile(r"<\s*[/!?]?\s*[a-z]", re.IGNORECASE)
NO_LINKS = "Please leave out web addresses. They do not belong here."


def validate_plain_line(value: str) -> None:
    """Refuse links, HTML and control characters: what programs send, and what no name or address holds."""
    if "<" in value or ">" in value:
        raise ValidationError("Please leave out the signs < and >.")
    if LINK.search(value):
        raise ValidationError(NO_LINKS)
    if any(unicodedata.category(character) == "Cc" for character in value):
        raise ValidationError("Something in here is no letter. Please type it again on one line.")


def validate_plain_text(value: str) -> None:
    """Refuse links, HTML and control characters other than the ends of lines in a text of several lines."""
    if TAG.search(value):
        raise ValidationError("Please write plain words, without HTML.")
    if LINK.search(value):
        raise ValidationError(NO_LINKS)
    if any(unicodedata.category(character) == "Cc" and character not in "\n\t" for character in value):
        raise ValidationError("Something in here is no letter. Please type it again.")
