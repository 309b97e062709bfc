"""Turns a page's body into HTML, with the contents list that its headings make."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from wagtail.blocks import StreamValue

from core.context_processors import site_frame
from core.lookahead import announce, looking_ahead

# Ids that blocks, citations, sources and comments make for themselves.
MADE_ID = re.compile(r"^((block|cite|comment|correction|id|source)-|sources$)")


@dataclass(frozen=True)
class Heading:
    """One line of a contents list."""

    text: str
    anchor: str


@dataclass
class RenderedBody:
    """A body as HTML, its section headings in order, what stands around it, and what it makes stand after it."""

    html: SafeString = field(default_factory=SafeString)
    headings: list[Heading] = field(default_factory=list)
    opening: list[SafeString] = field(default_factory=list)
    closing: list[SafeString] = field(default_factory=list)
    appendix: SafeString = field(default_factory=SafeString)


Finisher = Callable[[list[SafeString]], tuple[list[SafeString], SafeString]]
"""Takes the pieces of a page in reading order; returns them finished, and what is to stand after the body."""

_finishers: list[Finisher] = []


def register_finisher(finish: Finisher) -> None:
    """Let ``finish`` work on every page's body, as an upper layer does for citations. For ``AppConfig.ready()``."""
    if finish not in _finishers:
        _finishers.append(finish)


def render_body(
    body: StreamValue,
    context: Mapping[str, Any],
    taken: Sequence[str] = (),
    opening: Sequence[SafeString] = (),
    closing: Sequence[SafeString] = (),
) -> RenderedBody:
    """Render each block of ``body`` once, in order.

    Each block's template gets ``anchor`` (an id of its own on the page; readable for headings) and ``level`` (the
    level of a heading inside the block: one below the section that it stands in). ``taken`` names ids that the
    page's template uses itself, ``opening`` and ``closing`` the pieces that stand before and after the body. The
    queries do not grow with the number of links and pictures.
    """
    context = _with_frame(context)
    used = set(taken)
    rendered = RenderedBody()
    parts = []
    level = 2
    with looking_ahead():
        announce(json.dumps(body.get_prep_value()))
        for number, child in enumerate(body, start=1):
            anchor = f"block-{number}"
            if child.block_type == "heading":
                anchor = _unused(slugify(child.value) or f"section-{number}", used)
                rendered.headings.append(Heading(text=child.value, anchor=anchor))
                level = 3
            elif child.block_type == "subheading":
                level = min(level, 3)
            parts.append(conditional_escape(child.render({**context, "anchor": anchor, "level": level})))
            if child.block_type == "subheading":
                level += 1
        html = mark_safe("\n".join(parts))  # noqa: S308 - each part is escaped
        pieces = [*opening, html, *closing]
        for finish in _finishers:
            pieces, appendix = finish(pieces)
            rendered.appendix += appendix
    place = len(opening)
    rendered.opening, rendered.html, rendered.closing = pieces[:place], pieces[place], pieces[place + 1 :]
    return rendered


def render_blocks(stream: StreamValue, context: Mapping[str, Any], name: str, level: int = 3) -> SafeString:
    """Render the blocks of a short stream that is no body: a piece for `render_body`, which finishes it.

    Their ids begin with ``name``; headings inside them have the ``level`` that is given.
    """
    context = {**_with_frame(context), "level": level}
    parts = [
        conditional_escape(child.render({**context, "anchor": f"block-{name}-{number}"}))
        for number, child in enumerate(stream, start=1)
    ]
    return mark_safe("\n".join(parts))  # noqa: S308 - each part is escaped


def _with_frame(context: Mapping[str, Any]) -> Mapping[str, Any]:
    # A block's template is rendered by itself, so no context processor has run for it.
    return {**site_frame(context["request"]), **context} if "request" in context else context


def _unused(anchor: str, used: set[str]) -> str:
    if MADE_ID.match(anchor):
        anchor = f"section-{anchor}"
    candidate, number = anchor, 2
    while candidate in used:
        candidate, number = f"{anchor}-{number}", number + 1
    used.add(candidate)
    return candidate
