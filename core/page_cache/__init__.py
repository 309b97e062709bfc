"""Keeps finished pages for readers who are not logged in, and answers with them without asking the database.

`middleware` answers, `store` holds what was kept, `version` knows when all of it is out of date, `changes` notices what
changes it. A page or a view takes part by `keep`; docs/architecture.md says why it is built like this.
"""

from core.page_cache.changes import hidden, of_live_page, shown
from core.page_cache.middleware import keep, keep_page, keep_with, kept, register_query
from core.page_cache.version import clear

__all__ = ["clear", "hidden", "keep", "keep_page", "keep_with", "kept", "of_live_page", "register_query", "shown"]
