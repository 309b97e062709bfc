"""What is deleted about people who comment, as time passes."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from post_office.models import Email

from blog.models.comment import Comment, CommentDecision, Commenter
from blog.models.comment_mail import CommentLink, CommentSubscription
from core.mail import delete_mails

UNCONFIRMED_FOR = timedelta(days=7)
LINKS_FOR = timedelta(days=7)
HIDDEN_NAMES_FOR = timedelta(days=30)

UNCONFIRMED = "Unconfirmed comments deleted"
HIDDEN_NAMES = "Names hidden by moderators deleted after 30 days"
SUBSCRIPTIONS = "Addresses for news of answers deleted"


def delete_unconfirmed() -> int:
    """Delete comments whose address nobody confirmed for a week, and what is known of it; return how many."""
    before = timezone.now() - UNCONFIRMED_FOR
    comments = Comment.objects.filter(state=Comment.State.UNCONFIRMED, created_at__lt=before)
    deleted = comments.delete()[1].get(Comment._meta.label, 0)
    CommentLink.objects.filter(created_at__lt=timezone.now() - LINKS_FOR).delete()
    Commenter.objects.filter(confirmed_at=None, approved=0, last_at__lt=before).delete()
    return deleted


def forget_mails(comment: Comment) -> None:
    """Delete the stored mails with the links of ``comment``: next to their addresses they would tell who wrote it."""
    delete_mails(Email.objects.filter(pk__in=comment.links.values("mail")))


def delete_hidden_names() -> int:
    """Delete the names that moderators hid a month ago; return how many. Until then the decision can be taken back."""
    since = timezone.now() - HIDDEN_NAMES_FOR
    lately = CommentDecision.objects.filter(comment=OuterRef("pk"), kind=CommentDecision.Kind.UNNAMED, at__gte=since)
    return Comment.objects.filter(~Exists(lately), name_before__gt="").update(name_before="")


def delete_subscriptions() -> int:
    """Delete addresses kept for news of answers that ran out, or that nobody confirmed for a week; return how many."""
    now = timezone.now()
    over = CommentSubscription.objects.filter(expires_at__lt=now)
    never = CommentSubscription.objects.filter(confirmed_at=None, asked_at__lt=now - UNCONFIRMED_FOR)
    return (over | never).delete()[1].get(CommentSubscription._meta.label, 0)
