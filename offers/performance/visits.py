"""Counts who opens the page of an offer, and from which article: how many, never who.

No cookie, no address and no time of day is kept. A reader is told from a program by what the browser says of itself,
which is rough, and good enough for a number.
"""

import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page, Site

from core.models import BasePage, is_restricted
from offers.models import ArticleClicks, GuidePage, OfferCount, ProductPage, TrialPage
from offers.performance.counting import kept_apart

OFFERS = (ProductPage, GuidePage, TrialPage)
# The attribute of an answer that names the offer on it.
OFFER_SHOWN = "offer_shown"

# Words in the name that programs give themselves. Most of them also give an address to read about them, which no
# browser does. “Cubot” makes telephones.
PROGRAM = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|preview|headless|lighthouse|monitor|scan|curl|wget|python|java/|https?", re.I
)
# The page is sent, or the browser is told that the one it has still holds.
SHOWN = (200, 304)
# Longer than any address of ours.
LONGEST_ADDRESS = 2000

_origins: list[type[BasePage]] = []


def register_origin(model: type[BasePage]) -> None:
    """Count the clicks that lead from pages of type ``model`` to an offer. For ``AppConfig.ready()``."""
    if model not in _origins:
        _origins.append(model)


def is_by_reader(request: HttpRequest) -> bool:
    """Tell whether a reader seems to be behind ``request``: not staff, not a program, not a page fetched in advance.

    Readers have no session; a browser says its name; and it says when it fetches what nobody may ever look at.
    """
    headers = request.headers
    name = headers.get("User-Agent", "")
    ahead = " ".join(headers.get(header, "") for header in ("Sec-Purpose", "Purpose", "X-Moz"))
    return (
        bool(name)
        and not PROGRAM.search(name)
        and not re.search("prefetch|prerender|preview", ahead, re.I)
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def mark_offer(serve: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Write the number of the offer on the answer that shows its page. A hook of Wagtail: ``on_serve_page``.

    Only the offer's own address counts, not the thank-you page below it. The mark is on the answer rather than the
    request, so that an answer that is kept (`core.page_cache`) has it, too.
    """

    def marked(page: Page, request: HttpRequest, args: list, kwargs: dict) -> HttpResponse:
        response = serve(page, request, args, kwargs)
        match = getattr(request, "routable_resolver_match", None)
        if isinstance(page, OFFERS) and (match is None or match.url_name == "index_route"):
            setattr(response, OFFER_SHOWN, page.pk)
        return response

    return marked


class CountVisitsMiddleware:
    """Counts the page of an offer once it has been sent, so that no reader waits for the count."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        offer_id = getattr(response, OFFER_SHOWN, None)
        if offer_id and request.method == "GET" and response.status_code in SHOWN and is_by_reader(request):
            _once_sent(response, lambda: count_visit(request, offer_id))
        return response


def _once_sent(response: HttpResponse, act: Callable[[], None]) -> None:
    # The server closes an answer when it is sent (PEP 3333), and Django gives the database back right after that.
    close = response.close

    def close_after() -> None:
        response.close = close  # type: ignore[method-assign]
        try:
            act()
        finally:
            close()

    response.close = close_after  # type: ignore[method-assign]


def count_visit(request: HttpRequest, offer_id: int) -> None:
    """Count that ``request`` opened the page ``offer_id``, and the article it came from, if it was one."""
    with kept_apart(f"a view of the page {offer_id}"):
        OfferCount.add_one(offer_id, OfferCount.Kind.VIEW)
        if article_id := _article_before(request):
            ArticleClicks.add_one(article_id, offer_id)


def _article_before(request: HttpRequest) -> int | None:
    """Return the number of the public article whose link was followed; None when it was something else.

    Our pages tell each other, and nobody else, which page a link stood on (``Referrer-Policy: same-origin``).
    """
    address = request.headers.get("Referer", "")[:LONGEST_ADDRESS]
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    path = unquote(parts.path).strip("/")
    # A NUL is in no address, and PostgreSQL refuses to look for it.
    if not path or "\0" in path or parts.netloc.lower() != request.get_host().lower():
        return None
    if (site := Site.find_for_request(request)) is None:
        return None
    url_path = f"{site.root_page.url_path}{path}/"
    for model in _origins:
        readable = model.objects.live().exclude(is_restricted()).filter(url_path=url_path)
        if article_id := readable.values_list("pk", flat=True).first():
            return article_id
    return None
