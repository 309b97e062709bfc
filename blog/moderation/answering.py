"""Answers of colleagues in public, and those that are ready to be used."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.utils import get_user_display_name

from blog.comments import steps
from blog.comments.badges import badge
from blog.comments.posting import SAME
from blog.models import CannedReply, Comment, CommentDecision
from blog.models.review import signatory
from blog.moderation.deciding import APPROVE, take
from core.tokens import digest, fingerprint, new_token

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


def shown_as(comment: Comment, user: Any) -> str:
    """Return what readers see above an answer of ``user`` to ``comment``: the name, and who that is."""
    article, name = comment.article, name_of(user)
    review = article.last_review
    word = badge(Comment(staff=user, name=name), authors=article.authors, reviewer=review and review.reviewer)
    return f"{name}, {word}"


@transaction.atomic
def answer(comment: Comment, text: str, *, by: Any, seen: str) -> Comment:
    """Answer ``comment`` in public; one that waits is approved with it, for readers see no answer to nothing.

    The same answer that was taken down meanwhile appears again, if no part was taken out of it. Raises ``TooLate`` and
    ``AlreadyAnswered``; then nothing was done.
    """
    # The digest of the text tells capitals apart, which a fingerprint does not.
    same = fingerprint(f"answer {comment.pk} {by.pk} {digest(text)}", purpose=SAME)
    # Held first: of two presses at the same moment the second finds what the first has written.
    there = steps.lock(comment)
    before = Comment.objects.filter(digest=same).first()
    if before and before.state == State.APPROVED:
        raise AlreadyAnswered
    if not there or comment.state != seen:
        raise TooLate
    if comment.state != State.APPROVED and not take(comment, APPROVE, by=by, seen=seen).done:
        raise TooLate
    if before and steps.lock(before) and before.text != text:
        # A part was taken out of it since. It stays as it is, and what was typed is published.
        before.digest = digest(new_token())
        before.save(update_fields=["digest"])
    elif before and steps.decide(before, CommentDecision.Kind.APPROVED, by=by):
        return before
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
