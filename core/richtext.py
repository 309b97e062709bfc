"""Links to pages in rich text."""

import re

from django.utils.html import escape
from wagtail.rich_text.pages import PageLinkHandler

from core.linked_pages import PAGES
from core.lookahead import find

# What fits a primary key; anything else in a link was not written by our editor.
IDENTIFIER = re.compile(r"^\d{1,18}$")


class LivePageLinkHandler(PageLinkHandler):
    """Links to published pages; a link to any other page is left as plain words, so that no link is dead."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        keys = [str(attrs.get("id")) for attrs in attrs_list]
        pages = {str(key): page for key, page in find(PAGES, keys).items()}
        found = (pages.get(key) for key in keys)
        return [f'<a href="{escape(page.url)}">' if page and page.live and page.url else "<a>" for page in found]
