"""The sources that a page cites, fetched together."""

import re

from django.apps import apps
from wagtail.snippets.blocks import SnippetChooserBlock

from core import lookahead

IN_RICH_TEXT = re.compile(
    r'linktype=\\?"citation\\?"[^>]*?\bid=\\?"(\d{1,18})|\bid=\\?"(\d{1,18})\\?"[^>]*?linktype=\\?"citation\\?"'
)


def _fetch(keys: set[int]) -> dict:
    # The blocks of an article need this module, and its models need the blocks.
    return apps.get_model("blog", "Source").objects.in_bulk(keys)


SOURCES = lookahead.register(lookahead.Kind("sources", (IN_RICH_TEXT,), _fetch))


class SourceChooserBlock(lookahead.FromLookAhead, SnippetChooserBlock):
    """Chooses a source."""

    kind = SOURCES
