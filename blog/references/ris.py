"""Reads RIS, as Zotero, EndNote, Mendeley and publishers write it.

Tags: https://en.wikipedia.org/wiki/RIS_(file_format) and the reference types in EndNote's and Zotero's exports.
"""

import re
from collections.abc import Iterator

from blog.references import kinds
from blog.references.fields import Raw, build
from blog.references.record import Record
from blog.references.tagged import Tags, split
from blog.references.text import find_pmid, plain

TAG = re.compile(r"^\s{0,3}([A-Z][A-Z0-9])\s{2,3}-(?:\s(.*))?$")
LOOSE_TAG = re.compile(r"^\s{0,3}([A-Z][A-Z0-9])\s{0,3}-(?:\s(.*))?$")
LOOSE_START = re.compile(r"^\s{0,3}TY\s?-", re.M)
# What `Raw` takes from elsewhere; these may hold a DOI or a PubMed number.
OTHER_NUMBERS = ("AN", "M1", "M3", "ID", "N1", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "U1", "L3", "UR", "LK")
CHAPTERS = {"CHAP", "ECHAP"}
WHOLE = {"BOOK", "EBOOK", "EDBOOK", "THES"}
# Of books and pages, what a source has no field for.
KEPT = (
    ("Publisher", ("PB",)),
    ("Place", ("CY", "PP")),
    ("Edition", ("ET",)),
    ("Series", ("T3",)),
    ("ISBN", ("SN",)),
)


def read(text: str) -> Iterator[Record]:
    """Yield the records of a RIS file."""
    pattern = LOOSE_TAG if LOOSE_START.search(text) else TAG
    return (_record(row, tags) for row, tags in enumerate(split(text, pattern, start="TY", end="ER"), 1))


def _record(row: int, tags: Tags) -> Record:
    kind_name = tags.first("TY").upper()
    title = tags.first("TI", "T1", "CT") or (tags.first("BT") if kind_name in {"BOOK", "EDBOOK", "EBOOK"} else "")
    kind = kinds.from_type(kind_name, kinds.RIS, title)
    is_part, container = _container(kind, kind_name, tags)
    authors = [value for tag, value in tags.lines if tag in {"AU", "A1"} and value.strip()]
    editors = tags.all("A2", "A3", "ED")
    urls = tags.all("UR", "LK", "L2")
    notes = [note for note in tags.all("N1") if not re.fullmatch(r"PMID:?\s*\d+", note.strip(), re.I)]
    raw = Raw(
        kind=kind,
        title=title,
        authors=authors or editors,
        container=container,
        date=tags.first("PY", "Y1", "YR", "DA"),
        volume=tags.first("VL", "VO"),
        issue=tags.first("IS", "CP"),
        pages=_pages(tags),
        doi=tags.first("DO", "DI"),
        pmid=_pmid(tags),
        url=next((url for url in urls if "doi.org/" not in url and not find_pmid(url)), "") or "".join(urls[:1]),
        accessed=tags.first("Y2"),
        note="\n".join(notes),
        elsewhere="\n".join(tags.all(*OTHER_NUMBERS)),
        whole=kind == kinds.Kind.BOOK and not is_part,
    )
    if kind in (kinds.Kind.BOOK, kinds.Kind.WEB_PAGE):
        raw.kept = [
            ("Editors", "; ".join(editors) if authors else ""),
            *((label, tags.first(*names)) for label, names in KEPT if tags.first(*names) != container),
        ]
    if kind_name not in kinds.RIS:
        said = f"Its type in the file, “{plain(kind_name)}”," if plain(kind_name) else "Its type"
        raw.remarks.append(f"{said} does not say what it is. Set its kind.")
    if not tags.ended:
        raw.remarks.append("The record does not end with “ER  -”. Check that nothing is missing.")
    return build(row, raw)


def _container(kind: str, kind_name: str, tags: Tags) -> tuple[bool, str]:
    """Return whether it is a part of a book, and what it was published in.

    Of a whole book T2 is the series and SP the number of pages; of a chapter they are the book and its pages.
    """
    if kind == kinds.Kind.BOOK:
        book = tags.first("T2", "BT") if tags.first("TI", "T1") else ""
        is_part = bool(book) and (kind_name in CHAPTERS or (kind_name not in WHOLE and bool(tags.first("EP"))))
        return is_part, book if is_part else tags.first("PB", "T2", "T3")
    return False, tags.first("JF", "T2", "JO", "JA", "J1", "J2", "BT", "PB")


def _pages(tags: Tags) -> str:
    start, end = tags.first("SP"), tags.first("EP")
    if start and end and end != start and not re.search(r"[-\u2010-\u2015]", start):
        return f"{start}-{end}"
    # EndNote's number of an electronic article.
    return start or end or tags.first("C7")


def _pmid(tags: Tags) -> str:
    """Return the PubMed number from the places where programs put it.

    A bare number counts as an accession number (AN) unless another database is named, and in M1 and ID, which
    also hold numbers of issues and of the program's own list, when it has the seven or eight digits of today's.
    """
    databases = " ".join(tags.all("DB", "DP")).lower()
    pubmed = not databases or any(name in databases for name in ("pubmed", "medline", "nlm"))
    number = tags.first("AN")
    if pubmed and re.fullmatch(r"[1-9]\d{3,7}", number):
        return number
    return next((value for value in tags.all("M1", "ID") if re.fullmatch(r"[1-9]\d{6,7}", value)), "")
