from core.blocks.advice import DoDontBlock, FaqBlock, NoteBlock, SeekHelpBlock, StepsBlock
from core.blocks.body import BodyBlock
from core.blocks.links import LinkBlock, NavigationColumnBlock
from core.blocks.media import FigureBlock
from core.blocks.table import TableBlock
from core.blocks.text import INLINE_FEATURES, TEXT_FEATURES, HeadingBlock, PullQuoteBlock, SubheadingBlock, TextBlock

__all__ = [
    "INLINE_FEATURES",
    "TEXT_FEATURES",
    "BodyBlock",
    "DoDontBlock",
    "FaqBlock",
    "FigureBlock",
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
]
