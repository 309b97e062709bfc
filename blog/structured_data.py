"""What articles and people tell machines about themselves, in schema.org's words."""

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from blog.cited_sources import IN_RICH_TEXT, SOURCES
from core.lookahead import find
from core.structured_data import filled, publisher


def article_data(article, review, request: HttpRequest | None) -> dict[str, Any]:
    """Return ``article`` as schema.org's Article and MedicalWebPage, without the properties that would be empty.

    A review is named only while readers see what the reviewer approved: schema.org has no word for an earlier
    version. ``review`` is the article's last review, or None.
    """
    published, updated = article.first_published_at, article.updated_on
    day = published and timezone.localdate(published)
    data = {
        "@type": ["Article", "MedicalWebPage"],
        "headline": article.title,
        "description": article.summary,
        "url": article.get_full_url(request),
        "publisher": publisher(article),
        "datePublished": day and day.isoformat(),
        "dateModified": (updated or day) and (updated or day).isoformat(),
        "author": [_named(author, request) for author in article.authors],
        "citation": [_work(source) for source in _cited(article)],
    }
    if review and not article.changed_since(review):
        data |= {"reviewedBy": _named(review.reviewer, request), "lastReviewed": review.reviewed_on.isoformat()}
    return filled(data)


def person_data(person, request: HttpRequest | None) -> dict[str, Any]:
    """Return a person page as schema.org's Person."""
    said = {"jobTitle": person.role, "sameAs": [link.value["url"] for link in person.links]}
    return filled(_named(person, request) | said)


def _named(person, request) -> dict[str, Any]:
    """Return what an article says of a person: the name, and the address while their page is published."""
    url = person.get_full_url(request) if person.live else ""
    return filled({"@type": "Person", "name": person.title, "url": url})


def _work(source) -> dict[str, Any]:
    return filled(
        {
            "@type": "CreativeWork",
            "name": source.title,
            "author": source.author_list,
            "datePublished": source.year and str(source.year),
            "url": source.link,
            # An article may cite a retracted paper to say so; programs have to learn that as readers do.
            "creativeWorkStatus": "Retracted" if source.is_retracted else "",
        }
    )


def _cited(article) -> Iterable:
    """Return the sources that the text and the evidence notes cite, each once."""
    stored = json.dumps([stream.get_prep_value() for stream in (article.key_points, article.body)])
    keys = [key for match in IN_RICH_TEXT.finditer(stored) for key in match.groups() if key]
    notes = [child.value for child in article.body if child.block_type == "evidence"]
    keys += [str(source.pk) for note in notes for source in note["sources"] if source]
    found = find(SOURCES, keys)
    return [found[key] for key in dict.fromkeys(map(int, keys)) if key in found]
