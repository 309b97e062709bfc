"""Until when readers may comment on an article, and what they are told when they may not."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from blog.models.choices import Comments
from blog.models.comment import Comment
from core.models import SiteSettings

# So long after the comments of an article have closed, those who wait for an answer are written to.
NEWS_AFTER_CLOSING = timedelta(days=30)
# And so long where they never close.
NEWS_AT_MOST = timedelta(days=365)

OUT_OF_SIGHT = "The article is not on our site at present, so nobody can read comments on it."
ANSWERED_GONE = "The comment that it answers is no longer there."


def closes_at(article: Any, frame: SiteSettings) -> datetime | None:
    """Return the moment at which the comments under ``article`` close; None when no day is set for that."""
    days = frame.comments_close_after
    if article.comment_switch != Comments.DEFAULT or not days or not article.first_published_at:
        return None
    return article.first_published_at + timedelta(days=days)


def closed_reason(article: Any, frame: SiteSettings, review: Any) -> str:
    """Return why readers may not comment on ``article`` now, in a sentence; an empty text when they may.

    Arguments:
        article: an article. Other pages, such as those of offers, take no comments at all.
        frame: the settings of the site.
        review: the article's last review, or None.
    """
    if article.comment_switch == Comments.CLOSED:
        return "Comments on this article are closed."
    if review and review.is_overdue:
        return "Comments are closed until this article has been checked again: its medical review is overdue."
    if article.comment_switch == Comments.DEFAULT and not frame.comments_open:
        return "We take no comments at present."
    closing = closes_at(article, frame)
    if closing and closing <= timezone.now():
        day = date_format(timezone.localtime(closing), "j F Y")
        days = frame.comments_close_after
        return f"Comments closed on {day}, {days} day{'' if days == 1 else 's'} after the article was published."
    return ""


def closed_now(comment: Comment) -> str:
    """Return why ``comment`` may not appear by itself at this moment, in a sentence; an empty text when it may.

    It was sent while comments were open. Since then they may have closed, or the article may have gone from sight.
    """
    article = type(comment.article).objects.live().public().filter(pk=comment.article_id).first()
    if article is None:
        return OUT_OF_SIGHT
    if reason := closed_reason(article, SiteSettings.for_default_site(), article.last_review):
        return reason
    parent = comment.parent_id and Comment.objects.filter(pk=comment.parent_id).first()
    return ANSWERED_GONE if parent and parent.state != Comment.State.APPROVED else ""


def news_until(article: Any, frame: SiteSettings) -> datetime:
    """Return until when somebody who comments on ``article`` now is written to about answers."""
    closing = closes_at(article, frame)
    return closing + NEWS_AFTER_CLOSING if closing else timezone.now() + NEWS_AT_MOST
