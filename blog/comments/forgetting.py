"""What is deleted about people who comment, as time passes."""

from datetime import timedelta

from django.utils import timezone

from blog.models.comment import Comment, Commenter
from blog.models.comment_mail import CommentLink, CommentSubscription

UNCONFIRMED_FOR = timedelta(days=7)
LINKS_FOR = timedelta(days=7)

UNCONFIRMED = "Unconfirmed comments deleted"
SUBSCRIPTIONS = "Addresses for news of answers deleted"


def delete_unconfirmed() -> int:
    """Delete comments whose address nobody confirmed for a week, and what is known of it; return how many."""
    before = timezone.now() - UNCONFIRMED_FOR
    comments = Comment.objects.filter(state=Comment.State.UNCONFIRMED, created_at__lt=before)
    deleted = comments.delete()[1].get(Comment._meta.label, 0)
    CommentLink.objects.filter(created_at__lt=timezone.now() - LINKS_FOR).delete()
    Commenter.objects.filter(confirmed_at=None, approved=0, last_at__lt=before).delete()
    return deleted


def delete_subscriptions() -> int:
    """Delete addresses kept for news of answers that ran out, or that nobody confirmed for a week; return how many."""
    now = timezone.now()
    over = CommentSubscription.objects.filter(expires_at__lt=now)
    never = CommentSubscription.objects.filter(confirmed_at=None, asked_at__lt=now - UNCONFIRMED_FOR)
    return (over | never).delete()[1].get(CommentSubscription._meta.label, 0)
