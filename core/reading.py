"""How long a page takes to read."""

from wagtail.blocks import StreamValue

# Adults read non-fiction at about 238 words a minute (Brysbaert M, J Mem Lang 2019;109:104047); slower for new terms.
WORDS_A_MINUTE = 200


def reading_minutes(*streams: StreamValue) -> int:
    """Return the minutes, at least one, that a reader needs for the text of ``streams``."""
    words = sum(len(text.split()) for stream in streams for text in stream.stream_block.get_searchable_content(stream))
    return max(1, round(words / WORDS_A_MINUTE))
