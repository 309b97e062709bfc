"""What a name or an address may hold."""

import re
import unicodedata

from django.core.exceptions import ValidationError

LINK = re.compile(r"://|\bwww\.|\bhttps?:|[\w-]\.[a-z]{2,}/", re.IGNORECASE)


def validate_plain_line(value: str) -> None:
    """Refuse links, HTML and control characters: what programs send, and what no name or address holds."""
    if "<" in value or ">" in value:
        raise ValidationError("Please leave out the signs < and >.")
    if LINK.search(value):
        raise ValidationError("Please leave out web addresses. They do not belong here.")
    if any(unicodedata.category(character) == "Cc" for character in value):
        raise ValidationError("Something in here is no letter. Please type it again on one line.")
