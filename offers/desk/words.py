"""How the pages of the desk write down what they show."""

from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime


def in_words(value: Any) -> str:
    """Return ``value`` as colleagues read it everywhere: moments and days written out, nothing as an empty text."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return date_format(localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return "" if value is None else str(value)
