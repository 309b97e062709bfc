"""Numbers citations in the order in which they appear, and lists what they point at.

In the database a citation is ``<a linktype="citation" id="7">Sender 2016</a>``. The rich text rewriter turns that into
a placeholder (`placeholder`), blocks may write one themselves, and `number_citations` replaces all of them in one pass
over the finished HTML, so that numbers follow the page and not the block.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

from django.template.loader import get_template, render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from blog.models.source import Source

PLACEHOLDER = re.compile(r'<a data-citation="(\d+)">[^<]*</a>')
# The word before a run of marks goes with them, so that a mark never starts a line.
RUN = re.compile(r'([^\s<>]*)((?:\s*<a data-citation="\d+">[^<]*</a>)+)')
LETTERS = "abcdefghijklmnopqrstuvwxyz"


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
        self._sources = Source.objects.in_bulk(ids) if ids else {}
        self._cited: dict[int, CitedSource] = {}
        self._numbers = count(1)
        self._template = get_template("components/citation.html")

    @property
    def sources(self) -> list[CitedSource]:
        """What was cited so far, by number."""
        return list(self._cited.values())

    def number(self, html: str) -> SafeString:
        """Return ``html`` with each placeholder replaced by its mark. A citation of a deleted source disappears."""
        return mark_safe(RUN.sub(self._run, html))  # noqa: S308 - replaces our own placeholders in escaped HTML

    def _run(self, match: re.Match) -> str:
        word, run = match.groups()
        marks = [mark for pk in PLACEHOLDER.findall(run) if (mark := self._mark(int(pk)))]
        if not marks:
            return word
        return f'<span class="cite-ref">{word}{"".join(marks)}</span>'

    def _mark(self, pk: int) -> str:
        source = self._sources.get(pk)
        if source is None:
            return ""
        if pk not in self._cited:
            self._cited[pk] = CitedSource(source=source, number=next(self._numbers))
        cited = self._cited[pk]
        mark = f"cite-{cited.number}{letter_for(len(cited.marks))}"
        cited.marks.append(mark)
        return self._template.render({"cited": cited, "mark": mark}).strip()
