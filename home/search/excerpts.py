"""What a result shows of a page: its title and the place in its text where the words stand, with the words marked."""

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page

from core.publishing.places import read_rich_text
from core.words import stem, words

LONGEST_EXCERPT = 240
# How much stands before the first word that was looked for.
LEAD = 60


def marked(text: str, looked_for: set[str]) -> SafeString:
    """Return ``text`` as HTML, with each form of the stems in ``looked_for`` in a ``<mark>``."""
    pieces: list[SafeString | str] = []
    end = 0
    for match in words(text):
        if stem(match[0]) in looked_for:
            pieces += [text[end : match.start()], format_html("<mark>{}</mark>", match[0])]
            end = match.end()
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, text[end:]]))


def excerpt(page: Page, looked_for: set[str]) -> SafeString:
    """Return the piece of ``page`` that holds most of ``looked_for``, words marked; its summary where none does."""
    summary = getattr(page, "summary", "")
    chosen, most = summary, _held(summary, looked_for)
    if most < len(looked_for):
        for passage in passages(page):
            if (held := _held(passage, looked_for)) > most:
                chosen, most = passage, held
                if most == len(looked_for):
                    break
    return marked(_around(chosen, looked_for), looked_for)


def passages(page: Page) -> Iterator[str]:
    """Yield the paragraphs of ``page`` in order, as plain text. Reads nothing but the page itself."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            stream = getattr(page, field.name)
            yield from _texts(stream.stream_block, list(stream.raw_data))


def _texts(block: blocks.Block, stored: Any) -> Iterator[str]:
    """Yield the paragraphs of a block as it is stored. What it chooses, such as pictures, is left alone."""
    if isinstance(block, blocks.StreamBlock):
        for child in stored or ():
            if child["type"] in block.child_blocks:
                yield from _texts(block.child_blocks[child["type"]], child["value"])
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _texts(child, (stored or {}).get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in stored or ():
            is_wrapped = isinstance(item, dict) and item.get("type") == "item"
            yield from _texts(block.child_block, item["value"] if is_wrapped else item)
    elif isinstance(block, blocks.RichTextBlock) and stored:
        yield from read_rich_text(stored).paragraphs
    elif isinstance(block, blocks.CharBlock | blocks.TextBlock) and stored:
        yield str(stored)


def _held(text: str, looked_for: set[str]) -> int:
    return len(looked_for & {stem(match[0]) for match in words(text)})


def _around(text: str, looked_for: set[str]) -> str:
    """Return ``text`` cut, between words, to what surrounds the first word of ``looked_for``."""
    if len(text) <= LONGEST_EXCERPT:
        return text
    first = next((match.start() for match in words(text) if stem(match[0]) in looked_for), 0)
    start = 0 if first <= LEAD else text.rfind(" ", 0, first - LEAD) + 1
    end = len(text) if len(text) - start <= LONGEST_EXCERPT else text.rfind(" ", start, start + LONGEST_EXCERPT)
    end = end if end > start else start + LONGEST_EXCERPT
    return f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text) else ''}"
