"""A comment's text as moderators see it: words of risk marked, and where a part was taken out."""

import re
from collections.abc import Iterator

from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe

from blog.models.comment import REDACTED, Comment
from blog.moderation.words import places

TAKEN_OUT = "[removed by a moderator]"


def shown(text: str) -> str:
    """Return ``text`` in words, with what readers see where a part was taken out."""
    return text.replace(REDACTED, TAKEN_OUT)


def marked(comment: Comment) -> SafeString:
    """Return the text of ``comment`` as HTML, with its words of risk marked. Nothing in it becomes HTML or a link."""
    text = shown(comment.text)
    html = format_html_join("", "{}", ((part,) for part in _parts(text, comment.risk_words)))
    return mark_safe(linebreaks(html))  # noqa: S308 - each part is escaped


def _mark(words: str) -> SafeString:
    return format_html('<mark class="risk">{}</mark>', words)


def _parts(text: str, words: list[str]) -> Iterator[str]:
    end = 0
    for start, stop in places(text, words):
        yield text[end:start]
        # A mark does not reach from one paragraph into the next.
        lines = re.split(r"(\s*\n\s*)", text[start:stop])
        yield format_html_join("", "{}", ((line if "\n" in line else _mark(line),) for line in lines))
        end = stop
    yield text[end:]
