"""Reads what is typed or exported: bytes of any encoding, markup in titles, identifiers anywhere in a line."""

import codecs
import datetime
import html
import re
import unicodedata
from urllib.parse import unquote

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The same marks where a program has taken them for letters: no word has these two or three in a row.
MARKS = re.compile("\ufeff|\u00ff\u00fe|\u00fe\u00ff|\u00ef\u00bb\u00bf")
BYTE_MARKS = re.compile(rb"\xff\xfe|\xfe\xff|\xef\xbb\xbf")
# Where a file in UTF-16 was hung on one in another encoding: before its mark and a letter of two bytes.
APPENDED = re.compile(rb"(?=\xff\xfe[^\0]\0|\xfe\xff\0[^\0])")
# Fewer in the first 2,000 bytes are an accident, or a file that is no text.
FEWEST_NULS = 8
# What publishers and reference managers put into titles: HTML, JATS and MathML. Anything else in < > is text.
TAG = re.compile(
    r"</?(?:i|b|u|p|a|em|br|sc|scp|sub|sup|bold|div|font|span|small|strong|italic|title|"
    r"(?:jats|mml|xref):?[\w-]*)(?:\s[^<>]*)?/?>",
    re.I,
)
SUPERSCRIPT = re.compile(r"<sup>\s*([\d+−-]+)\s*</sup>", re.I)
RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
DOI_IN_TEXT = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+")
PMID_IN_TEXT = re.compile(
    r"(?:\bPMID\b:?\s*|pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/)(\d{1,9})\b", re.I
)
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: place for place, name in enumerate(MONTH_NAMES, 1)}
KEPT_FORMAT_CHARACTERS = "\u200c\u200d"


def decode(data: str | bytes) -> str:
    """Return ``data`` as text with plain line ends and without byte order marks. Never fails.

    A file without a mark of its encoding is read as UTF-8; lines that are not UTF-8 as Windows-1252, which holds
    Latin-1's letters.
    """
    text = data if isinstance(data, str) else _decode_bytes(data)
    return re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", MARKS.sub("", text))


def _decode_bytes(data: bytes) -> str:
    for bom, encoding in BOMS:
        # Text of two bytes a letter has a NUL in each space and line end. Without any, the mark is wrong.
        if data.startswith(bom) and (encoding == "utf-8-sig" or 0 in data):
            return data.decode(encoding, errors="replace")
    first, *more = APPENDED.split(data)
    if more and 0 not in first:
        return "\n".join(_decode_bytes(part) for part in (first, *more))
    if encoding := _without_mark(data[:2000]):
        return data.decode(encoding, errors="replace")
    data = BYTE_MARKS.sub(b"", data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(_decode_line(line) for line in re.split(rb"\r\n?|\n", data))


def _without_mark(start: bytes) -> str:
    """Return the encoding of a file that begins with ``start`` if that is UTF-16 without a mark, or an empty text.

    In UTF-16 the tags of a record have NULs, nearly all at odd or nearly all at even places; few other files do.
    """
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) < max(FEWEST_NULS, len(start) // 20) or max(even, odd) < 4 * min(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _decode_line(line: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def is_binary(text: str) -> bool:
    """Return whether ``text`` is the inside of a picture, PDF or program rather than words."""
    start = text[:4000]
    odd = sum(1 for letter in start if (unicodedata.category(letter) == "Cc" and letter not in "\n\t") or letter == "�")
    return start.startswith(("%PDF", "PK\x03\x04")) or odd > max(3, len(start) // 20)


def plain(text: str) -> str:
    """Return ``text`` in one line, without markup, entities, and characters that cannot be seen."""
    text = html.unescape(text) if "&" in text else text
    if "<" in text:
        text = SUPERSCRIPT.sub(lambda match: match[1].translate(RAISED), text)
        text = TAG.sub("", text)
    text = "".join(
        " " if letter in "\n\t\r" else letter for letter in unicodedata.normalize("NFC", text) if _seen(letter)
    )
    return " ".join(text.split())


def storable(text: str) -> str:
    """Return ``text`` without NUL, other control characters and halves of characters: no database takes them all."""
    return UNSTORABLE.sub("", text)


def _seen(letter: str) -> bool:
    if letter.isascii():
        return letter.isprintable() or letter in "\n\t\r"
    # Cs: half a character, which no database stores.
    return letter in KEPT_FORMAT_CHARACTERS or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def find_doi(text: str) -> str:
    """Return the first DOI in ``text``, also in an address or within brackets, or an empty text."""
    text = html.unescape(text)
    if "%2f" in text.lower():
        text = unquote(text)
    match = DOI_IN_TEXT.search(storable(text))
    return _without_trailing_marks(match[0]) if match else ""


def _without_trailing_marks(doi: str) -> str:
    """Cut the sentence's own punctuation off: a closing bracket belongs to a DOI only if it was opened there."""
    while doi:
        last = doi[-1]
        opened = {")": "(", "]": "[", "}": "{"}.get(last)
        if last not in ".,;:'’”" and (opened is None or doi.count(opened) >= doi.count(last)):
            break
        doi = doi[:-1]
    return doi


def find_pmid(text: str) -> str:
    """Return the PubMed number that ``text`` names (“PMID: 27541692”, PubMed's address), or an empty text."""
    match = PMID_IN_TEXT.search(text)
    return match[1].lstrip("0") if match else ""


def find_year(text: str) -> int | None:
    """Return the year in a date of any shape (“2016/08/19/”, “c2016”, “2016 Aug”), or nothing."""
    match = YEAR.search(text)
    return int(match[1]) if match else None


def find_date(text: str) -> datetime.date | None:
    """Return a whole date (“2026/11/12/”, “2026-11-12”, “2026 Nov 12”), or nothing where a part is missing."""
    match = re.search(r"(?<!\d)(\d{4})[-/ ]+(\d{1,2}|[A-Za-z]{3})[a-z]*[-/ ]+(\d{1,2})(?!\d)", text)
    if not match:
        return None
    year, month, day = match.groups()
    try:
        return datetime.date(int(year), int(month) if month.isdigit() else MONTHS[month.lower()], int(day))
    except (ValueError, KeyError):
        return None
