"""Turns a page's body into HTML, with the contents list that its headings make."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from wagtail.blocks import StreamValue, StructValue
from wagtail.images.models import AbstractImage

from core.context_processors import site_frame
from core.richtext import linked_pages


@dataclass(frozen=True)
class Heading:
    """One line of a contents list."""

    text: str
    anchor: str


@dataclass
class RenderedBody:
    """A body as HTML, and its section headings in order."""

    html: SafeString = field(default_factory=SafeString)
    headings: list[Heading] = field(default_factory=list)


def render_body(body: StreamValue, context: Mapping[str, Any], taken: tuple[str, ...] = ()) -> RenderedBody:
    """Render each block of ``body`` once, in order.

    Each block's template gets ``anchor`` (an id of its own on the page; readable for headings) and ``level`` (the
    level of a heading inside the block: one below the section that it stands in). ``taken`` names ids that the
    page's template uses itself. The queries do not grow with the number of links and pictures.
    """
    if "request" in context:
        # A block's template is rendered by itself, so no context processor has run for it.
        context = {**site_frame(context["request"]), **context}
    used = set(taken)
    rendered = RenderedBody()
    parts = []
    level = 2
    prefetch_related_objects(list(_images(body)), "renditions")
    with linked_pages([json.dumps(body.get_prep_value())]):
        for number, child in enumerate(body, start=1):
            anchor = f"block-{number}"
            if child.block_type == "heading":
                anchor = _unused(slugify(child.value) or anchor, used)
                rendered.headings.append(Heading(text=child.value, anchor=anchor))
                level = 3
            elif child.block_type == "subheading":
                level = min(level, 3)
            parts.append(child.render({**context, "anchor": anchor, "level": level}))
            if child.block_type == "subheading":
                level += 1
    rendered.html = mark_safe("\n".join(parts))  # noqa: S308 - each part was escaped by its own template
    return rendered


def _images(body: StreamValue) -> Iterator[AbstractImage]:
    for child in body:
        if isinstance(child.value, StructValue):
            yield from (value for value in child.value.values() if isinstance(value, AbstractImage))


def _unused(anchor: str, used: set[str]) -> str:
    candidate, number = anchor, 2
    while candidate in used:
        candidate, number = f"{anchor}-{number}", number + 1
    used.add(candidate)
    return candidate
