"""What stands around the form of a guide or trial page."""

from wagtail import blocks

from core.blocks import FaqBlock, FigureBlock, NoteBlock, PullQuoteBlock, TextBlock, VideoBlock
from core.blocks.text import INLINE_FEATURES


class IntroductionBlock(blocks.StreamBlock):
    """What stands under the title, before the form."""

    text = TextBlock()
    note = NoteBlock()
    pull_quote = PullQuoteBlock()
    figure = FigureBlock()
    video = VideoBlock()

    class Meta:
        max_num = 6


class BenefitBlock(blocks.StructBlock):
    """One thing that a reader gets."""

    title = blocks.CharBlock(
        max_length=120, label="What it is", help_text="A thing, not a promise: “A week of plants to pin up”."
    )
    text = blocks.RichTextBlock(
        features=INLINE_FEATURES, required=False, label="More about it", help_text="One sentence, or nothing."
    )

    class Meta:
        icon = "check"
        label = "What readers get"
        group = "Offers"
        description = "One thing that readers get, with a tick before it. Three to five are enough."
        preview_value = {
            "title": "A week of plants",
            "text": "<p>Thirty that are easy to buy, with room to tick them off.</p>",
        }
        template = "blocks/benefit.html"


class BenefitsBlock(blocks.StreamBlock):
    """What readers get, a line each."""

    benefit = BenefitBlock()

    class Meta:
        max_num = 8


class OfferQuestionsBlock(blocks.StreamBlock):
    """The questions that readers ask before they fill in the form."""

    faq = FaqBlock()

    class Meta:
        max_num = 1
