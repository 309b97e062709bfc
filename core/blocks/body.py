"""The blocks that every kind of page may use. Apps add their own by subclassing."""

from wagtail import blocks

from core.blocks.advice import DefinitionsBlock, DoDontBlock, FaqBlock, NoteBlock, SeekHelpBlock, StepsBlock
from core.blocks.download import DownloadBlock
from core.blocks.media import FigureBlock, GalleryBlock
from core.blocks.table import TableBlock
from core.blocks.text import HeadingBlock, PullQuoteBlock, SubheadingBlock, TextBlock
from core.blocks.video import VideoBlock


class BodyBlock(blocks.StreamBlock):
    """The body of a page: a stream of blocks in the order that readers see."""

    heading = HeadingBlock()
    subheading = SubheadingBlock()
    text = TextBlock()
    pull_quote = PullQuoteBlock()
    note = NoteBlock()
    steps = StepsBlock()
    do_dont = DoDontBlock()
    definitions = DefinitionsBlock()
    faq = FaqBlock()
    seek_help = SeekHelpBlock()
    table = TableBlock()
    figure = FigureBlock()
    gallery = GalleryBlock()
    video = VideoBlock()
    download = DownloadBlock()
