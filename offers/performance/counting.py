"""Counts what happens to an offer. What cannot be counted is logged and stops nothing."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import DatabaseError, transaction
from django.utils import timezone
from wagtail.models import Page

from offers.models.counts import ArticleClicks, OfferCount

# Two years can be compared, and the month that runs.
KEPT_MONTHS = 25

logger = logging.getLogger(__name__)


def count(offer: Page | None, kind: OfferCount.Kind) -> None:
    """Count that a step of ``kind`` happened to ``offer``.

    Called when the step happens, because requests are deleted and what was counted stays. Inside a transaction it
    counts with it or not at all; then call it last, or once that is over: on PostgreSQL the row of the day, which is
    everybody's, is locked until the transaction ends.

    Arguments:
        offer: the page; with None, a page that is gone, nothing is counted.
    """
    if offer is not None:
        with kept_apart(f"{kind.label} of the page {offer.pk}"):
            OfferCount.add_one(offer.pk, kind)


@contextmanager
def kept_apart(counted: str) -> Iterator[None]:
    """Let what counts inside the block fail alone: the failure is logged, a transaction around it stays in order."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError:
        logger.exception("Not counted: %s", counted)


def delete_old_counts() -> int:
    """Delete what was counted before the last 25 months, this one among them; return how many rows that were."""
    first = months_ago(KEPT_MONTHS - 1)
    deleted, _ = OfferCount.objects.filter(day__lt=first).delete()
    clicks, _ = ArticleClicks.objects.filter(month__lt=first).delete()
    return deleted + clicks


def months_ago(number: int) -> date:
    """Return the first day of the month that was ``number`` months before this one."""
    today = timezone.localdate()
    years, month = divmod(today.year * 12 + today.month - 1 - number, 12)
    return date(years, month + 1, 1)
