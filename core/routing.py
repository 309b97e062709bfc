"""Finds the page at an address, with what every page needs, in three queries whatever the depth of the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Func, IntegerField, Subquery
from django.db.models.expressions import BaseExpression
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from core.lookahead import looking_ahead
from core.models import BasePage, SiteSettings, is_restricted

_with_frame: dict[str, BaseExpression] = {}


def fetch_with_frame(name: str, expression: BaseExpression) -> None:
    """Fetch the value of ``expression`` in the query for site and settings. For ``AppConfig.ready()``.

    For the little that nearly every page needs. `from_frame` returns it.
    """
    _with_frame[name] = expression


def from_frame(request: HttpRequest | None, name: str) -> Any:
    """Return what was fetched under ``name`` for this request.

    Raises:
        LookupError: site and settings were not fetched at once, as on an installation with several sites.
    """
    frame = getattr(request, SiteSettings.get_cache_attr_name(), None)
    if not hasattr(frame, name):
        raise LookupError(name)
    return getattr(frame, name)


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Answer with the page at ``path``, as `wagtail.views.serve` does."""
    with framed(request):
        # Where Wagtail keeps, and looks for, the page of a request.
        request._wagtail_route_for_request = find_route(request, path)  # type: ignore[attr-defined]
        response = wagtail_serve(request, path)
        # Now: the menus around the page share its look ahead.
        return response.render() if hasattr(response, "render") else response


@contextmanager
def framed(request: HttpRequest) -> Iterator[None]:
    """Let what is rendered inside the block fetch the menus around it together with what it links to itself."""
    with looking_ahead():
        _find_site(request)
        if Site.find_for_request(request):
            SiteSettings.for_request(request).announce_menus()
        yield


def find_route(request: HttpRequest, path: str) -> RouteResult | None:
    """Return the page at ``path`` of the request's site with the arguments to serve it, or None.

    Wagtail asks for each part of an address, twice. Here the deepest page on the way is found at once and routes
    what is left of the address: a page answers for what is below it only where no page is.
    """
    site = Site.find_for_request(request)
    if site is None:
        return None
    parts = [part for part in path.split("/") if part]
    addresses = [site.root_page.url_path]
    for part in parts[: _deepest() - 1]:
        addresses.append(f"{addresses[-1]}{part}/")
    trail = _trail(addresses)
    if not trail:
        return None
    try:
        return _specific(trail).route(request, parts[len(trail) - 1 :])
    except (Http404, ObjectDoesNotExist):
        return None


def _deepest() -> int:
    """Return how deep a page can stand in the tree. What an address has beyond that leads to no page."""
    return Page._meta.get_field("path").max_length // Page.steplen


def _find_site(request: HttpRequest) -> None:
    """Fetch site and settings at once where there is one site, which then answers for every host.

    Both are left on the request, where Wagtail looks for them.
    """
    number = Site.objects.order_by().values(number=Func("pk", function="COUNT"))
    frames = SiteSettings.objects.select_related("site__root_page").annotate(
        sites=Subquery(number, output_field=IntegerField()), **_with_frame
    )
    frame = frames.filter(site__is_default_site=True).first()
    if frame and frame.sites == 1:
        request._wagtail_site = frame.site  # type: ignore[attr-defined]
        setattr(request, SiteSettings.get_cache_attr_name(), frame)


def _trail(addresses: list[str]) -> list[Page]:
    """Return the pages at ``addresses``, from the first to the last that exists without a gap."""
    found = Page.objects.filter(url_path__in=addresses).annotate(is_restricted=is_restricted())
    pages = {page.url_path: page for page in found}
    trail: list[Page] = []
    for address in addresses:
        if address not in pages:
            break
        page = pages[address]
        if trail:
            page._cached_parent_obj = trail[-1]
        trail.append(page)
    return trail


def _specific(trail: list[Page]) -> Page:
    """Return the last page of ``trail`` in full, knowing its parents and whether anybody may read it."""
    model = trail[-1].specific_class
    if model is None or not issubclass(model, BasePage):
        return trail[-1].specific
    page = model.for_readers().get(pk=trail[-1].pk)
    page.trail = trail[:-1]
    if page.trail:
        page._cached_parent_obj = trail[-2]
    page.is_unrestricted = not trail[-1].is_restricted and not any(step.alias_of_id for step in trail)
    return page
