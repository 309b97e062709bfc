"""An article, as its template shows it."""

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import prefetch_related_objects

from core.body import RenderedBody, render_body
from core.lookahead import announce, looking_ahead, want
from core.pictures import PICTURES
from core.templatetags.core_tags import inline

# Ids that the template of an article uses itself.
OWN_IDS = (
    *("main", "key-points", "contents", "corrections", "reviewer", "related", "neighbours", "comments", "reply"),
    *("problems", "problems-title", "unsent", "safety-note-level", "safety-note-title"),
)


def article_context(article, context: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the template shows of ``article`` itself.

    What the parts of the page need is announced before the first of them is rendered, so that one query serves all:
    see `core.lookahead`.
    """
    review = article.last_review
    related = list(article.related()) if article.pk else []
    prefetch_related_objects([page for page in (article, *related) if page.pk], type(article).objects.none().bylines())
    pictures = [article.picture, article.image, *(page.image for page in related)]
    want(PICTURES, (picture.pk for picture in (*pictures, review and review.reviewer.image) if picture))
    _announce(article)
    # The partners first, so that the bands in the body find theirs.
    partners = article.partners_offering
    corrections = list(article.corrections.all())
    return {
        "partners": partners,
        "rendered": render_article(article, {**context, "partners": partners}),
        "review": review,
        "changed_since_review": article.changed_since(review),
        "corrections": corrections,
        "announced": [correction for correction in corrections if correction.is_significant],
        "topic_url": _topic_url(article, context["request"]),
        "related": related,
    }


def render_article(article, context: Mapping[str, Any]) -> RenderedBody:
    """Return the rendered body of ``article``; its key points stand before it and are its ``opening``."""
    with looking_ahead():
        _announce(article)
        points = [inline(child.value) for child in article.key_points]
        return render_body(article.body, context, taken=OWN_IDS, opening=points)


def _announce(article) -> None:
    announce(*(json.dumps(stream.get_prep_value()) for stream in (article.key_points, article.body)))


def _topic_url(article, request) -> str:
    parent = article.get_parent()
    return parent.specific_deferred.topic_url(article.topic, request) if parent and article.topic else ""
