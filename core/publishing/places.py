"""Walks the StreamFields of a page and says of each block where it is, in an editor's words."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

from django.utils.html import strip_tags
from django.utils.text import Truncator, capfirst
from wagtail.blocks import Block, ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

from core.blocks import HeadingBlock, SubheadingBlock
from core.publishing.rules import Place, stream_fields

HEADING_SHOWN = 60


@dataclass(frozen=True)
class Part:
    """One block of a page, or one field of a block.

    Arguments:
        kind: its name in the block that it stands in; ``"item"`` in a list.
        outer: what it stands in, the outermost first.
    """

    block: Block
    value: Any
    kind: str
    place: Place
    outer: tuple["Part", ...] = ()

    @property
    def outermost(self) -> "Part":
        """The block of the stream that this part belongs to: itself, when it is one."""
        return self.outer[0] if self.outer else self

    @property
    def name(self) -> str:
        """What editors call this kind of block."""
        return str(self.block.label or capfirst(self.kind.replace("_", " ")))


def parts(page: Page) -> Iterator[Part]:
    """Yield every block of every StreamField of ``page`` and what is inside it, in reading order.

    A picture with its alt text (`ImageBlock`) is one part.
    """
    for field in stream_fields(page):
        for part in top_parts(page, field.name):
            yield from inside(part)


def top_parts(page: Page, field: str) -> Iterator[Part]:
    """Yield the blocks of one StreamField, without what is inside them."""
    stream = getattr(page, field)
    totals = Counter(child.block_type for child in stream)
    seen: Counter[str] = Counter()
    section = ""
    for index, child in enumerate(stream):
        seen[child.block_type] += 1
        label = str(child.block.label)
        if totals[child.block_type] > 1:
            label += f" {seen[child.block_type]}"
        if section:
            label += f", after “{Truncator(section).chars(HEADING_SHOWN)}”"
        place = Place(field=field, label=label, block_id=child.id or "", index=index)
        yield Part(block=child.block, value=child.value, kind=child.block_type, place=place)
        if isinstance(child.block, HeadingBlock | SubheadingBlock):
            section = str(child.value or "") or section


def inside(part: Part) -> Iterator[Part]:
    """Yield ``part``, then everything inside it."""
    yield part
    for child in children(part):
        yield from inside(child)


def children(part: Part) -> Iterator[Part]:
    """Yield what stands directly inside ``part``."""
    block, value = part.block, part.value
    if isinstance(block, ImageBlock):
        return
    if isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            yield _child(part, child, value.get(name), name)
    elif isinstance(block, ListBlock):
        for number, bound in enumerate(value.bound_blocks, start=1):
            yield _child(part, bound.block, bound.value, "item", number=number, block_id=bound.id)
    elif isinstance(block, StreamBlock):
        for bound in value:
            yield _child(part, bound.block, bound.value, bound.block_type, block_id=bound.id)
    elif isinstance(block, TypedTableBlock) and value is not None:
        for number, row in enumerate(value.rows, start=1):
            for cell in row:
                yield _child(part, cell.block, cell.value, f"row {number}", number=number)


def _child(part: Part, block: Block, value: Any, kind: str, number: int = 0, block_id: str = "") -> Part:
    name = str(block.label or "") or (part.name if kind == "item" else capfirst(kind.replace("_", " ")))
    label = (
        f"“{name}{f' {number}' if number else ''}” in {part.outer[0].place.label if part.outer else part.place.label}"
    )
    place = Place(field=part.place.field, label=label, block_id=block_id or part.place.block_id, index=part.place.index)
    return Part(block=block, value=value, kind=kind, place=place, outer=(*part.outer, part))


@dataclass(frozen=True)
class Link:
    """One link in rich text: its attributes as stored, and its words."""

    attributes: dict[str, str]
    text: str


@dataclass(frozen=True)
class RichTextContent:
    """What stands in one piece of rich text: its paragraphs and list items as plain text, and its links."""

    paragraphs: tuple[str, ...]
    links: tuple[Link, ...]


def rich_texts(pieces: Iterable[Part]) -> Iterator[tuple[Part, RichTextContent]]:
    """Yield each of ``pieces`` that is rich text, with what stands in it."""
    for part in pieces:
        if isinstance(part.block, RichTextBlock) and part.value:
            yield part, read_rich_text(part.value.source)


@lru_cache(maxsize=2048)
def read_rich_text(source: str) -> RichTextContent:
    """Return what stands in rich text as it is stored. The words of a citation are no words of the text."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    reader.end_paragraph()
    return RichTextContent(tuple(reader.paragraphs), tuple(reader.links))


def plain(value: Any) -> str:
    """Return the text of rich text or of a plain value."""
    return strip_tags(getattr(value, "source", value) or "").strip()


class _Reader(HTMLParser):
    PARAGRAPHS = {"p", "li", "ul", "ol", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "div", "br"}

    def __init__(self):
        super().__init__()
        self.paragraphs: list[str] = []
        self.links: list[Link] = []
        self._words: list[str] = []
        self._link: dict[str, str] | None = None
        self._link_words: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self._link, self._link_words = {name: value or "" for name, value in attrs}, []
        elif tag in self.PARAGRAPHS:
            self.end_paragraph()

    def handle_endtag(self, tag):
        if tag == "a" and self._link is not None:
            self.links.append(Link(self._link, "".join(self._link_words).strip()))
            self._link = None
        elif tag in self.PARAGRAPHS:
            self.end_paragraph()

    def handle_data(self, data):
        if self._link is not None:
            self._link_words.append(data)
            if self._link.get("linktype") == "citation":
                return
        self._words.append(data)

    def end_paragraph(self):
        if text := " ".join("".join(self._words).split()):
            self.paragraphs.append(text)
        self._words = []
