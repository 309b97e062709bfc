"""Where each article stands with its medical review, and what publishing a version settles."""

import datetime

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, TextChoices, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format

from blog.models.article import ArticlePage
from blog.models.review import MedicalReview
from core import page_cache

DUE_SOON = datetime.timedelta(days=60)


class ReviewState(TextChoices):
    """What an article's reviews amount to today. The most urgent stands first."""

    NEVER = "1-never", "Never reviewed"
    OVERDUE = "2-overdue", "Overdue"
    CHANGED = "3-changed", "Changed since review"
    SOON = "4-soon", "Due within 60 days"
    CURRENT = "5-current", "Reviewed and current"


def with_review_state(articles: QuerySet, today: datetime.date | None = None) -> QuerySet:
    """Add to each article what readers are told of its review, in the database.

    The annotations are ``review_id``, ``reviewed_by``, ``reviewed_on``, ``review_due`` and ``review_state``.
    ``today`` is the day to judge by, by default today where the site is.
    """
    today = today or timezone.localdate()
    last = MedicalReview.objects.signed().filter(article=OuterRef("pk"))
    return articles.annotate(
        review_id=Subquery(last.values("pk")[:1]),
        reviewed_by=Subquery(last.values("reviewer__title")[:1]),
        reviewed_on=Subquery(last.values("reviewed_on")[:1]),
        review_due=Subquery(last.values("next_due")[:1]),
        review_digest=Coalesce(Subquery(last.values("text_digest")[:1]), F("text_digest")),
    ).annotate(
        review_state=Case(
            When(review_id=None, then=Value(ReviewState.NEVER)),
            When(review_due__lt=today, then=Value(ReviewState.OVERDUE)),
            When(~Q(review_digest=F("text_digest")), then=Value(ReviewState.CHANGED)),
            When(review_due__lte=today + DUE_SOON, then=Value(ReviewState.SOON)),
            default=Value(ReviewState.CURRENT),
        ),
    )


def due_count(articles: QuerySet[ArticlePage]) -> int:
    """Return how many of the live ``articles`` somebody has to look at: all that are not current."""
    waiting = with_review_state(articles.filter(live=True)).exclude(review_state=ReviewState.CURRENT)
    return waiting.order_by().aggregate(count=Count("pk"))["count"]


def state_line(article: ArticlePage, digest: str) -> str:
    """Return in one sentence where the text with this ``digest`` stands, for the editors of ``article``."""
    approved = article.reviews.filter(outcome=MedicalReview.Outcome.APPROVED)
    # The version on screen may be signed and not yet published.
    review = approved.filter(text_digest=digest).first() or approved.first()
    if review is None:
        return "Never reviewed."
    day = date_format(review.reviewed_on, "j F Y")
    due = date_format(review.next_due, "j F Y") if review.next_due else "no set day"
    if review.text_digest != digest:
        return f"Changed since review: the text or its sources differ from what was approved on {day}."
    if review.is_overdue:
        return f"Review overdue since {due}: last approved on {day}."
    return f"Reviewed and current: approved on {day}, to be checked again by {due}."


def settle_publication(sender, instance, revision, **kwargs) -> None:
    """Make known what a version that has just gone live changes. Receives Wagtail's ``page_published``.

    Reviews of it and of versions before it may now be told to readers. The published revision learns what publishing
    settled, so that whoever edits on from it finds the box for a substantial change unticked, the date that readers
    see, and the corrections under the keys that they have in the database.
    """
    if not instance.live:
        return
    instance.reviews.filter(published=False, revision__lte=revision.pk).update(published=True)
    page_cache.clear()
    stored = instance.serializable_data()
    settled = ("substantial_change", "updated_on", "updated_on_before", "corrections")
    revision.content = {**revision.content, **{name: stored[name] for name in settled}}
    revision.save(update_fields=["content"])
