"""Everything that the site has stored, row by row, to look for traces in."""

import base64
import binascii
import hashlib
import html
import json
import pickle
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from django.core.cache import cache
from django.db import connection

SECRET = re.compile(r"[A-Za-z0-9_-]{20,}")


@dataclass(frozen=True)
class Stored:
    """A row of a table, as text, with the rows that it refers to.

    Arguments:
        refers_to: the table and the key of each of them, by column.
    """

    table: str
    key: str
    text: str = field(repr=False)
    columns: tuple[str, ...] = field(repr=False)
    refers_to: dict[str, tuple[str, str]] = field(repr=False, hash=False)

    def holds(self, marks: Iterable[str]) -> bool:
        """Tell whether one of ``marks`` stands in the row, in whatever case."""
        return any(mark.casefold() in self.text for mark in marks)


def every_row() -> Iterator[Stored]:
    """Return each row of each table of the database, whether or not a model belongs to it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            relations = connection.introspection.get_relations(cursor, table)
            primary = connection.introspection.get_primary_key_column(cursor, table)
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                values = dict(zip(names, map(_as_text, row), strict=True))
                yield Stored(
                    table,
                    values.get(primary or "", ""),
                    "\n".join(values.values()).casefold(),
                    tuple(names),
                    {name: (to[1], values[name]) for name, to in relations.items() if values[name]},
                )


def every_kept_entry() -> Iterator[str]:
    """Return each key of the cache in the memory with what is kept under it."""
    for key, value in cache._cache.items():  # type: ignore[attr-defined]
        yield f"{key}\n{pickle.loads(value)!r}".casefold()  # noqa: S301


def rows_about(rows: list[Stored], marks: Iterable[str]) -> list[Stored]:
    """Return the rows that hold one of ``marks``, and whatever refers to them, and to that, and so on."""
    found = {(row.table, row.key): row for row in rows if row.holds(marks)}
    while True:
        more = {
            (row.table, row.key): row
            for row in rows
            if (row.table, row.key) not in found and any(target in found for target in row.refers_to.values())
        }
        if not more:
            return list(found.values())
        found |= more


def secrets_in(rows: Iterable[Stored]) -> set[str]:
    """Return what stands for a person without naming them: digests, fingerprints, random references."""
    return {match for row in rows for match in SECRET.findall(row.text) if any(map(str.isdigit, match))}


def disguises(text: str) -> set[str]:
    """Return ``text`` as somebody might have stored it so that nobody sees it: encoded, or as a plain digest."""
    raw = text.encode()
    digests = {hashlib.new(name, raw).hexdigest() for name in ("md5", "sha1", "sha256")}
    # In Base64 a text looks different by where it begins. The signs at either end depend on what stands around it.
    encoders = (base64.b64encode, base64.urlsafe_b64encode)
    shifted = {encode(b"\0" * shift + raw).decode()[4:].rstrip("=")[:-2] for shift in range(3) for encode in encoders}
    # As mails, JSON, addresses, pages and programs write it.
    written = {
        quopri.encodestring(raw).decode(),
        json.dumps(text)[1:-1],
        quote(text, safe=""),
        html.escape(text),
        ascii(text)[1:-1],
    }
    return {text, *written, binascii.hexlify(raw).decode(), *digests, *filter(_is_long, shifted)}


def _is_long(text: str) -> bool:
    return len(text) >= 8


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1")
    return str(value)
