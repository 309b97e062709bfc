"""What is known about a product, and the mark where the partner still owes an answer."""

from wagtail import blocks


class FactValue(blocks.StructValue):
    """Knows whether the partner has supplied the fact."""

    @property
    def pending(self) -> bool:
        """Whether the answer is still missing."""
        return not (self.get("value") or "").strip()


class FactBlock(blocks.StructBlock):
    """One row of a facts table."""

    label = blocks.CharBlock(max_length=80, help_text="What the fact is called: “Live count at end of shelf life”.")
    value = blocks.TextBlock(
        required=False,
        max_length=600,
        rows=2,
        label="Answer",
        help_text="As the partner supplied it. Left empty, the row reads “To be supplied by the partner”.",
    )

    class Meta:
        icon = "list-ul"
        label = "Fact"
        group = "Offers"
        description = "One fact about the product. A gap stays visible until the partner fills it."
        value_class = FactValue
        label_format = "{label}: {value}"
        preview_value = {"label": "Serving", "value": ""}
        template = "blocks/fact.html"


class FactsBlock(blocks.StreamBlock):
    """The rows of a facts table, in order."""

    fact = FactBlock()

    class Meta:
        max_num = 40


class PendingBlock(blocks.StaticBlock):
    """Says that the partner still owes an answer."""

    class Meta:
        icon = "help"
        label = "To be supplied by the partner"
        group = "Offers"
        admin_text = "Reads “To be supplied by the partner”. Put it where an answer is missing, never a guess."
        description = "Stands where the partner still owes an answer. A gap is better than a guess."
        preview_value = None
        template = "blocks/pending.html"
