"""Recognises what a file or a pasted text holds, and reads it."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from blog.references import bibtex, csl, nbib, ris
from blog.references.fields import Raw, build
from blog.references.record import Record
from blog.references.text import DOI_IN_TEXT, PMID_IN_TEXT, decode, find_doi, find_pmid, is_binary, storable

logger = logging.getLogger(__name__)

MAX_BYTES = 10 * 1024 * 1024
MAX_RECORDS = 2000

HOW_TO_EXPORT = "Export the references from your program as RIS, BibTeX, CSL-JSON or, in PubMed, as “PubMed”."
EMPTY = "There is nothing in it. " + HOW_TO_EXPORT
NOT_TEXT = "This is not a file of references, but something like a PDF, a picture or a program. " + HOW_TO_EXPORT
NOTHING_FOUND = "No reference was found in it. " + HOW_TO_EXPORT
NO_DOI = "There is neither a DOI nor a PubMed number in this line. Add this source by form."
TOO_LARGE = "It is larger than {limit} MB. Export fewer references at a time."
TOO_MANY = "These are more than {limit} references. The rest was not read: import it as a file of its own."
UNREADABLE = "The file cannot be read. Export it again, or add the sources by form."


def parse(data: str | bytes, filename: str = "") -> list[Record]:
    """Return a record for each reference in ``data``: RIS, BibTeX, CSL-JSON, PubMed's format, or lines with a DOI.

    ``filename`` decides only where the content does not say what it is. Never fails: what cannot be read is a record
    with ``problems``, and there is always at least one record.
    """
    if len(data) > MAX_BYTES:
        return [Record(1, problems=[TOO_LARGE.format(limit=MAX_BYTES // 1024 // 1024)])]
    text = decode(data)
    if not text.strip():
        return [Record(1, problems=[EMPTY])]
    if is_binary(text):
        return [Record(1, problems=[NOT_TEXT])]
    try:
        records = list(islice(_reader(text, filename)(storable(text)), MAX_RECORDS + 1))
    except Exception:
        # The libraries behind this meet files that nobody foresaw; an editor gets a sentence, we the traceback.
        logger.exception("A file of references could not be read")
        return [Record(1, problems=[UNREADABLE])]
    if len(records) > MAX_RECORDS:
        records[-1] = Record(MAX_RECORDS + 1, problems=[TOO_MANY.format(limit=f"{MAX_RECORDS:,}")])
    return records or [Record(1, problems=[NOTHING_FOUND])]


def _reader(text: str, filename: str) -> Callable[[str], Iterable[Record]]:
    start = text.lstrip()
    if start.startswith(("{", "[")):
        return csl.read
    for pattern, reader in (
        (r"^\s{0,3}TY\s{0,3}- ?\w", ris.read),
        (r"^PMID ?- ?\d", nbib.read),
        (r"^[ \t]*@\s*[A-Za-z]+\s*[{(]", bibtex.read),
    ):
        if re.search(pattern, text, re.M):
            return reader
    endings: dict[str, Callable[[str], Iterable[Record]]] = {".ris": ris.read, ".nbib": nbib.read, ".bib": bibtex.read}
    ending = filename.lower()[filename.rfind(".") :] if "." in filename else ""
    return endings.get(ending, read_lines)


def read_lines(text: str) -> Iterator[Record]:
    """Yield a stub for each DOI or PubMed number in plain text; a paragraph with a single one is kept as note."""
    pieces: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text):
        lines = paragraph.strip().split("\n")
        # A reference that runs over several lines has its numbers at its end; else each line stands for itself.
        whole = len(DOI_IN_TEXT.findall(paragraph)) <= 1 and len(PMID_IN_TEXT.findall(paragraph)) <= 1
        wrapped = whole and not (find_doi(lines[0]) or find_pmid(lines[0]))
        pieces += [paragraph] if wrapped else lines
    pieces = [piece.strip() for piece in pieces if piece.strip()]
    if not any(find_doi(piece) or find_pmid(piece) for piece in pieces):
        return
    for row, piece in enumerate(pieces, 1):
        yield _stub(row, piece)


def _stub(row: int, piece: str) -> Record:
    doi, pmid = find_doi(piece), find_pmid(piece)
    if not (doi or pmid):
        return Record(row, values={"title": " ".join(piece.split())[:120]}, problems=[NO_DOI])
    rest = re.sub(
        r"https?://\S*/|doi|pmid|[\s:.]", "", piece.replace(doi, "") if doi else piece.replace(pmid, ""), flags=re.I
    )
    return build(row, Raw(doi=doi, pmid=pmid, note=f"Pasted: {piece}" if len(rest) > 5 else ""))
