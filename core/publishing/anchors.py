"""Where in the page editor a finding can be mended: the id of its block, field or panel."""

from collections.abc import Iterator
from functools import cache

from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList, PanelGroup
from wagtail.models import Page

from core.publishing.rules import Place


def anchor(model: type[Page], place: Place | None) -> str:
    """Return the id in the editor's page for pages of class ``model``; empty where there is nothing to jump to."""
    if place is None:
        return ""
    if place.block_id:
        return f"block-{place.block_id}-section"
    return _fields(model).get(place.field, "")  # type: ignore[arg-type]  # a class is hashable


@cache
def _fields(model: type[Page]) -> dict[str, str]:
    return dict(_walk(model.get_edit_handler(), "panel"))


def _walk(group: PanelGroup, prefix: str) -> Iterator[tuple[str, str]]:
    for panel, name in zip(group.children, group.child_identifiers, strict=True):
        if isinstance(panel, PanelGroup):
            yield from _walk(panel, f"{prefix}-child-{name}")
        elif isinstance(panel, FieldPanel | InlinePanel):
            field = panel.relation_name if isinstance(panel, InlinePanel) else panel.field_name
            # A panel of its own has a section; one field of several in a panel has a label.
            yield field, f"{prefix}-{name}-section" if isinstance(group, ObjectList) else f"id_{field}-label"
