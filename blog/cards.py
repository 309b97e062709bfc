"""Finds the articles of a list among narrow rows, and fetches in full the few that it shows.

An article's row holds its whole text. To count articles, or to sort them, that is nothing to drag along: Wagtail's own
table of pages knows which are live and when they were published.
"""

from collections.abc import Iterable, Sequence

from django.apps import apps
from django.db.models import F, Q
from django.utils.functional import SimpleLazyObject
from wagtail.blocks import PageChooserBlock
from wagtail.models import Page, PageQuerySet

from core import lookahead
from core.models.page import is_restricted
from core.pictures import PICTURES

NEWEST = "newest"
# What `?sort=` may say, and how readers call it.
SORTS = {NEWEST: "Newest", "updated": "Recently updated", "title": "By title"}
_ORDERS = {
    NEWEST: ("-first_published_at", "-pk"),
    "updated": (F("articlepage__updated_on").desc(nulls_last=True), "-first_published_at", "-pk"),
    "title": ("title", "pk"),
}


def _fetch(keys: set[int]) -> dict:
    articles = apps.get_model("blog", "ArticlePage").objects.for_cards()
    if lookahead.is_on():
        # The look ahead fetches their pictures with all others of the page.
        articles = articles.prefetch_related(None).prefetch_related(articles.bylines())
    found = articles.annotate(is_private=is_restricted()).in_bulk(keys)
    lookahead.want(PICTURES, (article.image_id for article in found.values()))
    return found


CARDS = lookahead.register(lookahead.Kind((lookahead.in_a_block("article"),), _fetch))


class ArticleCardBlock(lookahead.FromLookAhead, PageChooserBlock):
    """Chooses an article that is shown with its picture and its authors."""

    kind = CARDS

    def __init__(self, **kwargs):
        super().__init__(page_type="blog.ArticlePage", **kwargs)


def public_articles() -> PageQuerySet:
    """Return the articles that anybody may read, as plain pages."""
    return Page.objects.exact_type(apps.get_model("blog", "ArticlePage")).live().exclude(is_restricted())


def hidden_articles() -> PageQuerySet:
    """Return the articles that not everybody may read, as plain pages."""
    return Page.objects.exact_type(apps.get_model("blog", "ArticlePage")).filter(Q(live=False) | Q(is_restricted()))


def about(topics) -> Q:
    """Return the condition that a page is an article with one of these topics as its main one or as one more."""
    model = apps.get_model("blog", "ArticlePage")
    main = model.objects.order_by().filter(topic__in=topics).values("pk")
    more = model.more_topics.through.objects.filter(topic__in=topics).values("articlepage")
    return Q(pk__in=main) | Q(pk__in=more)


def cards(keys: Iterable[int]) -> list:
    """Return the articles with these primary keys, in this order, with what their cards show."""
    keys = list(keys)
    found = lookahead.find(CARDS, keys)
    return [found[key] for key in keys if key in found]


class CardList(Sequence):
    """Public articles in an order, for a paginator: counts and sorts narrow rows, fetches only what it is asked for.

    Arguments:
        pages: the articles as plain pages.
        sort: one of `SORTS`; anything else is the newest first.
        count: how many there are, where that is known already.
    """

    def __init__(self, pages: PageQuerySet, sort: str = NEWEST, count: int | None = None):
        self.pages = pages
        self.sort = sort if sort in SORTS else NEWEST
        self._count = count

    def __len__(self) -> int:
        if self._count is None:
            self._count = self.pages.order_by().count()
        return self._count

    def __getitem__(self, place):
        keys = self.pages.order_by(*_ORDERS[self.sort]).values_list("pk", flat=True)[place]
        # Fetched when it is looked into: by then, what else the page shows has been announced.
        return SimpleLazyObject(lambda: cards(keys)) if isinstance(place, slice) else cards([keys])[0]
