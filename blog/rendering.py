"""The parts of an article as its template shows them: numbered once, in reading order."""

from collections.abc import Mapping
from typing import Any

from blog.citations import Citations
from core.body import render_body
from core.templatetags.core_tags import inline

# Ids that the template of an article uses itself.
OWN_IDS = (
    "main",
    "key-points",
    "contents",
    "sources",
    "corrections",
    "reviewer",
    "related",
    "comments",
    "reply",
    "problems",
    "problems-title",
)


def article_parts(article, context: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``key_points``, ``body_html``, ``headings`` and ``cited_sources`` of ``article``.

    Key points stand before the body, so their citations are numbered first. Sources are fetched in one query.
    """
    points = [inline(child.value) for child in article.key_points]
    body = render_body(article.body, context, taken=OWN_IDS)
    citations = Citations([*points, body.html])
    return {
        "key_points": [citations.number(point) for point in points],
        "body_html": citations.number(body.html),
        "headings": body.headings,
        "cited_sources": citations.sources,
    }
