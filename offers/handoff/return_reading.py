"""Reads the file in which a partner says what became of each parcel."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format

from core.spreadsheets import plain_text

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5_000
NEEDED = ("request_id", "status", "date")
HOW_TO_SAVE = "Ask the partner for a CSV file; in Excel: Save as, “CSV UTF-8”."
# What partners write, and what it says.
STATUSES = {
    **dict.fromkeys(("dispatched", "dispatch", "sent", "posted", "shipped", "mailed"), "dispatched"),
    **dict.fromkeys(("delivered", "arrived", "received"), "delivered"),
    **dict.fromkeys(("returned", "return", "undeliverable", "undelivered", "came back"), "returned"),
}
# With the day first: no partner outside America writes it otherwise, and the dry run shows the month as a word.
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y")
# Nothing else is a tracking number, and it stands in a mail to the reader.
TRACKING = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,79}")


class Unreadable(Exception):
    """The file as a whole says nothing; the message tells a colleague why and what to do."""


@dataclass(frozen=True)
class Line:
    """One row as the partner wrote it: its number in the file, and what its cells say; ``problem`` if one says nothing.

    ``status`` is one of the values of ``STATUSES``; empty where ``said``, the partner’s own word, is none that we know.
    """

    number: int
    reference: str
    status: str = ""
    on: date | None = None
    tracking: str = ""
    problem: str = ""
    said: str = ""


def read(data: bytes, *, today: date) -> list[Line]:
    """Return the rows of the file ``data``; empty rows are left out.

    It may be UTF-8, with or without byte order mark, or Windows-1252, and be separated by commas, semicolons or tabs.

    Raises:
        Unreadable: when it is empty, too large, no text, no table, or has not the columns it needs.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable("The file is larger than 5 MB. A partner’s answer has a few lines: is it the right file?")
    text = _text_of(data)
    header = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        numbered = [(reader.line_num, [_bare(cell) for cell in row]) for row in reader]
    except csv.Error as error:
        raise Unreadable(f"Line {reader.line_num} cannot be read as a row of a table. {HOW_TO_SAVE}") from error
    rows = [(number, row) for number, row in numbered if any(row)]
    if not rows:
        raise Unreadable("The file is empty.")
    names = [cell.lower() for cell in rows[0][1]]
    if missing := [name for name in NEEDED if name not in names]:
        raise Unreadable(
            f"The first line names no column {' and no column '.join(missing)}. "
            "It has to say: request_id,status,date,tracking."
        )
    if len(rows) == 1:
        raise Unreadable("Below its first line the file has no rows.")
    if len(rows) - 1 > MAX_ROWS:
        raise Unreadable(f"The file has more than {MAX_ROWS:,} rows. Split it, and upload one part after the other.")
    return [_line(number, dict(zip(names, row, strict=False)), today) for number, row in rows[1:]]


def _text_of(data: bytes) -> str:
    if not data.strip():
        raise Unreadable("The file is empty.")
    if b"\0" in data or data.startswith(b"PK\x03\x04"):
        raise Unreadable(f"This is no text file. {HOW_TO_SAVE}")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Unreadable(f"The letters of the file cannot be read: it is neither UTF-8 nor Windows-1252. {HOW_TO_SAVE}")


def _bare(cell: str) -> str:
    # An apostrophe is how a spreadsheet marks text.
    return " ".join(plain_text(cell).split()).removeprefix("'")


def _line(number: int, cells: dict[str, str], today: date) -> Line:
    reference = cells.get("request_id", "").upper()[:20]
    status, tracking = cells.get("status", ""), cells.get("tracking", "")
    known = STATUSES.get(status.lower(), "")
    on = _day(cells.get("date", ""))
    problem = ""
    if not reference:
        problem = "The request id is missing."
    elif not known:
        said = f"“{status[:40]}” is no status" if status else "The status is missing"
        problem = f"{said}. Use dispatched, delivered or returned."
    elif on is None:
        said = f"“{cells.get('date', '')[:40]}” is no date" if cells.get("date") else "The date is missing"
        problem = f"{said}. Write it as 2026-11-22, 22/11/2026 or 22.11.2026."
    elif on > today:
        problem = f"The date {date_format(on, 'j F Y')} is in the future."
    elif tracking and not TRACKING.fullmatch(tracking):
        problem = "The tracking number has signs in it that tracking numbers do not have."
    return Line(number, reference, known, on, tracking if not problem else "", problem, status[:40])


def _day(text: str) -> date | None:
    for form in DATES:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None
