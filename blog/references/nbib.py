"""Reads PubMed's own format (.nbib, “PubMed” under Save).

Tags: https://pubmed.ncbi.nlm.nih.gov/help/#pubmed-format
"""

import datetime
import re
from collections.abc import Iterator

from blog.models.source import Source
from blog.references import kinds
from blog.references.fields import Raw, build
from blog.references.record import Record
from blog.references.tagged import Tags, split
from blog.references.text import find_date, find_doi, find_pmid

TAG = re.compile(r"^(?=.{4}-)([A-Z][A-Z0-9]{1,3}) *-(?: (.*))?$")
NOTICES = (
    ("RIN", Source.Status.RETRACTED),
    ("UIN", Source.Status.SUPERSEDED),
    ("EIN", Source.Status.CORRECTED),
    ("CRI", Source.Status.CORRECTED),
)
# Notices for which a source has no status; an editor has to read them.
DOUBTS = (("ECI", "Expression of concern in"), ("RPI", "Republished in"))
# Of books, what a source has no field for.
KEPT = (("Publisher", "PB"), ("Place", "PL"), ("Edition", "EN"), ("ISBN", "ISBN"))
MONTH = re.compile(r"\b(\d{4}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b")
NO_DATE = (
    "PubMed says that this was retracted, but the file does not say when. Add it by form, with the date and the notice."
)


def read(text: str) -> Iterator[Record]:
    """Yield the records of a file in PubMed's format."""
    return (_record(row, tags) for row, tags in enumerate(split(text, TAG, start="PMID", blank_ends=True), 1))


def _record(row: int, tags: Tags) -> Record:
    title = tags.first("TI", "BTI", "TT")
    ids = tags.all("AID", "LID")
    book = tags.first("BTI")
    raw = Raw(
        kind=_kind(tags, title),
        title=title,
        authors=_authors(tags),
        container=tags.first("TA", "JT") or (book if book != title else "") or tags.first("PB"),
        date=tags.first("DP", "DEP"),
        volume=tags.first("VI"),
        issue=tags.first("IP"),
        pages=tags.first("PG") or next((value[:-6] for value in tags.all("LID") if value.endswith(" [pii]")), ""),
        doi=next((value.removesuffix("[doi]").strip() for value in ids if value.endswith("[doi]")), ""),
        pmid=tags.first("PMID"),
    )
    raw.kept = [("Original title", tags.first("TT"))] if tags.first("TT") != title else []
    if book:
        raw.kept += [
            ("Editors", "; ".join(tags.all("ED"))),
            *((label, tags.first(tag)) for label, tag in KEPT if tags.first(tag) != raw.container),
        ]
    _add_notice(tags, raw)
    for tag, words in DOUBTS:
        for notice in tags.all(tag):
            raw.kept.append((words, notice))
            raw.remarks.append(f"PubMed names a notice. {words}: {notice} It is kept in the note.")
    return build(row, raw)


def _kind(tags: Tags, title: str) -> str:
    if tags.first("BTI"):
        return kinds.Kind.BOOK
    headings = [heading.split("/")[0] for heading in tags.all("MH")]
    return kinds.from_pubmed(tags.all("PT"), headings, title)


def _authors(tags: Tags) -> list[str]:
    """Return authors and organisations in order; AU is Vancouver form already, FAU stands in where it is missing."""
    names: list[str] = []
    waiting = ""
    for tag, value in tags.lines:
        if tag in {"FAU", "AU", "CN"} and waiting and tag != "AU":
            names.append(waiting)
        if tag in {"FAU", "AU", "CN"}:
            waiting = ""
        if tag == "FAU":
            waiting = value
        elif tag == "AU":
            names.append(value)
        elif tag == "CN":
            # Marked as an organisation, so that it is not taken for a person.
            names.append(f"{value.rstrip(', ')},")
    return [*names, waiting] if waiting else names


def _add_notice(tags: Tags, raw: Raw) -> None:
    """Take over that a paper was retracted, replaced or corrected, with the day and the link of the notice."""
    retracted = any(kind.lower() == "retracted publication" for kind in tags.all("PT"))
    for tag, status in NOTICES:
        notice = tags.first(tag)
        if not notice and not (status == Source.Status.RETRACTED and retracted):
            continue
        day = find_date(notice)
        month = MONTH.search(notice)
        if not day and month:
            day = find_date(f"{month[0]} 1")
            raw.remarks.append("The notice names only the month, so its date is the first of it.")
        raw.extra = {"status": status, "status_on": day or _year_start(notice), "status_url": _link(notice, tags)}
        if status == Source.Status.RETRACTED:
            if not raw.extra["status_on"]:
                raw.problems.append(NO_DATE)
            raw.remarks.insert(0, "PubMed says that this was retracted.")
        return


def _year_start(notice: str) -> datetime.date | None:
    match = re.search(r"\. (\d{4})(?:[; -]|$)", notice)
    return find_date(f"{match[1]}-1-1") if match else None


def _link(notice: str, tags: Tags) -> str:
    """The address of the notice: its DOI, its page in PubMed, or the paper's page, which shows the notice."""
    if doi := find_doi(notice):
        return f"https://doi.org/{doi}"
    number = find_pmid(notice) or tags.first("PMID")
    return f"https://pubmed.ncbi.nlm.nih.gov/{number}/" if number.isdigit() else ""
