"""Values as people read them, for records about a person."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime


def moment(value: date | None) -> str:
    """Return a date, or a moment with its time, in words; empty for None."""
    if value is None:
        return ""
    return date_format(localtime(value), "j F Y, H:i") if isinstance(value, datetime) else date_format(value, "j F Y")


def rows(*pairs: tuple[str, Any]) -> list[tuple[str, str]]:
    """Return ``pairs`` of a label and a value as rows in words; those without a value are left out."""
    shown = [(label, moment(value) if isinstance(value, date) else str(value or "")) for label, value in pairs]
    return [(label, value) for label, value in shown if value]


def fields(record: Any, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return rows for the fields ``names`` of a model's ``record``: what the field is called, and its value."""
    pairs: list[tuple[str, Any]] = []
    for name in names:
        label = str(record._meta.get_field(name).verbose_name)
        display = getattr(record, f"get_{name}_display", None)
        pairs.append((label[:1].upper() + label[1:], display() if display else getattr(record, name)))
    return rows(*pairs)
