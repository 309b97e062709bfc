"""Turns a page's body into HTML, with the contents list that its headings make."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from wagtail.blocks import StreamValue

from core.context_processors import site_frame


@dataclass(frozen=True)
class Heading:
    """One line of a contents list."""

    text: str
    anchor: str


@dataclass
class RenderedBody:
    """A body as HTML, and its section headings in order."""

    html: SafeString = SafeString("")
    headings: list[Heading] = field(default_factory=list)


def render_body(body: StreamValue, context: Mapping[str, Any], taken: tuple[str, ...] = ()) -> RenderedBody:
    """Render each block of ``body`` once, in order.

    Each block's template gets ``anchor`` (an id of its own on the page; readable for headings) and ``level`` (the
    level of a heading inside the block: one below the section that it stands in). ``taken`` names ids that the
    page's template uses itself.
    """
    if "request" in context:
        # A block's template is rendered by itself, so no context processor has run for it.
        context = {**site_frame(context["request"]), **context}
    used = set(taken)
    rendered = RenderedBody()
    parts = []
    level = 2
    for number, child in enumerate(body, start=1):
        anchor = f"block-{number}"
        if child.block_type == "heading":
            anchor = _unused(slugify(child.value) or anchor, used)
            rendered.headings.append(Heading(text=child.value, anchor=anchor))
            level = 3
        parts.append(child.render({**context, "anchor": anchor, "level": level}))
    rendered.html = mark_safe("\n".join(parts))  # noqa: S308 - each part was escaped by its own template
    return rendered


def _unused(anchor: str, used: set[str]) -> str:
    candidate, number = anchor, 2
    while candidate in used:
        candidate, number = f"{anchor}-{number}", number + 1
    used.add(candidate)
    return candidate
