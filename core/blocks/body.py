"""The blocks that every kind of page may use. Apps add their own by subclassing."""

from wagtail import blocks

from core.blocks.advice import DoDontBlock, FaqBlock, NoteBlock, SeekHelpBlock, StepsBlock
from core.blocks.media import FigureBlock
from core.blocks.table import TableBlock
from core.blocks.text import HeadingBlock, PullQuoteBlock, SubheadingBlock, TextBlock


class BodyBlock(blocks.StreamBlock):
    """The body of a page: a stream of blocks in the order that readers see."""

    heading = HeadingBlock()
    subheading = SubheadingBlock()
    text = TextBlock()
    pull_quote = PullQuoteBlock()
    note = NoteBlock()
    steps = StepsBlock()
    do_dont = DoDontBlock()
    faq = FaqBlock()
    figure = FigureBlock()
    table = TableBlock()
    seek_help = SeekHelpBlock()
