from core.blocks.advice import DefinitionsBlock, DoDontBlock, FaqBlock, NoteBlock, SeekHelpBlock, StepsBlock
from core.blocks.body import BodyBlock
from core.blocks.download import DownloadBlock
from core.blocks.links import LinkBlock, NavigationColumnBlock
from core.blocks.lists import CountedListBlock
from core.blocks.media import FigureBlock, GalleryBlock
from core.blocks.table import TableBlock
from core.blocks.text import (
    INLINE_FEATURES,
    PLAIN_FEATURES,
    TEXT_FEATURES,
    HeadingBlock,
    PullQuoteBlock,
    SubheadingBlock,
    TextBlock,
)
from core.blocks.video import VideoBlock

__all__ = [
    "INLINE_FEATURES",
    "PLAIN_FEATURES",
    "TEXT_FEATURES",
    "BodyBlock",
    "CountedListBlock",
    "DefinitionsBlock",
    "DoDontBlock",
    "DownloadBlock",
    "FaqBlock",
    "FigureBlock",
    "GalleryBlock",
    "HeadingBlock",
    "LinkBlock",
    "NavigationColumnBlock",
    "NoteBlock",
    "PullQuoteBlock",
    "SeekHelpBlock",
    "StepsBlock",
    "SubheadingBlock",
    "TableBlock",
    "TextBlock",
    "VideoBlock",
]
