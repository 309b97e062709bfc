"""What the page editor's form sends for a page, so that tests can press its buttons without a browser."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import models
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.blocks import Block, ChooserBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page


def editor_form(page: Page, **fields: Any) -> dict[str, Any]:
    """Return the form's data for ``page`` as it is in memory; ``fields`` stand in for some of it."""
    form_class = page.get_edit_handler().get_form_class()
    data: dict[str, Any] = {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    for name in form_class.base_fields:
        if name == "comment_notifications":
            continue
        field = page._meta.get_field(name)
        if isinstance(field, StreamField):
            data |= dict(_stream(field.stream_block, getattr(page, name), name))
        elif field.many_to_many:
            data[name] = [each.pk for each in getattr(page, name).all()]
        else:
            data[name] = _plain(field.value_from_object(page))
    for name, formset in form_class.formsets.items():
        if name != "comments":
            data |= _formset(page, name, formset)
    return {name: value for name, value in (data | fields).items() if value is not None and value is not False}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else value


def _formset(page: Page, name: str, formset: Any) -> dict[str, Any]:
    children = list(getattr(page, name).all())
    stored = [child for child in children if child.pk]
    data = {f"{name}-TOTAL_FORMS": len(children), f"{name}-INITIAL_FORMS": len(stored)}
    for number, child in enumerate(children):
        values = {field: _plain(child.serializable_value(field)) for field in formset.form.base_fields}
        values |= {"id": child.pk or "", "ORDER": number + 1}
        data |= {f"{name}-{number}-{field}": value for field, value in values.items() if value is not None}
    return data


def _stream(block: StreamBlock, value: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    yield f"{prefix}-count", len(value)
    for number, child in enumerate(value):
        place = f"{prefix}-{number}"
        yield from ((f"{place}-type", child.block_type), (f"{place}-id", child.id or ""))
        yield from ((f"{place}-order", number), (f"{place}-deleted", ""))
        yield from _block(child.block, child.value, f"{place}-value")


def _block(block: Block, value: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    if isinstance(block, StreamBlock):
        yield from _stream(block, value, prefix)
    elif isinstance(block, ImageBlock):
        yield f"{prefix}-image", value and value.pk
        yield f"{prefix}-alt_text", (value and value.contextual_alt_text) or ""
        yield f"{prefix}-decorative", value and value.decorative
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            yield from _block(child, value.get(name), f"{prefix}-{name}")
    elif isinstance(block, ListBlock):
        yield f"{prefix}-count", len(value)
        for number, bound in enumerate(value.bound_blocks):
            place = f"{prefix}-{number}"
            yield from ((f"{place}-id", bound.id), (f"{place}-order", number), (f"{place}-deleted", ""))
            yield from _block(bound.block, bound.value, f"{place}-value")
    elif isinstance(block, RichTextBlock):
        source = value.source if value else ""
        yield prefix, ContentstateConverter(features=block.features).from_database_format(source)
    elif isinstance(block, ChooserBlock):
        yield prefix, value.pk if isinstance(value, models.Model) else value
    else:
        yield prefix, json.dumps(value) if isinstance(value, dict) else value
