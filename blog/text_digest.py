"""Tells whether two versions of an article say the same, whatever else differs between them.

A medical review holds for the words in front of the reviewer and for the sources that they rest on. So the digest is
made of these alone: not of ids of blocks, formatting, tones, the address or the words for search engines.
"""

import hashlib
import html
import json
import re
from typing import Any

from wagtail.blocks import StreamValue

CITATION = re.compile(r"<a\b(?=[^>]*\blinktype=\"citation\")[^>]*\bid=\"(\d+)\"[^>]*>.*?</a>", re.DOTALL)
# Raised and lowered figures stay apart from plain ones: 10⁹ is not 109.
RAISED = re.compile(r"<(sup|sub)\b[^>]*>")
INLINE = re.compile(r"</?(?:a|b|strong|i|em|sup|sub|u|s|span|mark|code|small|abbr)\b[^>]*>")
TAG = re.compile(r"</?[a-zA-Z][^>]*>")
# How something looks, and what the editor's own machinery keeps.
NOT_TEXT = frozenset({"id", "tone", "settings"})


def text_digest(article) -> str:
    """Return the digest of the text and the citations of ``article``.

    It reads what the blocks choose, so it makes some queries: the result is stored with the article and its reviews.
    """
    said = [article.title, article.summary, _streamed(article.key_points), _streamed(article.body)]
    return hashlib.sha256(json.dumps(_said(said), ensure_ascii=False).encode()).hexdigest()


def _streamed(stream: StreamValue) -> list[Any]:
    # Each block is read first: only then does a value have the shape in which its editor would store it.
    return [[child.block_type, child.get_prep_value()["value"]] for child in stream]


def _said(value: Any) -> Any:
    """Return what ``value`` says, without what is empty, so that a field added to a block later changes nothing."""
    if isinstance(value, dict):
        if value.get("type") == "item":
            return _said(value.get("value"))
        # The order of a block's fields in its class is not the article's.
        parts = [[key, _said(value[key])] for key in sorted(value) if key not in NOT_TEXT]
        return [part for part in parts if part[1] not in ("", [])]
    if isinstance(value, list | tuple):
        return [said for part in value if (said := _said(part)) not in ("", [])]
    return "" if value in (None, False) else _words(str(value))


def _words(text: str) -> str:
    """Return the words of plain or rich text, with a mark for each citation."""
    if "<" in text:
        text = CITATION.sub(r" [\1] ", text)
        text = INLINE.sub("", RAISED.sub(r"\1:", text))
        text = TAG.sub(" ", text)
    # Rich text escapes what plain text does not, and editors' spaces come in several widths.
    return " ".join(html.unescape(text).split())
