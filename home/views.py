import re
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from blog.models import ArticleListPage
from core.routing import framed
from core.words import stems
from home.search import search_pages, suggest
from home.search.counting import count_search

SUGGESTIONS_KEPT_SECONDS = 300
LIKELY = 3


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what ``?q=`` finds, a page at a time; ``topic`` narrows it down, ``exact`` takes the words as typed."""
    asked = request.GET
    results = search_pages(
        asked.get("q", ""), asked.get("page"), topic=asked.get("topic", ""), as_typed=bool(asked.get("exact"))
    )
    # Whoever turns the page or chooses a topic has not asked again.
    if results.query and request.method == "GET" and not asked.keys() & {"page", "topic", "exact"}:
        count_search(results.query)
    with framed(request):
        context = {"results": results, "noindex": True, **({} if results.count else _ways_on(request))}
        return render(request, "home/search.html", context)


def _ways_on(request: HttpRequest) -> dict[str, Any]:
    """Return what helps a reader who has found nothing, or not asked yet: the list of articles and its topics."""
    article_list = ArticleListPage.objects.live().public().first()
    topics = article_list.topics() if article_list else ()
    entries = [{"topic": topic, "url": article_list.topic_url(topic, request)} for topic in topics]
    return {"article_list": article_list, "topics": entries}


@require_safe
@cache_control(public=True, max_age=SUGGESTIONS_KEPT_SECONDS)
def search_suggestions(request: HttpRequest) -> HttpResponse:
    """Answer with what the search box suggests for ``?q=``, as JSON: the same for everybody, so caches may keep it."""
    response = JsonResponse({"suggestions": suggest(request.GET.get("q", ""))})
    response["X-Robots-Tag"] = "noindex"
    return response


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 with a search box and with pages whose words are in the address."""
    with framed(request):
        return render(request, "404.html", {"likely": _likely(request.path)}, status=404)


def _likely(path: str) -> list[Page]:
    """Return up to three public pages whose title or address has most words of the last part of ``path``."""
    # The address of a link that leads out names a shop, not something to read here.
    if path.startswith("/out/"):
        return []
    last = path.strip("/").rpartition("/")[2]
    # A page's address is words with hyphens; programs that look for holes ask for other things.
    if not re.fullmatch(r"[\w-]{3,120}", last):
        return []
    results = search_pages(last.replace("-", " "))
    asked = stems(results.instead or results.query)
    pages = [hit.page for hit in results.hits]
    near = [
        page for page in pages if 2 * len(asked & stems(f"{page.title} {page.slug.replace('-', ' ')}")) > len(asked)
    ]
    return near[:LIKELY]


def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what to leave alone and where the sitemap is."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /out/",
        "Disallow: /requests/",
        f"Disallow: {reverse('search')}",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
