"""Files for a spreadsheet, whose cells are text, whatever somebody typed into a form."""

import csv
import re
from collections.abc import Iterable, Iterator

# A cell that begins so is a formula for some spreadsheet: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Control signs are not allowed in the XML of a workbook, and say nothing in a cell.
# By this a spreadsheet knows that a file is UTF-8.
BYTE_ORDER_MARK = "\ufeff"
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


class _Line:
    """What `csv.writer` writes into: gives the line back."""

    def write(self, line: str) -> str:
        return line


def as_csv(rows: Iterable[list[object]]) -> Iterator[str]:
    """Yield a CSV file line by line, each cell quoted and none of them a formula."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    yield BYTE_ORDER_MARK
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])
