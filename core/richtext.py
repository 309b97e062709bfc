"""Links to pages in rich text, with one query for all the links of a page."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.html import escape
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

PAGE_LINK = re.compile(
    r'linktype=\\?"page\\?"[^>]*?\bid=\\?"(\d{1,18})|\bid=\\?"(\d{1,18})\\?"[^>]*?linktype=\\?"page\\?"'
)
# What fits a primary key; anything else in a link was not written by our editor.
IDENTIFIER = re.compile(r"^\d{1,18}$")

_fetched: ContextVar[dict[str, Page]] = ContextVar("pages that rich text links to")


@contextmanager
def linked_pages(sources: Iterable[str]) -> Iterator[None]:
    """Fetch at once every page that ``sources`` (rich text, or JSON that holds some) link to.

    Rich text that is rendered inside the ``with`` block finds them there; anything else is fetched as it comes.
    """
    ids = {first or second for source in sources for first, second in PAGE_LINK.findall(source)}
    known = _fetched.get({})
    missing = ids - known.keys()
    pages = Page.objects.filter(pk__in=missing) if missing else ()
    token = _fetched.set(known | {str(page.pk): page for page in pages})
    try:
        yield
    finally:
        _fetched.reset(token)


class LivePageLinkHandler(PageLinkHandler):
    """Links to published pages; a link to any other page is left as plain words, so that no link is dead."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        ids = [str(attrs.get("id")) for attrs in attrs_list]
        pages = _fetched.get({})
        if missing := {pk for pk in ids if pk not in pages and IDENTIFIER.match(pk)}:
            pages = pages | {str(page.pk): page for page in Page.objects.filter(pk__in=missing)}
        found = (pages.get(pk) for pk in ids)
        return [f'<a href="{escape(page.url)}">' if page and page.live and page.url else "<a>" for page in found]
