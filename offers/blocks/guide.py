"""What is inside a guide."""

from wagtail import blocks


class GuideEntryBlock(blocks.StructBlock):
    """One line of a guide's contents."""

    title = blocks.CharBlock(max_length=120)
    page = blocks.IntegerBlock(min_value=1, max_value=999, label="Page")

    class Meta:
        icon = "list-ul"
        label = "Line"
        group = "Offers"
        description = "One part of the guide, with the page on which it starts."
        preview_value = {"title": "A week of plants", "page": 6}
        template = "blocks/guide_entry.html"


class GuideContentsBlock(blocks.StreamBlock):
    """What is inside a guide, in order."""

    entry = GuideEntryBlock()

    class Meta:
        max_num = 30
