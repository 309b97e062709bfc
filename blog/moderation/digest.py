"""A mail each day for colleagues who asked for it: how many comments wait, and what is new under their articles."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from blog.models import ArticlePage, Comment
from blog.models.moderation import ModeratorChoice
from blog.moderation import queue
from blog.moderation.pages import MODERATE, choice_of
from core.mail import queue_mail

STEP = "Digests of comments"
# A little less than a day, so that a run that comes early does not push the next mail to the day after.
EVERY = timedelta(hours=23)
# So many articles are named.
NAMED = 20


@dataclass(frozen=True)
class NewUnder:
    """How many new comments one article has."""

    title: str
    path: str
    count: int


def articles_of(user: Any) -> Q:
    """Return the condition for the articles of ``user``: begun by the account, or written by its person."""
    return Q(owner=user) | Q(article_authors__person__reviewer_account__account=user)


def new_under_articles_of(user: Any, since: datetime) -> list[NewUnder]:
    """Return the public articles of ``user`` with comments of readers that appeared after ``since``."""
    mine = ArticlePage.objects.live().public().filter(articles_of(user)).values("pk")
    rows = (
        Comment.objects.approved()
        .filter(article__in=mine, decided_at__gt=since, staff=None)
        .order_by()
        .values_list("article")
        .annotate(Count("pk"))
    )
    found = dict(rows)
    articles = ArticlePage.objects.filter(pk__in=found).order_by("title")[:NAMED]
    return [NewUnder(article.title, article.url or "/", found[article.pk]) for article in articles]


def context_for(choice: ModeratorChoice, since: datetime) -> dict[str, Any] | None:
    """Return what the mail of this colleague shows; None when there is nothing to say, or nothing they may see."""
    user = choice.user
    waiting: dict[str, int] = {}
    if choice.queue_digest and user.has_perm(MODERATE):
        found = queue.counts()
        waiting = {"waiting": found["waiting"], "urgent": queue.urgent().count(), "reported": found["reported"]}
    articles = new_under_articles_of(user, since) if choice.article_digest else []
    if not any(waiting.values()) and not articles:
        return None
    return waiting | {
        "for_moderator": any(waiting.values()),
        "articles": articles,
        "path": reverse("comments:index"),
        "account_path": reverse("wagtailadmin_account"),
    }


def send_digests() -> int:
    """Write the mails that are due; return how many. A day on which there is nothing to say has none."""
    now = timezone.now()
    asked = Q(queue_digest=True) | Q(article_digest=True)
    due = ModeratorChoice.objects.filter(asked, Q(digest_at=None) | Q(digest_at__lt=now - EVERY))
    due = due.filter(user__is_active=True).exclude(user__email="")
    return sum(_send(pk, now) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _send(pk: int, now: datetime) -> bool:
    choice = ModeratorChoice.objects.select_for_update(of=("self",)).select_related("user").get(pk=pk)
    if choice.digest_at and choice.digest_at > now - EVERY:
        return False
    context = context_for(choice, choice.digest_at or now - timedelta(days=1))
    choice.digest_at = now
    choice.save(update_fields=["digest_at"])
    if context is None:
        return False
    queue_mail("comments_digest", choice.user.email, context)
    return True


class ChoiceForm(forms.ModelForm):
    """The mails that a colleague wants, and the single keys; for moderators and for those who write."""

    class Meta:
        model = ModeratorChoice
        fields = ["queue_digest", "article_digest", "single_keys"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not user.has_perm(MODERATE):
            del self.fields["queue_digest"], self.fields["single_keys"]


class DigestPanel(BaseSettingsPanel):
    """What a colleague chooses about comments, in the account's settings."""

    name = "comments"
    title = "Comments of readers"
    tab = notifications_tab
    order = 300

    def get_form(self):
        data = self.request.POST if self.request.method == "POST" else None
        return ChoiceForm(data, instance=choice_of(self.user), user=self.user, prefix=self.name)
