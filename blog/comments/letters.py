"""What readers are written to about their comments. No mail names the article or its topic."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from blog.comments import steps
from blog.comments.forgetting import forget_mails
from blog.models.comment import Comment
from blog.models.comment_mail import CommentLink, CommentSubscription
from core.mail import queue_mail
from core.mail.marketing import headers
from core.sealed import seal, unseal
from core.tokens import digest, new_token

# What seals are for: an address, and the links that delete a comment and stop the news about answers.
ADDRESS, DELETE, STOP = "comment-address", "comment-delete", "comment-stop"
# Whoever sends the same once more within this time has the first mail still on its way.
AGAIN_AFTER = timedelta(minutes=5)
NEWS_A_DAY = 5


def write_about(comment: Comment, email: str) -> None:
    """Queue the mail about ``comment`` to its writer: to confirm it, or that it waits; with the way to delete it."""
    token = new_token()
    link = comment.links.create(digest=digest(token))
    waits = comment.state == Comment.State.WAITING
    context = {
        "path": reverse("confirm_comment", args=[token]),
        "expires_at": link.expires_at,
        "delete_path": delete_path(comment),
        "notify": pending(comment),
    }
    link.mail = queue_mail("comment_received" if waits else "comment_confirm", email, context)
    link.save(update_fields=["mail"])


def write_again(comment: Comment, email: str) -> None:
    """Queue that mail once more when the address is still not confirmed and the last mail is a while ago."""
    recent = comment.links.filter(created_at__gt=timezone.now() - AGAIN_AFTER).exists()
    if comment.state == Comment.State.UNCONFIRMED and not recent:
        write_about(comment, email)


def pending(comment: Comment) -> CommentSubscription | None:
    """Return what was ticked with ``comment`` and nobody has confirmed yet."""
    return CommentSubscription.objects.filter(comment=comment, confirmed_at=None).first()


def find_link(token: str) -> CommentLink | None:
    """Return the link with this secret; None for one that we did not send, or whose comment is gone."""
    return CommentLink.objects.select_related("comment").filter(digest=digest(token)).first()


@transaction.atomic
def press(link: CommentLink) -> bool:
    """Confirm the comment of ``link`` and what was ticked with it; return whether this call did it."""
    comment = link.comment
    if not steps.lock(comment):
        return False
    current = CommentLink.objects.filter(pk=link.pk).first()
    if current is None or not current.is_open:
        return False
    # It has arrived, and its owner has it. Before the link changes, as for whoever erases mails at this moment.
    forget_mails(comment)
    current.used_at = timezone.now()
    current.save(update_fields=["used_at"])
    # Before the comment may appear, so that nothing is missed.
    CommentSubscription.objects.filter(comment=comment, confirmed_at=None).update(confirmed_at=timezone.now())
    steps.confirm(comment)
    return True


def delete_path(comment: Comment) -> str:
    """Return the path of the link by which its writer deletes ``comment``. It says nothing about either."""
    return reverse("delete_comment", args=[seal(str(comment.pk), purpose=DELETE)])


def find_to_delete(token: str) -> Comment | None:
    """Return the comment that ``token`` deletes; None for one that we did not seal, or whose comment is gone."""
    number = unseal(token, purpose=DELETE)
    return Comment.objects.filter(pk=number).first() if number else None


def stop_path(subscription: CommentSubscription) -> str:
    """Return the path of the link that stops the news about answers."""
    return reverse("stop_comment_news", args=[seal(str(subscription.pk), purpose=STOP)])


def is_stop(token: str) -> bool:
    """Return whether we sealed ``token`` to stop news about answers, stopped already or not."""
    return unseal(token, purpose=STOP) is not None


def stop(token: str, *, act: bool) -> bool:
    """Stop the news that ``token`` names when ``act``; return whether they are stopped now, by this call or before."""
    wanted = CommentSubscription.objects.filter(pk=unseal(token, purpose=STOP) or 0)
    if act:
        wanted.delete()
    return not wanted.exists()


def live_news() -> QuerySet[CommentSubscription]:
    """Return who is written to when somebody answers: those who confirmed it, until it ends."""
    return CommentSubscription.objects.filter(expires_at__gt=timezone.now()).exclude(confirmed_at=None)


def stop_all(key: str) -> int:
    """Stop all news about answers to the address with the fingerprint ``key``; return how many were live.

    What was ticked and never confirmed goes with them. Safe to repeat.
    """
    count = live_news().filter(email_fingerprint=key).count()
    CommentSubscription.objects.filter(email_fingerprint=key).delete()
    return count


def tell_who_waits(sender: Any, comment: Comment, **kwargs: Any) -> None:
    """Write to those who wait for an answer, the first time ``comment`` appears. Receives ``comment_appeared``."""
    first = Comment.objects.filter(pk=comment.pk, appeared_at=None).update(appeared_at=timezone.now())
    if not first or not comment.parent_id or not _is_public(comment):
        return
    thread = Comment.objects.filter(pk=comment.parent_id) | Comment.objects.filter(parent=comment.parent_id)
    waiting = (
        live_news()
        .filter(comment__in=thread.approved())
        .exclude(comment=comment)
        .exclude(comment__created_at__gt=comment.created_at)
    )
    if comment.email_fingerprint:
        waiting = waiting.exclude(email_fingerprint=comment.email_fingerprint)
    # Somebody who wrote twice in a thread is told once.
    # Not the comments with them, or two who change comments of one thread could wait for each other.
    held = waiting.order_by("-pk").select_for_update(of=("self",))
    by_address = {each.email_fingerprint: each for each in held}
    for subscription in by_address.values():
        _tell(subscription, comment)


def _is_public(comment: Comment) -> bool:
    # Below something that a moderator took away nobody sees it.
    if not Comment.objects.answers().filter(pk=comment.pk).exists():
        return False
    return type(comment.article).objects.live().public().filter(pk=comment.article_id).exists()


def _tell(subscription: CommentSubscription, answer: Comment) -> None:
    email = unseal(subscription.email_sealed, purpose=ADDRESS)
    today = timezone.localdate()
    theirs = CommentSubscription.objects.filter(email_fingerprint=subscription.email_fingerprint, sent_on=today)
    if not email or sum(theirs.values_list("sent", flat=True)) >= NEWS_A_DAY:
        return
    path = stop_path(subscription)
    context = {
        "path": reverse("comment", args=[answer.pk]),
        "stop_path": path,
        "delete_path": delete_path(subscription.comment),
        "expires_at": subscription.expires_at,
    }
    mail = queue_mail("comment_answered", email, context)
    # One press in the mail program stops them, as for news (RFC 8058).
    mail.headers = headers(path)
    mail.save(update_fields=["headers"])
    subscription.sent = subscription.sent + 1 if subscription.sent_on == today else 1
    subscription.sent_on = today
    subscription.save(update_fields=["sent", "sent_on"])
