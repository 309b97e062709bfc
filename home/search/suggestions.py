"""What the search box suggests while somebody types: topics and titles that have the words begun so far."""

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page

from blog.models import ArticleListPage, ArticlePage, Topic
from core.models import is_restricted
from core.words import spellings, words
from home.search.kinds import KINDS, in_full
from home.search.matching import beginning_with, findable
from home.search.typed import clean_query
from home.search.vocabulary import corrected_beginning

SHORTEST = 2
MOST_PAGES = 6
MOST_TOPICS = 2


def suggest(typed: str) -> list[dict[str, str]]:
    """Return up to eight suggestions for what was typed so far, each with ``title``, ``kind`` and ``url``.

    Everything suggested is public: no page that is a draft or private, no topic without a public article. Where
    nothing begins so, the nearest words of the site are taken, as a search takes them.
    """
    query, _ = clean_query(typed)
    begun = tuple(match[0].lower() for match in words(query))
    if len("".join(begun)) < SHORTEST:
        return []
    found = _beginning(begun)
    meant = None if found else corrected_beginning(begun)
    return _beginning(meant) if meant else found


def _beginning(begun: tuple[str, ...]) -> list[dict[str, str]]:
    ids = beginning_with(begun, findable(), MOST_PAGES)
    readable = Page.objects.live().exclude(is_restricted()).select_related("articlelistpage", *KINDS)
    pages = {page.pk: page for page in readable.filter(Q(pk__in=ids) | Q(articlelistpage__isnull=False))}
    article_list = next((page.articlelistpage for page in pages.values() if hasattr(page, "articlelistpage")), None)
    found = [{"title": page.title, "kind": _kind(page), "url": page.url} for pk in ids if (page := pages.get(pk))]
    return (_topics(begun, article_list) if article_list else []) + found


def _topics(begun: tuple[str, ...], article_list: ArticleListPage) -> list[dict[str, str]]:
    public = ArticlePage.objects.live().public().order_by()
    further = ArticlePage.more_topics.through.objects.filter(topic=OuterRef("pk"), articlepage__in=public.values("pk"))
    topics = Topic.objects.filter(Exists(public.filter(topic=OuterRef("pk"))) | Exists(further))
    named = [topic for topic in topics if _begins(topic.name, begun)]
    return [
        {"title": topic.name, "kind": "Topic", "url": article_list.topic_url(topic)} for topic in named[:MOST_TOPICS]
    ]


def _begins(name: str, begun: tuple[str, ...]) -> bool:
    """Tell whether each of ``begun`` is the beginning of a word of ``name``, in either spelling."""
    forms = [form for match in words(name) for form in (match[0].lower(), *spellings(match[0]))]
    return all(any(form.startswith(beginning) for form in forms) for beginning in begun)


def _kind(page: Page) -> str:
    full = in_full(page)
    kind = getattr(full, "reader_kind", "")
    return f"{kind} (Partner offer)" if getattr(full, "shows_partner", False) else kind
