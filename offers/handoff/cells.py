"""Cells that a spreadsheet takes for text, whatever somebody typed into a form."""

import re

# A cell that begins so is a formula for some spreadsheet: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Control signs are not allowed in the XML of a workbook, and say nothing in a cell.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def plain_text(value: object) -> str:
    """Return ``value`` as text without control signs; empty for None."""
    return "" if value is None else CONTROL.sub("", str(value))


def safe_cell(value: object) -> str:
    """Return ``value`` for a cell of a CSV file, with an apostrophe before what could be read as a formula.

    Spaces in front do not make it safe, as some programs take them off.
    """
    text = plain_text(value)
    is_formula = text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)
    return f"'{text}" if is_formula else text
