"""Answers of colleagues in public, and those that are ready to be used."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.utils import get_user_display_name

from blog.comments import steps
from blog.models import CannedReply, Comment, CommentDecision
from blog.models.review import signatory
from blog.moderation.deciding import APPROVE, take
from core.tokens import digest

State = Comment.State


class AlreadyAnswered(Exception):
    """The same colleague has sent the same answer: a double click, or going back."""


class TooLate(Exception):
    """The comment is no longer where the moderator saw it."""


def canned_replies(*, for_risk: bool) -> QuerySet[CannedReply]:
    """Return the ready-made answers, first those that suit a comment with or without words of risk."""
    return CannedReply.objects.order_by("-for_risk" if for_risk else "for_risk", "position", "title")


def name_of(user: Any) -> str:
    """Return the name under which ``user`` answers: of the reviewer whom they sign as, or of the account."""
    person = signatory(user)
    return str(person.title if person else get_user_display_name(user))[:80]


@transaction.atomic
def answer(comment: Comment, text: str, *, by: Any, seen: str) -> Comment:
    """Answer ``comment`` in public; one that waits is approved with it, for readers see no answer to nothing.

    Raises ``TooLate`` and ``AlreadyAnswered``; then nothing was done.
    """
    same = digest(f"answer {comment.pk} {by.pk} {text}")
    # Held first: of two presses at the same moment the second finds what the first has written.
    there = steps.lock(comment)
    if Comment.objects.filter(digest=same).exists():
        raise AlreadyAnswered
    if not there or comment.state != seen:
        raise TooLate
    if comment.state != State.APPROVED and not take(comment, APPROVE, by=by, seen=seen).done:
        raise TooLate
    # Threads are two deep: an answer to an answer stands next to it.
    top = comment.parent_id or comment.pk
    written = Comment.objects.create(
        article_id=comment.article_id,
        parent_id=top,
        name=name_of(by),
        text=text,
        digest=same,
        staff=by,
        state=State.APPROVED,
        decided_at=timezone.now(),
    )
    written.decisions.create(kind=CommentDecision.Kind.APPROVED, by=by)
    steps.comment_appeared.send(Comment, comment=written)
    return written
