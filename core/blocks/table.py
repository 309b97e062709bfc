"""Tables that a screen reader can read: a caption and headers are not optional."""

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from core.blocks.text import INLINE_FEATURES


class TableBlock(blocks.StructBlock):
    """A ruled table with a caption. The first column of each row is its header."""

    caption = blocks.CharBlock(max_length=160, help_text="What the table shows, in a few words.")
    note = blocks.CharBlock(
        required=False,
        max_length=240,
        help_text="Under the caption: where the figures come from, how they were rounded.",
    )
    table = TypedTableBlock(
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
