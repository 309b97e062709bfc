"""How often something happened to an offer. A row is a page, a kind, a day or a month, and a number: nobody."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F
from django.utils import timezone


class Count(models.Model):
    """A number that only grows, one row for each thing counted and each period."""

    count = models.PositiveIntegerField(default=0)

    # It is no use of a page: neither would “Usage” show it nor a deletion warn of it.
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True

    @classmethod
    def _add_one(cls, **what: Any) -> None:
        # One write, save for the first of its period. Others may begin the same row at this moment: whoever is second
        # leaves it as it is, and both count. Written so rather than saved, because rows are many writers' at once.
        row = cls._default_manager.filter(**what)
        if row.update(count=F("count") + 1):
            return
        new: Any = cls(**what)
        cls._default_manager.bulk_create([new], ignore_conflicts=True)
        row.update(count=F("count") + 1)


class OfferCount(Count):
    """How often one thing happened to an offer on one day."""

    class Kind(models.TextChoices):
        VIEW = "view", "Page views"
        STARTED = "started", "Forms started"
        REQUESTED = "requested", "Requests"
        CONFIRMED = "confirmed", "Confirmed"
        DOWNLOADED = "downloaded", "Downloaded"
        DISPATCHED = "dispatched", "Dispatched"

    offer = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    day = models.DateField()

    class Meta:
        default_permissions = ()
        permissions = [("view_performance", "Can see how offers perform")]
        constraints = [models.UniqueConstraint(fields=["offer", "kind", "day"], name="one_offer_count_a_day")]
        indexes = [models.Index(fields=["day"], name="offer_counts_by_day")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.day}: {self.count}"

    @classmethod
    def add_one(cls, offer_id: int, kind: Kind) -> None:
        """Count one of ``kind`` for the page ``offer_id`` today. Safe when several processes count at once."""
        cls._add_one(offer_id=offer_id, kind=kind, day=timezone.localdate())


class ArticleClicks(Count):
    """How often readers came from one article to one offer in one month.

    By the month, not the day: on a quiet day one click and one request would stand side by side, and a topic beside a
    name. ``month`` is its first day.
    """

    article = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    month = models.DateField()

    class Meta:
        default_permissions = ()
        verbose_name_plural = "article clicks"
        constraints = [
            models.UniqueConstraint(fields=["offer", "article", "month"], name="one_article_count_a_month"),
        ]
        indexes = [models.Index(fields=["month"], name="article_clicks_by_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.count}"

    @classmethod
    def add_one(cls, article_id: int, offer_id: int) -> None:
        """Count one click from an article to an offer this month. Safe when several processes count at once."""
        cls._add_one(article_id=article_id, offer_id=offer_id, month=first_of_month(timezone.localdate()))


def first_of_month(day: date) -> date:
    """Return the first day of the month of ``day``."""
    return day.replace(day=1)
