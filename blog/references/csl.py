"""Reads CSL-JSON, which Zotero, Mendeley, PubMed ("Cite") and Crossref write.

Fields: https://docs.citationstyles.org/en/stable/specification.html and its schema (csl-data.json).
"""

import json
from collections.abc import Iterator
from typing import Any

from blog.references import kinds
from blog.references.fields import Raw, build
from blog.references.names import person
from blog.references.record import Record
from blog.references.text import plain, storable

NOT_A_RECORD = "This is not a record: it should be an object with a title, authors and so on, between { and }."
# Of books and pages, what a source has no field for.
KEPT = (
    ("Publisher", "publisher"),
    ("Place", "publisher-place"),
    ("Edition", "edition"),
    ("Series", "collection-title"),
    ("Number of pages", "number-of-pages"),
    ("ISBN", "ISBN"),
)


def read(text: str) -> Iterator[Record]:
    """Yield the records of a CSL-JSON file: a list, one object, or objects one after the other."""
    items, broken = _items(text)
    for row, item in enumerate(items, 1):
        yield _record(row, item)
    if broken:
        yield Record(len(items) + 1, problems=[broken])


def _items(text: str) -> tuple[list[Any], str]:
    """Return what can be read, and what is wrong with the rest."""
    try:
        data = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return _items_one_by_one(text)
    for key in ("items", "references", "message"):
        if isinstance(data, dict) and isinstance(data.get(key), list | dict):
            data = data[key]
    return (data if isinstance(data, list) else [data]), ""


def _items_one_by_one(text: str) -> tuple[list[Any], str]:
    decoder = json.JSONDecoder(parse_constant=_no_number)
    items: list[Any] = []
    place = len(text) - len(text.lstrip("[ \n\t"))
    while place < len(text):
        try:
            item, place = decoder.raw_decode(text, place)
        except ValueError as error:
            line = text.count("\n", 0, getattr(error, "pos", place)) + 1
            return items, (
                f"The file cannot be read from here on: near line {line} a bracket, comma or quotation mark is "
                "missing. Export it again."
            )
        except RecursionError:
            return items, "The file cannot be read from here on: it has too many brackets. Export it again."
        items.append(item)
        while place < len(text) and text[place] in ", \n\t]":
            place += 1
    return items, ""


def _no_number(name: str) -> None:
    """Read NaN and Infinity, which Python's reader allows, as nothing."""


def _record(row: int, item: Any) -> Record:
    if not isinstance(item, dict):
        return Record(row, problems=[NOT_A_RECORD])
    kind_name = _text(item.get("type"))
    title = _text(item.get("title"))
    kind = kinds.from_type({"journal-article": "article-journal"}.get(kind_name, kind_name), kinds.CSL, plain(title))
    note = _text(item.get("note"))
    container = _text(item.get("container-title"))
    publisher = _text(item.get("publisher"))
    is_part = kind_name == "chapter" or bool(container and _text(item.get("page")))
    is_book = kind == kinds.Kind.BOOK
    authors, editors, number = _names(item.get("author")), _names(item.get("editor")), _text(item.get("number"))
    raw = Raw(
        kind=kind,
        title=title,
        authors=authors or editors,
        container=publisher or container
        if is_book and not is_part
        else container or _text(item.get("container-title-short")) or publisher,
        date=_date(item.get("issued")) or _text(item.get("year")),
        volume=_text(item.get("volume")),
        # A report has a number of its own, an electronic article one in place of pages.
        issue=_text(item.get("issue")) or (number if is_book else ""),
        pages=_text(item.get("page"))
        or _text(item.get("article-number"))
        or (number if kind_name in {"article-journal", "journal-article"} else ""),
        doi=_text(item.get("DOI")),
        pmid=_text(item.get("PMID")),
        url=_text(item.get("URL")),
        accessed=_date(item.get("accessed")),
        note=note,
        elsewhere=note,
        whole=is_book and not is_part,
    )
    if is_book or kind == kinds.Kind.WEB_PAGE:
        raw.kept = [
            ("Editors", "; ".join(name.rstrip(",") for name in editors) if authors else ""),
            *((label, value) for label, key in KEPT if (value := _text(item.get(key))) != raw.container),
        ]
    return build(row, raw)


def _text(value: Any) -> str:
    """Return a value as text. Crossref gives lists of one; numbers may come as numbers."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return storable(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _names(people: Any) -> list[str]:
    if not isinstance(people, list):
        return []
    return [name for one in people if (name := _name(one))]


def _name(one: Any) -> str:
    if isinstance(one, str):
        return one
    if not isinstance(one, dict):
        return ""
    if literal := _text(one.get("literal")) or _text(one.get("name")):
        return f"{literal.rstrip(', ')},"
    family = " ".join(
        part for key in ("dropping-particle", "non-dropping-particle", "family") if (part := _text(one.get(key)))
    )
    given, suffix = plain(_text(one.get("given"))), plain(_text(one.get("suffix")))
    if not given:
        # Zotero gives the name of an organisation as a family name alone.
        return f"{family.rstrip(', ')}," if family else ""
    # The comma keeps what is in its final form from being taken apart again.
    return f"{person(plain(family), given, suffix)},"


def _date(value: Any) -> str:
    """Return a date as “2016-8-19” or in its own words."""
    if not isinstance(value, dict):
        return _text(value)
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        return "-".join(_text(part) for part in parts[0][:3])
    return _text(value.get("literal")) or _text(value.get("raw"))
