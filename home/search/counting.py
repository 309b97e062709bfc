"""Counts what is looked for, and never who looks: a row is a day, the words and a number."""

import logging
import re

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits
from wagtail.search.utils import normalise_query_string

LONGEST_COUNTED = 60
# An address of mail or of the web, or the digits of a telephone, a date of birth or a record.
PERSONAL = re.compile(r"@|://|www\.|(?:\d[\s./()+-]*){5}")

logger = logging.getLogger(__name__)


def may_be_counted(query: str) -> bool:
    """Tell whether ``query`` looks like a question to the site, and not like something about somebody."""
    return len(query) <= LONGEST_COUNTED and not PERSONAL.search(query) and any(map(str.isalpha, query))


def count_search(query: str) -> None:
    """Count one search for ``query`` today. A search is answered even when it cannot be counted."""
    words = normalise_query_string(query)
    if not may_be_counted(words):
        return
    today = timezone.localdate()
    hits = QueryDailyHits.objects.filter(query__query_string=words, date=today)
    try:
        with transaction.atomic():
            if hits.update(hits=F("hits") + 1):
                return
            # Others may ask the same at the same moment: what is there already is left as it is.
            Query.objects.bulk_create([Query(query_string=words)], ignore_conflicts=True)
            query = Query.objects.get(query_string=words)
            QueryDailyHits.objects.bulk_create([QueryDailyHits(query=query, date=today)], ignore_conflicts=True)
            hits.update(hits=F("hits") + 1)
    except DatabaseError:
        # Without the words: a log is read by others than the report.
        logger.warning("A search could not be counted.")


def delete_old_counts() -> None:
    """Delete the counts of days that are over for longer than the settings say, and words that nobody looks for."""
    QueryDailyHits.garbage_collect()
    Query.garbage_collect()
