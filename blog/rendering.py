"""The text of an article, as its template shows it."""

import json
from collections.abc import Mapping
from typing import Any

from core.body import RenderedBody, render_body
from core.richtext import linked_pages
from core.templatetags.core_tags import inline

# Ids that the template of an article uses itself.
OWN_IDS = (
    *("main", "key-points", "contents", "sources", "corrections", "reviewer", "related", "comments", "reply"),
    *("problems", "problems-title"),
)


def render_article(article, context: Mapping[str, Any]) -> RenderedBody:
    """Return the rendered body of ``article``; its key points stand before it and are its ``opening``."""
    streams = (article.key_points, article.body)
    with linked_pages(json.dumps(stream.get_prep_value()) for stream in streams):
        points = [inline(child.value) for child in article.key_points]
        return render_body(article.body, context, taken=OWN_IDS, opening=points)
