"""Tables that a screen reader can read: a caption and headers are not optional."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.contrib.typed_table_block.blocks import (
    TypedTableBlock,
    TypedTableBlockAdapter,
    TypedTableBlockValidationError,
)

from core.blocks.text import INLINE_FEATURES


class HeadedTableBlock(TypedTableBlock):
    """Rows and columns, each column with a heading. Its caption is the one of the block around it."""

    def clean(self, value):
        """Refuse on publishing a table without columns, headings or rows.

        Raises:
            TypedTableBlockValidationError: with a message for each cell, or what the table as a whole lacks.
        """
        problems = [] if self.is_deferred_validation else list(_lacks(value))
        cell_errors = None
        try:
            value = super().clean(value)
        except TypedTableBlockValidationError as error:
            cell_errors = error.cell_errors
        if problems or cell_errors:
            errors = [ValidationError(problem) for problem in problems]
            raise TypedTableBlockValidationError(cell_errors=cell_errors, non_block_errors=errors)
        return value


def _lacks(table):
    if not table.columns:
        yield "This table is empty. Add a column for each thing that you compare, or take the block out."
        return
    for number, column in enumerate(table.columns, start=1):
        if not (column["heading"] or "").strip():
            yield f"Column {number} has no heading. Say what stands in it: a screen reader reads it with each cell."
    if not table.row_data:
        yield "This table has no row. Add at least one."


class HeadedTableBlockAdapter(TypedTableBlockAdapter):
    """Shows the table in the editor without the caption field that Wagtail gives it."""

    js_constructor = "core.blocks.HeadedTableBlock"

    @cached_property
    def media(self):
        return super().media + forms.Media(js=[versioned_static("js/admin-table.js")])


register(HeadedTableBlockAdapter(), HeadedTableBlock)


class TableBlock(blocks.StructBlock):
    """A ruled table with a caption. The first column of each row is its header."""

    caption = blocks.CharBlock(max_length=160, help_text="What the table shows, in a few words.")
    note = blocks.CharBlock(
        required=False,
        max_length=240,
        help_text="Under the caption: where the figures come from, how they were rounded.",
    )
    table = HeadedTableBlock(
        [
            ("text", blocks.RichTextBlock(features=INLINE_FEATURES, label="Text")),
            ("number", blocks.CharBlock(max_length=40, label="Number", help_text="With its unit: +3 g")),
        ],
        help_text="Give every column a heading. The first column names its row.",
    )

    class Meta:
        icon = "table"
        label = "Table"
        group = "Evidence"
        description = "Things to compare. Caption and column headings are needed; three or four columns fit a phone."
        template = "blocks/table.html"

    def get_preview_value(self):
        """Return a small sample table."""
        return self.to_python(
            {
                "caption": "Swaps for an ordinary day",
                "note": "Sample rows.",
                "table": {
                    "columns": [
                        {"type": "text", "heading": "Instead of"},
                        {"type": "text", "heading": "Try"},
                    ],
                    "rows": [
                        {"values": ["<p>White toast</p>", "<p>Seeded bread</p>"]},
                        {"values": ["<p>Crisps</p>", "<p>Unsalted nuts and a pear</p>"]},
                    ],
                },
            }
        )
