"""Reads BibTeX and biblatex, as Zotero, Mendeley, EndNote and publishers write it, with TeX's accents.

bibtexparser splits the file, pylatexenc knows the accents. What bibtexparser does with values and names is done here:
it joins no strings with #, and loses accents that begin a name (“\\v{C}apek”).
"""

import logging
import re
from collections.abc import Iterator
from itertools import islice

from bibtexparser.model import Entry, Field, ParsingFailedBlock, String
from bibtexparser.splitter import Splitter
from pylatexenc.latex2text import LatexNodes2Text

from blog.references import kinds
from blog.references.fields import Raw, build
from blog.references.names import person
from blog.references.record import Record
from blog.references.text import RAISED, plain

TO_TEXT = LatexNodes2Text(math_mode="text", keep_comments=True, strict_latex_spaces=True)
TEX = re.compile(r"[\\{}$~^]|--|``|''")
BARE_PERCENT = re.compile(r"(?<!\\)%")
ESCAPED = re.compile(r"\\([_%&#$~{}])")
# “CO$_2$”, “m$^{2}$”: one short index, which the library would print with its sign.
INDEX = re.compile(r"\$\s*([_^])\{?([\w+-]{1,4})\}?\s*\$")
# Biblatex's long form of a name: “family=Heijde, given=Désirée, prefix=van der, useprefix=true”.
NAME_PART = re.compile(r"\s*(family|given|prefix|suffix|useprefix|\w+-i|id)\s*=\s*(.*)", re.S)
START = re.compile(r"@\w+\s*[{(]")
# More than anybody may import at once; the library would look at a million for half a minute.
MOST_BLOCKS = 10_000
# Strings may be made of strings; a few lines that each double the last would fill the memory.
MOST_LETTERS = 2_000
URL = re.compile(r"https?://[^\s{}]+")
# Of books and pages, what a source has no field for.
KEPT = (
    ("Publisher", ("publisher", "institution", "school", "organization")),
    ("Place", ("address", "location")),
    ("Edition", ("edition",)),
    ("Series", ("series",)),
    ("Number of pages", ("pagetotal", "numpages")),
    ("ISBN", ("isbn",)),
)
PARTS = {"inbook", "incollection", "suppbook", "inreference"}
TITLE = re.compile(r"\btitle\s*=\s*[{\"]+([^{}\"\n]{3,200})", re.I)

# Both also report through logging what they give back, or can live with.
for library in ("bibtexparser", "pylatexenc"):
    logging.getLogger(library).setLevel(logging.CRITICAL)


def read(text: str) -> Iterator[Record]:
    """Yield the records of a BibTeX file; an entry that cannot be read gives a record with a problem."""
    starts = [match.start() for match in islice(START.finditer(text), MOST_BLOCKS)]
    if len(starts) == MOST_BLOCKS:
        text = text[: starts[-1]]
    for row, block in enumerate(_blocks(text), 1):
        yield _record(row, block) if isinstance(block, Entry) else _failed(row, block)


def _blocks(text: str) -> Iterator[Entry | ParsingFailedBlock]:
    strings: dict[str, str] = {}
    for block in Splitter(text).split().blocks:
        if isinstance(block, String):
            strings[block.key.lower()] = _value(block.value, strings)[:MOST_LETTERS]
        elif isinstance(block, Entry | ParsingFailedBlock):
            block = _entry(block)
            if isinstance(block, Entry):
                block.fields = _first_of_each(block.fields)
                for field in block.fields:
                    field.value = _value(str(field.value), strings)
            yield block


def _value(value: str, strings: dict[str, str]) -> str:
    """Return the words of a value: texts in braces or quotation marks, and names of ``strings``, joined by #."""
    pieces, start, depth, quoted = [], 0, 0, False
    for place, letter in enumerate(value):
        if letter in "{}":
            depth += 1 if letter == "{" else -1
        elif letter == '"' and depth == 0:
            quoted = not quoted
        elif letter == "#" and depth == 0 and not quoted:
            pieces.append(value[start:place].strip())
            start = place + 1
    pieces.append(value[start:].strip())
    words = ""
    for piece in pieces:
        enclosed = len(piece) > 1 and piece[0] + piece[-1] in ("{}", '""')
        words += piece[1:-1] if enclosed else strings.get(piece.lower(), piece)
        if len(pieces) > 1 and len(words) > MOST_LETTERS:
            break
    return words


def _entry(block: Entry | ParsingFailedBlock) -> Entry | ParsingFailedBlock:
    """Return the entry inside a block that was set aside only because its key, or one of its fields, came twice."""
    inner = getattr(block, "ignore_error_block", None)
    return inner if isinstance(inner, Entry) else block


def _first_of_each(fields: list[Field]) -> list[Field]:
    first: dict[str, Field] = {}
    for field in fields:
        first.setdefault(field.key.lower(), field)
    return list(first.values())


