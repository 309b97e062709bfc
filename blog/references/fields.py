"""Makes a `Record` of the raw words that a reader of one format found."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from blog.models.source import DOI, Source, tidy_doi
from blog.references import kinds
from blog.references.names import to_vancouver
from blog.references.record import Record
from blog.references.text import find_date, find_doi, find_pmid, find_year, plain

DASHES = re.compile(r"\s*(?:-{1,3}|[\u2010-\u2015\u2212])\s*")
NO_TITLE = "The title is missing. Add it in the file, or add this source by form."
SHORT = ("container", "volume", "issue", "pages")


@dataclass
class Raw:
    """The words of one record, as its file has them."""

    kind: str = ""
    title: str = ""
    authors: list[str] = field(default_factory=list)
    container: str = ""
    date: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    url: str = ""
    accessed: str = ""
    note: str = ""
    # Where a DOI or a PubMed number may hide: notes, addresses, numbers of other databases.
    elsewhere: str = ""
    # A book or report as a whole: its pages are a count, not a place.
    whole: bool = False
    # What a source has no field for, each with its name: (“Place”, “Geneva”). It goes into the note.
    kept: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)


def most_letters(name: str) -> int:
    """Return how many letters the field ``name`` of a source takes."""
    return getattr(Source._meta.get_field(name), "max_length", None) or 0


def label_of(name: str) -> str:
    """Return what editors call the field ``name`` of a source."""
    label = str(getattr(Source._meta.get_field(name), "verbose_name", name))
    return f"{label[:1].upper()}{label[1:]}"


def build(row: int, raw: Raw) -> Record:
    """Return the record with everything tidied; what fits no field is kept in its note, with a remark."""
    record = Record(row, problems=list(raw.problems), remarks=list(raw.remarks))
    kept = [*raw.kept, *([("Pages", raw.pages)] if raw.whole else [])]
    notes = [plain(raw.note), *(f"{label}: {words}" for label, value in kept if (words := plain(value)))]
    title = plain(raw.title)
    if title.endswith(".") and not title.endswith(".."):
        title = title[:-1].rstrip()
    values: dict[str, Any] = {
        "title": title,
        "authors": "\n".join(_authors(raw.authors)),
        "doi": _doi(raw, record, notes),
        "pmid": _pmid(raw),
        "url": _url(raw, record, notes),
        "year": find_year(raw.date),
        "accessed_on": find_date(raw.accessed),
    }
    for name in SHORT:
        values[name] = _fitted(name, plain(getattr(raw, name)), record, notes)
    values["pages"] = "" if raw.whole else DASHES.sub("-", values["pages"])
    values["kind"] = raw.kind or kinds.guess(title, values)
    values["note"] = "\n".join(note for note in notes if note)
    values |= raw.extra
    _look_at(title, raw, values, record)
    record.values = {name: value for name, value in values.items() if value}
    return record


def _look_at(title: str, raw: Raw, values: dict[str, Any], record: Record) -> None:
    limit = most_letters("title")
    if not title and not (values["doi"] or values["pmid"]):
        record.problems.append(NO_TITLE)
    if len(title) > limit:
        record.problems.append(f"The title has {len(title)} characters; at most {limit} fit. Shorten it in the file.")
    if title and not values["year"]:
        said = plain(raw.date)
        record.remarks.append(f"No year could be read from “{said}”." if said else "It has no year.")
    if "\ufffd" in title or "\ufffd" in values["authors"]:
        record.remarks.append("Some letters were lost in the file (�). Export it again as UTF-8, or mend them later.")
    if re.match(r"(retracted|withdrawn)\b", title, re.I) and "status" not in values:
        record.remarks.append("Its title says that it was retracted. Set its status, with the date and the notice.")


def _authors(names: list[str]) -> list[str]:
    authors = (to_vancouver(plain(name)) for name in names)
    # A line is one author, and a semicolon parts two.
    return [author.replace(";", ",") for author in authors if author]


def _doi(raw: Raw, record: Record, notes: list[str]) -> str:
    doi = tidy_doi(plain(raw.doi)) if "<" not in raw.doi else tidy_doi(raw.doi.strip())
    if doi and not DOI.match(doi):
        found = find_doi(doi)
        if not found:
            record.remarks.append(f"“{doi[:80]}” is not a DOI. It is kept in the note.")
            notes.append(f"DOI in the file: {doi}")
        doi = found
    doi = doi or find_doi(raw.url) or find_doi(raw.elsewhere)
    doi = _fitted("doi", doi.lower(), record, notes)
    return doi if DOI.match(doi) else ""


def _pmid(raw: Raw) -> str:
    number = raw.pmid.strip()
    if number.isascii() and number.isdigit() and len(number) <= 9:
        return number.lstrip("0")
    return find_pmid(raw.pmid) or find_pmid(raw.url) or find_pmid(raw.elsewhere)


def _url(raw: Raw, record: Record, notes: list[str]) -> str:
    url = plain(raw.url).split(" ")[0].strip("<>")
    if not url or find_pmid(url) or re.match(r"(https?://)?(dx\.|www\.)?doi\.org/", url, re.I):
        return ""
    if url.startswith("www."):
        url = f"https://{url}"
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        record.remarks.append(f"“{url[:80]}” is not a web address. It is kept in the note.")
        notes.append(f"Address in the file: {url}")
        return ""
    return _fitted("url", url, record, notes)


def _fitted(name: str, value: str, record: Record, notes: list[str]) -> str:
    """Return ``value`` if it fits its field; else keep it in the note and say so."""
    limit = most_letters(name)
    if len(value) <= limit:
        return value
    label = label_of(name)
    record.remarks.append(f"“{label}” is longer than {limit} characters. It is kept in the note.")
    notes.append(f"{label}: {value}")
    return ""
