"""The lists of words that moderators keep, and where a comment has one of them."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from blog.models.moderation import CommentWords

# What is typed for an apostrophe, and what is put between letters so that a word is not found.
APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))
HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
MOST = 500


def plain(text: str) -> str:
    """Return ``text`` as words are looked for in it: one kind of letters and of apostrophes, nothing hidden."""
    return HIDDEN.sub("", unicodedata.normalize("NFKC", text)).translate(APOSTROPHES)


def risk_words(text: str) -> list[str]:
    """Return the lines of the list of risk that are found in ``text``, as they stand in the list."""
    return found(text, CommentWords.load().risk_words)


def spam_words(text: str) -> list[str]:
    """Return the lines of the list of spam that are found in ``text``, as they stand in the list."""
    return found(text, CommentWords.load().spam_words)


def in_words(line: str) -> str:
    """Return a line of a list as it is shown to moderators: words beginning with “overdos” for ``overdos*``."""
    return " together with ".join(_part_in_words(part) for part in _parts(line) if part)


def _part_in_words(part: str) -> str:
    stem = part.rstrip("*")
    if not stem or stem == part or " " in part or "*" in stem:
        return f"“{part.replace('*', '…')}”"
    return f"words beginning with “{stem}”"


def found(text: str, lines: str) -> list[str]:
    """Return which of ``lines`` are found in ``text``. A line is a word or phrase, or several with “+” between.

    A star at the end of a word stands for any ending. Of a list that is too long to be of use only the start counts.
    """
    looked_in = plain(text)
    each = [" ".join(line.split()) for line in lines.splitlines()[:MOST]]
    return [line for line in each if _matches(line, looked_in)]


def _matches(line: str, text: str) -> bool:
    parts = [part for part in _parts(line) if part]
    return bool(parts) and all(_pattern(part).search(text) for part in parts)


def _parts(line: str) -> list[str]:
    return [part.strip() for part in line.split("+")]


@lru_cache(maxsize=2000)
def _pattern(phrase: str) -> re.Pattern[str]:
    words = []
    for word in plain(phrase).split():
        stem = word.rstrip("*")
        words.append(re.escape(stem) + (r"\w*" if stem != word else ""))
    inside = r"\s+".join(words)
    return re.compile(rf"(?<!\w){inside}(?!\w)", re.IGNORECASE)


def places(text: str, lines: list[str]) -> list[tuple[int, int]]:
    """Return where ``lines`` stand in ``text``, from and to, in order and without overlaps, to mark them there.

    What is only found with the hidden letters left out is not marked.
    """
    looked_in = text.translate(APOSTROPHES)
    spans = sorted(
        match.span() for line in lines for part in _parts(line) if part for match in _pattern(part).finditer(looked_in)
    )
    return list(_apart(spans))


def _apart(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    end = 0
    for start, stop in spans:
        if start >= end and stop > start:
            yield start, stop
            end = stop
