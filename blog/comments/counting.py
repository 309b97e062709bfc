"""How many comments readers see under each article, stored so that a page need not count."""

from typing import Any

from django.db import transaction

from blog.models.comment import Comment, CommentCount


@transaction.atomic
def recount(article_id: int) -> CommentCount:
    """Count what readers see under an article and store it; return the stored count.

    The row is held first: whoever changes a comment of the same article at the same moment counts after us.
    """
    CommentCount.objects.get_or_create(article_id=article_id)
    total = CommentCount.objects.select_for_update().get(article_id=article_id)
    comments = Comment.objects.filter(article_id=article_id)
    total.threads = comments.heads().count()
    total.comments = comments.approved().filter(parent=None).count() + comments.answers().count()
    total.save()
    return total


def count_again(sender: Any, comment: Comment, **kwargs: Any) -> None:
    """Count after a comment has appeared or gone. Receives signals of ``blog.comments.steps``."""
    recount(comment.article_id)
