"""What a page tells machines about itself, in schema.org's words (JSON-LD)."""

import json
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import StreamValue
from wagtail.models import Page

from core.models import SiteSettings
from core.publishing.places import read_rich_text

LANGUAGE = "en-GB"
# What could end the element that holds the data, or start another one. Source: HTML standard, 4.12.1.3.
UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}

Node = dict[str, Any]


def page_graph(page, context: Mapping[str, Any]) -> SafeString:
    """Return the content of the ``<script type="application/ld+json">`` of ``page``, which nothing in it can leave.

    The page says what it is (`BasePage.structured_data`); who publishes it, the website, the way to it and the
    questions that it answers come by themselves, the last two only where readers see them.
    """
    frame: SiteSettings = context["site_settings"]
    home = _home_url(page)
    nodes = [_organisation(frame, home), _website(frame, home)]
    for node in page.structured_data(context):
        nodes.append(filled({"inLanguage": LANGUAGE, "isPartOf": {"@id": f"{home}#website"}} | node))
    # The preview of a page that is not stored has no way to it yet.
    if page.shows_breadcrumbs and page.breadcrumbs:
        nodes.append(_breadcrumbs(page))
    if answers := _answers(page):
        nodes.append({"@type": "FAQPage", "mainEntity": answers})
    text = json.dumps({"@context": "https://schema.org", "@graph": nodes}, ensure_ascii=False)
    return mark_safe(text.translate(UNSAFE))  # noqa: S308 - no sign that HTML knows is left in it


def filled(node: Node) -> Node:
    """Return ``node`` without the properties that are empty."""
    return {name: value for name, value in node.items() if value}


def publisher(page: Page) -> Node:
    """Return the reference to who publishes ``page``."""
    return {"@id": f"{_home_url(page)}#organisation"}


def _home_url(page: Page) -> str:
    parts = page.get_url_parts()
    return f"{parts[1]}/" if parts else "/"


def _organisation(frame: SiteSettings, home: str) -> Node:
    return filled(
        {
            "@type": "Organization",
            "@id": f"{home}#organisation",
            "name": frame.organisation or frame.site_name,
            "url": home,
            "email": frame.contact_email,
            "address": " ".join(frame.postal_address.split("\n")),
            "sameAs": [link.value["address"] for link in frame.social_links if link.value.get("address")],
        }
    )


def _website(frame: SiteSettings, home: str) -> Node:
    search = home.rstrip("/") + reverse("search")
    return {
        "@type": "WebSite",
        "@id": f"{home}#website",
        "name": frame.site_name,
        "url": home,
        "publisher": {"@id": f"{home}#organisation"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search + "?q={search_term_string}"},
            "query-input": "required name=search_term_string",
        },
    }


def _breadcrumbs(page) -> Node:
    names = ["Home", *(parent.title for parent in page.breadcrumbs[1:]), page.title]
    addresses = [parent.full_url for parent in page.breadcrumbs] + [page.full_url]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": address}
            for number, (name, address) in enumerate(zip(names, addresses, strict=True), start=1)
        ],
    }


def _answers(page) -> list[Node]:
    streams = [stream for name in ("body", "faq") if isinstance(stream := getattr(page, name, None), StreamValue)]
    pairs = [item for stream in streams for child in stream if child.block_type == "faq" for item in child.value]
    return [
        {
            "@type": "Question",
            "name": pair["question"],
            "acceptedAnswer": {"@type": "Answer", "text": plain_text(pair["answer"])},
        }
        for pair in pairs
        if pair["question"] and pair["answer"]
    ]


def plain_text(rich_text) -> str:
    """Return the words of rich text, without the short names that stand for its citations."""
    return " ".join(read_rich_text(rich_text.source).paragraphs)
