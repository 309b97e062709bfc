"""What `scripts.bench` measures: the CPU time and the queries of a request, in this process, with Django ready."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from wagtail.models import Page, Site

from blog.models import ArticleListPage, ArticlePage, PersonPage
from home.generated.articles import make_article
from home.generated.writing import Plan
from home.sitemap import ADDRESSES_A_FILE, SECTION
from tests.helpers.editor_form import editor_form

MEASURED = "measured-article"
EDITED = "edited-article"
# What docs/architecture.md gives a budget for, and what an editor can be expected to write at the very most.
USUAL, LONGEST = Plan(blocks=30, pictures=6, citations=20), Plan(blocks=200, pictures=20, citations=150)
# A request is repeated until it has taken so much CPU time, but so often at least and at most.
SECONDS, FEWEST, MOST = 1.5, 5, 60
WARM = 3
# A page that is kept is asked for so often.
KEPT_TIMES = 5000
# What is measured of pages that are kept: a short one, a list, a long one, and one with a form.
KEPT = ("home", "list, first page", "article", "sitemap")


@dataclass(frozen=True)
class Cost:
    """What one request takes: the median of its CPU time in milliseconds, and its number of queries."""

    milliseconds: float
    queries: int


def reader() -> Client:
    """Return a browser that asks for pages at the site's own address."""
    return Client(headers={"host": Site.objects.get(is_default_site=True).hostname})


def measured_article() -> ArticlePage:
    """Return the article that is measured, which is made when it is first asked for."""
    return ArticlePage.objects.filter(slug=MEASURED).first() or make_article(USUAL, MEASURED)


def addresses() -> dict[str, str]:
    """Return the addresses to measure, by what they are."""
    article = measured_article()
    article_list = ArticleListPage.objects.get()
    topic = max(article_list.topics(), key=lambda topic: topic.article_count)
    count = ArticlePage.objects.live().count()
    author = PersonPage.objects.filter(is_reviewer=False).earliest("pk")
    reviewer = PersonPage.objects.filter(is_reviewer=True).earliest("pk")
    files = -(-Page.objects.live().count() // ADDRESSES_A_FILE)
    articles, of_topic = article_list.get_url(), article_list.topic_url(topic)
    return {
        "home": "/",
        "list, first page": articles,
        "list, last page": f"{articles}?page={-(-count // 10)}",
        "topic, first page": of_topic,
        "topic, last page": f"{of_topic}?page={-(-topic.article_count // 10)}",
        "article": article.get_url(),
        "author": author.get_url(),
        "reviewer": reviewer.get_url(),
        "search, one word": f"{reverse('search')}?q=lentils",
        "search, rare words": f"{reverse('search')}?q=prevotella+arthritis",
        "feed of all": f"{articles}feed/",
        "feed of a topic": f"{of_topic}feed/",
        "sitemap": reverse("sitemap"),
        "sitemap, last file": f"{reverse('sitemap_file', args=[SECTION])}?p={files}",
    }


def measure(client: Client, address: str, seconds: float = SECONDS) -> Cost:
    """Return what a warm request for ``address`` takes.

    Raises:
        AssertionError: when the answer is not the page.
    """
    for _ in range(WARM):
        answer = client.get(address, secure=True)
    if answer.status_code != 200:
        raise AssertionError(f"{address} answers {answer.status_code}.")
    times: list[float] = []
    while len(times) < FEWEST or (sum(times) < seconds and len(times) < MOST):
        started = time.process_time()
        client.get(address, secure=True)
        times.append(time.process_time() - started)
    with CaptureQueriesContext(connection) as captured:
        client.get(address, secure=True)
    return Cost(statistics.median(times) * 1000, len(captured))


def measure_kept() -> dict[str, float]:
    """Return the milliseconds of CPU that an answer from the page cache takes inside this process, by page.

    The site is called as a web server calls it (WSGI), without a server around it.
    """
    host = Site.objects.get(is_default_site=True).hostname
    times = {}
    with override_settings(PAGE_CACHE=True):
        site = WSGIHandler()
        for name in KEPT:
            request = RequestFactory(headers={"host": host}).get(addresses()[name], secure=True)
            for _ in range(WARM):
                _answer(site, request.environ)
            started = time.process_time()
            for _ in range(KEPT_TIMES):
                _answer(site, request.environ)
            times[name] = (time.process_time() - started) / KEPT_TIMES * 1000
    return times


def _answer(site: WSGIHandler, environ: dict) -> None:
    answer: Any = site(dict(environ), lambda status, headers, error=None, /: bytes)
    b"".join(answer)
    answer.close()


def measure_editing(plan: Plan = LONGEST) -> dict[str, float]:
    """Return the seconds in which an editor opens, and then publishes, an article as ``plan`` says.

    Raises:
        AssertionError: when the editor refuses it.
    """
    article = make_article(plan, EDITED)
    client = reader()
    client.force_login(get_user_model().objects.create_superuser("bench"))
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    opened, _ = _timed(lambda: client.get(address, secure=True))
    form = editor_form(article) | {"action-publish": "1"}
    published, answer = _timed(lambda: client.post(address, form, secure=True))
    if answer.status_code != 302 or Page.objects.get(pk=article.pk).live_revision is None:
        raise AssertionError("The editor did not publish the article.")
    return {"open it in the editor": opened, "publish it": published}


def _timed(work: Callable):
    started = time.monotonic()
    result = work()
    return time.monotonic() - started, result
