"""Search: what readers find by words. `pages` is the whole of it, the other modules are its parts."""

from home.search.pages import SearchResults, search_pages
from home.search.suggestions import suggest
from home.search.typed import clean_query

__all__ = ["SearchResults", "clean_query", "search_pages", "suggest"]
