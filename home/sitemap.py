"""The sitemap: one file while it is short, an index of several once it is long. Source: sitemaps.org, protocol 0.9."""

from collections import defaultdict

from django.contrib.sitemaps import Sitemap as DjangoSitemap
from django.contrib.sitemaps import views
from django.http import HttpRequest, HttpResponse
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

from core.models import BasePage, is_restricted
from core.page_cache import kept

# The protocol allows 50,000 addresses in a file. Fewer take no crawler, and no server, longer than a page does.
ADDRESSES_A_FILE = 1000
SECTION = "pages"


class PageSitemap(Sitemap):
    """The public pages in the order of the tree, each asked for its own entries."""

    limit = ADDRESSES_A_FILE

    def items(self):
        pages = self.get_wagtail_site().root_page.get_descendants(inclusive=True)
        return pages.live().exclude(is_restricted()).order_by("path")

    def get_latest_lastmod(self):
        """Leave it out of the index: to find it, Django would fetch every page of the site."""
        return None

    def _urls(self, page, protocol, domain):
        pages = self._in_full(list(self.paginator.page(page).object_list))
        return [entry for each in pages for entry in self._entries(each)]

    def _entries(self, page: Page) -> list[dict]:
        """Return what ``page`` says; without a date where that would be the page's own and what it lists has others."""
        entries = page.get_sitemap_urls(self.request)
        model = page.cached_content_type.model_class()
        if model is None or not issubclass(model, BasePage) or not model.fills_itself:
            return entries
        return [{name: value for name, value in entry.items() if name != "lastmod"} for entry in entries]

    @staticmethod
    def _in_full(pages: list[Page]) -> list[Page]:
        """Fetch those pages in full that have something of their own to say, a query for each kind of page."""
        keys = defaultdict(list)
        for page in pages:
            model = page.cached_content_type.model_class() or Page
            if issubclass(model, BasePage) and not _says_what_all_say(model):
                keys[model].append(page.pk)
        full: dict[int, Page] = {}
        for model, of_kind in keys.items():
            full |= model._default_manager.defer_streamfields().in_bulk(of_kind)
        return [full.get(page.pk, page) for page in pages]


@kept
def sitemap(request: HttpRequest, section: str | None = None) -> HttpResponse:
    """Answer with the sitemap, or with the index of its files where it has several."""
    pages = PageSitemap(request)
    sitemaps: dict[str, type[DjangoSitemap] | DjangoSitemap] = {SECTION: pages}
    if section is None and pages.paginator.num_pages > 1:
        return views.index(request, sitemaps, sitemap_url_name="sitemap_file")
    return views.sitemap(request, sitemaps, section=section)


def _says_what_all_say(model: type[BasePage]) -> bool:
    return model.get_sitemap_urls is BasePage.get_sitemap_urls and model.noindex is BasePage.noindex
