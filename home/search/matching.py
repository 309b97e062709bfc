"""Which public pages hold the words of a search, and which of them hold them best: on SQLite and on PostgreSQL.

A word that most pages hold says little. So no more than `MOST` pages are weighed, and a search takes no longer with
more pages: on SQLite those that have the words in their titles, and the newest.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Count,
    F,
    FloatField,
    Func,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.query import PlainText
from wagtail.search.utils import get_descendants_content_types_pks

from blog.models import ArticleListPage, ArticlePage, PeoplePage
from core.models import is_restricted
from core.search_fields import indexed_form
from home.models import HomePage

# Of the columns of SQLite's index, in their order: what is suggested, the text with the summary, the title.
TEXT_WEIGHTS = "0.0, 1.0, 20.0"
TITLE_WEIGHTS = "1.0, 0.0, 0.0"
# So many pages are weighed. One more tells that there are more.
MOST = 1_000


@dataclass(frozen=True)
class Question:
    """Words to look for: all of them, or any."""

    words: tuple[str, ...]
    operator: str = "and"

    @property
    def forms(self) -> list[str]:
        """The words as the index of this database keeps them."""
        return [indexed_form(word) for word in self.words]


@dataclass(frozen=True)
class TopicCount:
    """How many of the pages found are about a topic."""

    slug: str
    name: str
    count: int


def findable() -> QuerySet[Page]:
    """Return the pages that anybody may read and that say something of their own: no lists, no front page."""
    readable = Page.objects.live().exclude(is_restricted()).order_by()
    return readable.not_exact_type(HomePage, ArticleListPage, PeoplePage)


def ranked(question: Question) -> list[int]:
    """Return the primary keys of the pages that hold the words and that readers find, the best first.

    Of equals the newest is first. Where there are more than `MOST`, not all of them are among these.
    """
    if connection.vendor != "sqlite":
        found = _searched(question).filter(pk__in=findable().values("pk"))
        return list(found.values_list("pk", flat=True)[: MOST + 1])
    scores = _newest(question, "title body")
    if len(scores) > MOST:
        scores = _newest(question, "title") | scores
    return sorted(scores, key=lambda page: (scores[page], -page))


def beginning_with(words: Sequence[str], pages: QuerySet[Page], limit: int) -> list[int]:
    """Return the primary keys of those of ``pages`` in whose titles are ``words``, the last of them perhaps begun."""
    if connection.vendor == "sqlite":
        asked = " AND ".join(f'"{word}"' for word in words)
        found = _entries(f"autocomplete : ({asked}*)").filter(page__in=pages.values("pk"))
        ranked = found.annotate(score=_bm25(TITLE_WEIGHTS)).order_by("score", "-page")
        return list(ranked.values_list("page", flat=True)[:limit])
    suggested = get_search_backend().autocomplete(" ".join(words), Page.objects.order_by()).get_queryset()
    return list(suggested.filter(pk__in=pages.values("pk")).values_list("pk", flat=True)[:limit])


def tally(pages: QuerySet[Page]) -> tuple[int, list[TopicCount]]:
    """Return how many ``pages`` there are, and how many of them are about each topic, in one query."""
    # Articles by their main topic; what has none, or is no article, has no slug.
    main = pages.values_list(*(f"articlepage__topic__{name}" for name in ("position", "name", "slug")))
    further = ArticlePage.more_topics.through.objects.filter(articlepage__in=pages.values("pk")).order_by()
    further = further.exclude(topic=F("articlepage__topic")).annotate(is_further=Value(1))
    rows = main.annotate(is_further=Value(0), number=Count("pk")).union(
        further.values_list("topic__position", "topic__name", "topic__slug", "is_further").annotate(number=Count("pk")),
        all=True,
    )
    total = 0
    counts: Counter[tuple[int, str, str]] = Counter()
    for position, name, slug, is_further, number in rows:
        total += 0 if is_further else number
        if slug:
            counts[position, name, slug] += number
    return total, [TopicCount(slug, name, counts[position, name, slug]) for position, name, slug in sorted(counts)]


def about(slug: str, pages: QuerySet[Page]) -> QuerySet[Page]:
    """Return those of ``pages`` that are articles about the topic with this slug."""
    main = ArticlePage.objects.filter(topic__slug=slug).order_by()
    further = ArticlePage.more_topics.through.objects.filter(topic__slug=slug)
    return pages.filter(pk__in=main.values("pk").union(further.values("articlepage")))


def _searched(question: Question) -> QuerySet[Page]:
    """Return the pages that PostgreSQL finds for the words, the best first.

    Wagtail's backend reads the conditions of what it is given and knows only plain ones, so ours come after it.
    """
    query = PlainText(" ".join(question.forms), operator=question.operator)
    return get_search_backend().search(query, Page.objects.order_by()).get_queryset()


def _newest(question: Question, columns: str) -> dict[int, float]:
    """Return the newest findable pages with the words in these columns of SQLite's index, each with its score.

    Wagtail's own way asks the index once for each page found, and gives titles no weight. Words are letters and
    figures, so quotes around them are safe.
    """
    asked = f" {question.operator.upper()} ".join(f'"{form}"' for form in question.forms)
    found = _entries(f"{{{columns}}} : ({asked})").annotate(score=_bm25(TEXT_WEIGHTS)).order_by("-pk")
    scores: dict[int, float] = {}
    start = 0
    # A thousand at once: page by page the database takes longer to tell which of them readers find.
    while True:
        batch = dict(found.values_list("page", "score")[start : start + MOST + 1])
        scores |= {page: batch[page] for page in findable().filter(pk__in=batch).values_list("pk", flat=True)}
        start += len(batch)
        if len(batch) <= MOST or len(scores) > MOST:
            return scores


def _entries(expression: str) -> QuerySet:
    """Return what SQLite's index has for an expression of its own, each with ``page``, the key of its page."""
    # The index has a model only where the database is SQLite.
    from wagtail.search.models import SQLiteFTSIndexEntry

    # The name of the table is the name of a hidden column, too: it stays when Django gives the table another one.
    is_match = Func(
        Value(expression),
        template="wagtailsearch_indexentry_fts MATCH %(expressions)s",
        output_field=BooleanField(),
    )
    kinds = get_descendants_content_types_pks(Page)
    entries = SQLiteFTSIndexEntry.objects.filter(is_match, index_entry__content_type__in=kinds)
    return entries.annotate(page=Cast("index_entry__object_id", BigIntegerField()))


def _bm25(weights: str) -> Func:
    return Func(template=f"bm25(wagtailsearch_indexentry_fts, {weights})", output_field=FloatField())
