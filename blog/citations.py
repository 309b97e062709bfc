"""Numbers citations in the order in which they appear, and lists what they point at.

In the database a citation is ``<a linktype="citation" id="7">Sender 2016</a>``. The rich text rewriter turns that into
a placeholder (`placeholder`), blocks may write one themselves, and `Citations.number` replaces all of them in one pass
over the finished HTML, so that numbers follow the page and not the block.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from django.template.loader import get_template, render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from blog.cited_sources import SOURCES
from blog.models.source import Source
from blog.references.vancouver import format_source
from core.lookahead import find

# An editor may have set the words of a citation in bold, so there may be tags in it.
PLACEHOLDER = re.compile(r'<a data-citation="(\d+)">.*?</a>', re.S)
# The word before a run of marks goes with them, so that a mark never starts a line. It is matched from its start
# only: else a word of a hundred thousand letters would be tried from each of them.
RUN = re.compile(r'(?<![^\s<>])([^\s<>]*)((?:\s*<a data-citation="\d+">.*?</a>)+)', re.S)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# So many numbers in a row become a range: “5, 6”, but “5–7”.
RANGE = 3


@dataclass
class CitedSource:
    """A source with its number on this page and the ids of the marks that cite it."""

    source: Source
    number: int
    marks: list[str] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """The id of its entry in the list of sources."""
        return f"source-{self.number}"

    @property
    def back_links(self) -> list[tuple[str, str]]:
        """Each mark's id with the letter that names it."""
        return [(mark, letter_for(index)) for index, mark in enumerate(self.marks)]

    @cached_property
    def reference(self) -> SafeString:
        """The source in one line, as the list and every card print it."""
        return format_source(self.source)


@dataclass
class Mark:
    """One button in the text: a source, or three and more whose numbers follow one another."""

    cited: list[CitedSource]
    anchor: str

    @property
    def text(self) -> str:
        """What stands in the text: “3” or “5–7”."""
        first, last = self.cited[0].number, self.cited[-1].number
        return str(first) if first == last else f"{first}–{last}"

    @property
    def label(self) -> str:
        """What a screen reader says: “Source 3” or “Sources 5 to 7”."""
        first, last = self.cited[0].number, self.cited[-1].number
        label = f"Source {first}" if first == last else f"Sources {first} to {last}"
        return f"{label}, retracted" if self.is_retracted else label

    @property
    def is_retracted(self) -> bool:
        """Whether it warns. A retracted source never hides in a range."""
        return any(cited.source.is_retracted for cited in self.cited)


def letter_for(index: int) -> str:
    """Return a, b … z, aa, ab … for 0, 1 … 25, 26, 27 …"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = LETTERS[rest] + letters
    return letters


def finish(pieces: list[SafeString]) -> tuple[list[SafeString], SafeString]:
    """Number the citations in the ``pieces`` of one page; return them with the list of sources as HTML.

    The page's first query for sources is its only one. A page without citations gets no list.
    """
    citations = Citations(pieces)
    numbered = [citations.number(piece) for piece in pieces]
    if not citations.sources:
        return numbered, SafeString()
    return numbered, render_to_string("components/sources.html", {"cited_sources": citations.sources})


def placeholder(source_id: int | str) -> SafeString:
    """Return the placeholder that stands for one citation until the page is numbered."""
    return format_html('<a data-citation="{}">…</a>', int(source_id))


class Citations:
    """The numbers of one page. Feed it each piece of HTML in reading order."""

    def __init__(self, pieces: Iterable[str] = ()):
        ids = {int(pk) for piece in pieces for pk in PLACEHOLDER.findall(piece)}
        self._sources = find(SOURCES, ids)
        self._cited: dict[int, CitedSource] = {}
        self._numbers = count(1)
        self._template = get_template("components/citation.html")

    @property
    def sources(self) -> list[CitedSource]:
        """What was cited so far, by number."""
        return list(self._cited.values())

    def number(self, html: str) -> SafeString:
        """Return ``html`` with each run of placeholders replaced by its marks: “2, 5–7”.

        A citation of a deleted source disappears; a source that is cited twice at one place counts once.
        """
        return mark_safe(RUN.sub(self._run, html))  # noqa: S308 - replaces our own placeholders in escaped HTML

    def _run(self, match: re.Match) -> str:
        word, run = match.groups()
        cited = {pk: found for pk in map(int, PLACEHOLDER.findall(run)) if (found := self._numbered(pk))}
        if not cited:
            return word
        marks = [self._mark(group) for group in _groups(sorted(cited.values(), key=lambda cited: cited.number))]
        return f'<span class="cite-ref">{word}{self._template.render({"marks": marks}).strip()}</span>'

    def _numbered(self, pk: int) -> CitedSource | None:
        if pk not in self._cited and pk in self._sources:
            self._cited[pk] = CitedSource(source=self._sources[pk], number=next(self._numbers))
        return self._cited.get(pk)

    @staticmethod
    def _mark(group: list[CitedSource]) -> Mark:
        # The id is that of its first source; the others of a range lead back to the same place.
        first = group[0]
        mark = Mark(cited=group, anchor=f"cite-{first.number}{letter_for(len(first.marks))}")
        for cited in group:
            cited.marks.append(mark.anchor)
        return mark


def _groups(cited: list[CitedSource]) -> list[list[CitedSource]]:
    """Split sources, sorted by number, into single ones and ranges of three and more."""
    streaks: list[list[CitedSource]] = []
    for source in cited:
        previous = streaks[-1][-1] if streaks else None
        goes_on = previous and previous.number + 1 == source.number
        if previous and goes_on and not (source.source.is_retracted or previous.source.is_retracted):
            streaks[-1].append(source)
        else:
            streaks.append([source])
    groups: list[list[CitedSource]] = []
    for streak in streaks:
        groups += [streak] if len(streak) >= RANGE else [[source] for source in streak]
    return groups
