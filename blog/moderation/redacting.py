"""Parts of a comment that are taken out: gone from the database, with a mark where they stood."""

import re
from typing import Any

from django.db import transaction

from blog.comments import steps
from blog.models.comment import REDACTED, Comment, CommentDecision
from blog.moderation.noticing import notice
from core.tokens import digest

# A sentence ends after its mark and what closes it, or with the line.
END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|\n+")
# Marks that have come to stand next to each other are one.
MARKS = re.compile(rf"{REDACTED}(?:[ \t]*{REDACTED})+")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where each sentence of ``text`` stands, from and to, without the space around it."""
    spans, start = [], 0
    for match in END.finditer(text):
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    trimmed = [_trimmed(text, *span) for span in spans]
    return [(start, end) for start, end in trimmed if text[start:end].replace(REDACTED, "").strip()]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def version(comment: Comment) -> str:
    """Return what tells this wording of ``comment`` from another: sentences have numbers in one wording only."""
    return digest(comment.text)[:16]


def without(text: str, spans: list[tuple[int, int]]) -> str:
    """Return ``text`` with the mark in place of each of ``spans``; those that overlap are one."""
    kept, end = "", 0
    for start, stop in sorted(spans):
        if start >= end:
            kept += text[end:start] + REDACTED
        end = max(end, stop)
    return MARKS.sub(REDACTED, kept + text[end:])


def spans_of(text: str, numbers: list[int], part: str) -> list[tuple[int, int]]:
    """Return where the sentences with these ``numbers`` stand, and each place where ``part`` does."""
    all_of_them = sentences(text)
    spans = [all_of_them[number] for number in numbers if 0 <= number < len(all_of_them)]
    if part.strip():
        # What was copied from the page has other line ends and spaces than what is stored.
        exact = r"\s+".join(re.escape(word) for word in part.split())
        spans += [match.span() for match in re.finditer(exact, text, re.IGNORECASE)]
    return spans


@transaction.atomic
def redact(comment: Comment, *, numbers: list[int], part: str, seen: str, by: Any) -> int:
    """Take sentences and every place of ``part`` out of ``comment``; return how many parts went.

    Arguments:
        numbers: of the sentences, as ``sentences`` lists them.
        part: words that go wherever they stand, in text and however they are spaced; may be empty.
        seen: the ``version`` that the moderator read. When the text is another by now, nothing is done.
        by: the moderator.
    """
    if not steps.lock(comment) or comment.state == Comment.State.REMOVED or version(comment) != seen:
        return 0
    spans = spans_of(comment.text, numbers, part)
    if not spans:
        return 0
    comment.text = without(comment.text, spans)
    comment.save(update_fields=["text"])
    # What was noticed about the part that went would still tell of it.
    notice(comment)
    comment.decisions.create(kind=CommentDecision.Kind.REDACTED, before=comment.state, by=by)
    if comment.state == Comment.State.APPROVED:
        steps.comment_changed.send(Comment, comment=comment)
    return len(spans)
