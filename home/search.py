"""Finding pages by words."""

from dataclasses import dataclass, field

from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from wagtail.models import Page
from wagtail.search.utils import parse_query_string

from blog.models import ArticleListPage, PeoplePage
from home.models import HomePage

LONGEST_QUERY = 120
RESULTS_A_PAGE = 10


@dataclass
class SearchResults:
    """What a search found, as the page shows it."""

    query: str = ""
    cut: bool = False
    partial: bool = False
    count: int = 0
    page_obj: ResultPage | None = None
    pages: list[Page] = field(default_factory=list)


def clean_query(typed: str) -> tuple[str, bool]:
    """Return ``typed`` fit for the search, and whether it had to be cut.

    Control characters are dropped and white space is folded; the database's own parsers fail on them.
    """
    printable = "".join(character if character.isprintable() else " " for character in typed[: LONGEST_QUERY * 100])
    words = " ".join(printable.split())
    return words[:LONGEST_QUERY].strip(), len(words) > LONGEST_QUERY


def search_pages(typed: str, page_number: str | None = None) -> SearchResults:
    """Return the public pages that hold all words of ``typed``; when none does, those that hold any of them."""
    query, cut = clean_query(typed)
    results = SearchResults(query=query, cut=cut)
    if not any(character.isalnum() for character in query):
        return results
    found = _found(query, "and")
    paginator = Paginator(found, RESULTS_A_PAGE)
    if not paginator.count and len(query.split()) > 1:
        paginator = Paginator(_found(query, "or"), RESULTS_A_PAGE)
        results.partial = bool(paginator.count)
    results.count = paginator.count
    results.page_obj = paginator.get_page(page_number)
    results.pages = _in_full([page.pk for page in results.page_obj.object_list])
    return results


def _found(query: str, operator: str):
    searchable = Page.objects.live().public().not_exact_type(HomePage, ArticleListPage, PeoplePage)
    _, parsed = parse_query_string(query.replace('"', " "), operator=operator)
    return searchable.search(parsed)


def _in_full(ids: list[int]) -> list[Page]:
    by_id = {page.pk: page for page in Page.objects.filter(pk__in=ids).specific()}
    return [by_id[pk] for pk in ids if pk in by_id]
