"""What a page tells machines about itself, read as they read it."""

import json
from typing import Any

from bs4 import BeautifulSoup


def graph_of(html: str) -> list[dict[str, Any]]:
    """Return the nodes of schema.org in a page."""
    script = BeautifulSoup(html, "html.parser").find("script", type="application/ld+json")
    data: dict[str, Any] = json.loads(script.string)  # type: ignore[union-attr, arg-type]
    assert data["@context"] == "https://schema.org"
    nodes: list[dict[str, Any]] = data["@graph"]
    return nodes


def node_of(html: str, kind: str) -> dict[str, Any]:
    """Return the one node of this kind in a page.

    Raises:
        AssertionError: when there is none, or more than one.
    """
    nodes = [
        node
        for node in graph_of(html)
        if kind in ([node["@type"]] if isinstance(node["@type"], str) else node["@type"])
    ]
    assert len(nodes) == 1, f"{len(nodes)} nodes of {kind}"
    return nodes[0]
