"""The sources that a page cites, fetched together."""

from django.apps import apps
from wagtail.snippets.blocks import SnippetChooserBlock

from core import lookahead

IN_RICH_TEXT = lookahead.in_rich_text("citation")


def _fetch(keys: set[int]) -> dict:
    # The blocks of an article need this module, and its models need the blocks.
    return apps.get_model("blog", "Source").objects.in_bulk(keys)


SOURCES = lookahead.register(lookahead.Kind((IN_RICH_TEXT,), _fetch))


class SourceChooserBlock(lookahead.FromLookAhead, SnippetChooserBlock):
    """Chooses a source."""

    kind = SOURCES