def _failed(row: int, block: ParsingFailedBlock) -> Record:
    title = TITLE.search(block.raw or "")
    name = re.sub(r",\s*\w+\s*=.*", "", title[1]) if title else ""
    line = (block.start_line or 0) + 1
    message = f"The record that begins in line {line} cannot be read: a bracket, comma or quotation mark is missing."
    return Record(row, values={"title": plain(to_text(name))} if name else {}, problems=[message])


def _record(row: int, entry: Entry) -> Record:
    values = {field.key.lower(): field.value for field in entry.fields}

    def text(*names: str) -> str:
        return next((to_text(values[name]) for name in names if values.get(name, "").strip()), "")

    entry_type = entry.entry_type.lower()
    kind = kinds.from_type(entry_type, kinds.BIBTEX, text("title"))
    container = _container(kind, entry_type, text)
    howpublished, note = values.get("howpublished", ""), text("note", "annote", "annotation")
    url = URL.search(_verbatim(values.get("url", "") or howpublished or values.get("note", "")))
    return build(
        row,
        Raw(
            kind=kind,
            title=": ".join(part for part in (text("title", "booktitle"), text("subtitle")) if part),
            authors=_authors(values.get("author", "") or values.get("editor", "")),
            container=container or ("" if URL.search(howpublished) else text("howpublished")),
            date=text("year", "date"),
            volume=text("volume"),
            issue=text("number", "issue"),
            pages=text("pages", "eid", "article-number"),
            doi=_verbatim(values.get("doi", "")),
            pmid=_pmid(values),
            url=url[0] if url else _verbatim(values.get("url", "")),
            accessed=text("urldate", "accessed"),
            note="" if re.fullmatch(r"(PMID:?\s*\d+|https?://\S+)", note.strip(), re.I) else note,
            elsewhere=_verbatim(" ".join([note, howpublished])),
            whole=kind == kinds.Kind.BOOK and entry_type not in PARTS,
            kept=_kept(values, container, text) if kind in (kinds.Kind.BOOK, kinds.Kind.WEB_PAGE) else [],
        ),
    )


def _container(kind: str, entry_type: str, text) -> str:
    if kind == kinds.Kind.BOOK and entry_type not in PARTS:
        return text("publisher", "institution", "school", "organization")
    return text("journal", "journaltitle", "booktitle", "publisher", "institution", "organization", "shortjournal")


def _kept(values: dict[str, str], container: str, text) -> list[tuple[str, str]]:
    editors = _authors(values.get("editor", "")) if values.get("author", "").strip() else []
    kept = [("Editors", "; ".join(editor.rstrip(",") for editor in editors))]
    return kept + [(label, text(*names)) for label, names in KEPT if text(*names) != container]


def _pmid(values: dict[str, str]) -> str:
    number = values.get("pmid", "")
    if not number and values.get("eprinttype", "").lower() == "pubmed":
        number = values.get("eprint", "")
    return _verbatim(number)


def _authors(names: str) -> list[str]:
    """Return the names of an author field. One within its own braces is an organisation."""
    parts, depth = [""], 0
    for word in names.split():
        if word.lower() == "and" and depth == 0:
            parts.append("")
        else:
            parts[-1] = f"{parts[-1]} {word}".strip()
            depth += word.count("{") - word.count("}")
    if depth:
        # Unbalanced braces.
        parts = re.split(r"\s+and\s+", names)
    return [_author(part) for part in parts if part]


def _author(name: str) -> str:
    if name.startswith("{") and _is_one_group(name):
        return f"{to_text(name)},"
    parts = [NAME_PART.fullmatch(part) for part in name.split(",")]
    if not all(parts):
        return to_text(name)
    said = {part[1]: plain(to_text(part[2].strip(' "'))) for part in parts if part}
    family = f"{said.get('prefix', '')} {said.get('family', '')}".strip()
    return f"{person(family, said.get('given', ''), said.get('suffix', ''))},"


def _is_one_group(part: str) -> bool:
    depth = 0
    for place, letter in enumerate(part):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth == 0:
            return place == len(part) - 1 and not part.startswith("{\\")
    return False


def to_text(tex: str) -> str:
    r"""Return TeX as plain text: ``{\"o}`` is ö. What is not TeX stays as it is."""
    if not TEX.search(tex):
        return tex
    tex = INDEX.sub(lambda match: match[2].translate(RAISED) if match[1] == "^" else match[2], tex)
    try:
        # A bare % begins a comment in TeX, but is a percentage in what programs export.
        text = TO_TEXT.latex_to_text(BARE_PERCENT.sub(r"\\%", tex), tolerant_parsing=True)
    except Exception:
        # Any input is possible; what cannot be understood is kept.
        text = re.sub(r"[{}]", "", tex)
    return text.replace("\u00a0", " ")


def _verbatim(value: str) -> str:
    """Return a DOI or an address: only TeX's escapes and braces are taken off."""
    return re.sub(r"[{}]", "", ESCAPED.sub(r"\1", value)).strip()
