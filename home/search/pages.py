"""The page of results, from what a reader typed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Page
from wagtail.search.utils import normalise_query_string

from core.words import stems
from home.search.excerpts import excerpt, marked
from home.search.kinds import KINDS, in_full
from home.search.matching import MOST, Question, TopicCount, about, findable, ranked, tally
from home.search.typed import clean_query, searched_words
from home.search.vocabulary import corrected

RESULTS_A_PAGE = 10
# With so few results, another word may be what was meant.
FEW = 3
# What a result shows of a page, fetched in one query.
JOINED = (*KINDS, "articlepage__topic", "productpage__partner", "productpage__outbound_link")


@dataclass(frozen=True)
class Hit:
    """One result as readers see it."""

    page: Page
    title: SafeString
    excerpt: SafeString

    @property
    def kind(self) -> str:
        """What a reader calls such a page."""
        return getattr(self.page, "reader_kind", "")

    @property
    def topic(self) -> str:
        """The name of the main topic; empty for what is no article."""
        topic = getattr(self.page, "topic", None)
        return topic.name if topic else ""

    @property
    def published(self) -> datetime | None:
        """When the article was first published; what is no article has no date that helps a reader."""
        return self.page.first_published_at if hasattr(self.page, "topic") else None


@dataclass
class SearchResults:
    """What a search found, as the page shows it."""

    query: str = ""
    cut: bool = False
    # What was searched for instead, because nothing has the words as typed; and what else may have been meant.
    instead: str = ""
    did_you_mean: str = ""
    as_typed: bool = False
    partial: bool = False
    total: int = 0
    # How many pages hold the words at least, where they are so many that not all of them were weighed.
    more_than: int = 0
    topics: list[TopicCount] = field(default_factory=list)
    topic: TopicCount | None = None
    topic_missing: bool = False
    page_obj: ResultPage | None = None
    picks: list[Hit] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many results there are, in the chosen topic if one is chosen."""
        if self.topic:
            return self.topic.count
        return self.total or len(self.picks)

    @property
    def parameters(self) -> str:
        """The search as part of an address, without the topic and the page."""
        return urlencode([("q", self.query)] + ([("exact", "1")] if self.as_typed else []))

    @property
    def parameters_with_topic(self) -> str:
        """The search as part of an address, without the page."""
        return f"{self.parameters}&{urlencode({'topic': self.topic.slug})}" if self.topic else self.parameters


@dataclass(frozen=True)
class _Found:
    """The pages that a question finds, the best first, for a paginator that must not count them again.

    ``only`` are those of them that are shown; None stands for all.
    """

    keys: list[int]
    only: QuerySet[Page] | None
    total: int

    def count(self) -> int:
        return self.total

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, part: slice) -> list[int]:
        if self.only is None:
            return self.keys[part]
        shown = set(self.only.values_list("pk", flat=True))
        return [key for key in self.keys if key in shown][part]


def search_pages(typed: str, page_number: str | None = None, topic: str = "", as_typed: bool = False) -> SearchResults:
    """Return the public pages that hold all words of ``typed``.

    When none does: those with the nearest words of the site, unless ``as_typed``; then those with any of the words.
    A ``topic`` is the slug of one; where nothing found is about it, all topics are shown.
    """
    query, cut = clean_query(typed)
    results = SearchResults(query=query, cut=cut, as_typed=as_typed)
    words = searched_words(query)
    if not words:
        return results
    question, keys = _ask(words, results)
    results.more_than = MOST if len(keys) > MOST else 0
    if results.total and topic:
        results.topic = next((entry for entry in results.topics if entry.slug == topic), None)
        results.topic_missing = results.topic is None
    only = about(results.topic.slug, _pages(keys)) if results.topic else None
    found = _Found(keys, only, results.count)
    paginator: Paginator = Paginator(cast(Any, found), RESULTS_A_PAGE)
    results.page_obj = paginator.get_page(page_number)
    picked = _picked(results, findable()) if results.page_obj.number == 1 and not results.topic else []
    ids = [pk for pk in results.page_obj.object_list if pk not in picked] if results.total else []
    looked_for = stems(" ".join(question.words))
    hits = _hits([*picked, *ids], looked_for)
    results.picks, results.hits = hits[: len(picked)], hits[len(picked) :]
    return results


def _ask(words: tuple[str, ...], results: SearchResults) -> tuple[Question, list[int]]:
    """Return the question that finds something, with what it finds; note in ``results`` why it was asked."""
    question = Question(words)
    keys = ranked(question)
    results.total, results.topics = tally(_pages(keys))
    if results.total >= FEW or results.as_typed:
        return question, keys
    meant = corrected(words)
    if meant:
        other = Question(meant)
        others = ranked(other)
        total, topics = tally(_pages(others))
        if total and not results.total:
            results.total, results.topics, results.instead = total, topics, " ".join(meant)
            return other, others
        if total > results.total:
            results.did_you_mean = " ".join(meant)
    if results.total or len(words) == 1:
        return question, keys
    question = Question(meant or words, "or")
    keys = ranked(question)
    results.total, results.topics = tally(_pages(keys))
    results.partial = bool(results.total)
    results.instead = " ".join(meant) if meant and results.total else ""
    return question, keys


def _pages(keys: list[int]) -> QuerySet[Page]:
    return Page.objects.filter(pk__in=keys).order_by()


def _picked(results: SearchResults, pages: QuerySet[Page]) -> list[int]:
    """Return the pages that editors picked for these words, in their order, as far as anybody may read them."""
    asked = {normalise_query_string(words) for words in (results.query, results.instead) if words}
    picks = SearchPromotion.objects.filter(query__query_string__in=asked, page__in=pages).order_by("sort_order", "pk")
    return list(dict.fromkeys(picks.values_list("page", flat=True)))


def _hits(ids: list[int], looked_for: set[str]) -> list[Hit]:
    if not ids:
        return []
    by_id = Page.objects.select_related(*JOINED).in_bulk(ids)
    found = [in_full(by_id[pk]) for pk in ids if pk in by_id]
    return [Hit(page, marked(page.title, looked_for), excerpt(page, looked_for)) for page in found]
