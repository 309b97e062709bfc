"""How long the words of comments stay that readers never see."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from blog.comments import steps
from blog.models.comment import Comment, CommentDecision

STEP = "Spam and rejected comments deleted after 30 days"
KEPT_FOR = timedelta(days=30)
State = Comment.State


def delete_refused() -> int:
    """Delete spam and what was rejected, 30 days after the decision; return how many.

    What others have answered keeps its place, without name and text.
    """
    late = Comment.objects.filter(state__in=(State.SPAM, State.REJECTED), decided_at__lt=timezone.now() - KEPT_FOR)
    return sum(_delete(comment) for comment in late.order_by("pk").iterator())


@transaction.atomic
def _delete(comment: Comment) -> bool:
    seen = comment.state
    # A moderator may have approved it after all.
    if not steps.lock(comment) or comment.state != seen:
        return False
    if comment.replies.exists():
        return steps.decide(comment, CommentDecision.Kind.REMOVED)
    comment.delete()
    return True
