"""What a feed and a sitemap have to hold, checked as strictly as the strictest reader of them does."""

from pathlib import Path

import feedparser
import pytest
from lxml import etree

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
ATOM = "{http://www.w3.org/2005/Atom}"


def assert_valid_sitemap(content: bytes) -> None:
    """Fail the test when ``content`` is neither a valid sitemap nor a valid index of sitemaps."""
    _assert_holds(etree.XMLSchema(etree.parse(SCHEMAS / "sitemap.xsd")), content)


def read_valid_feed(content: bytes) -> feedparser.FeedParserDict:
    """Return an Atom feed as a feed reader shows it; fail the test when a strict one would refuse it.

    What no schema can say (RFC 4287, 4.1.1, 4.1.2, 4.2.6 and 4.2.15): ids are there once, the feed leads to itself and
    each part to one page, and the feed is as new as its newest entry.
    """
    root = _assert_holds(etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng")), content)
    ids = [element.text for element in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids), ids
    parts = [root, *root.iter(f"{ATOM}entry")]
    relations = [[link.get("rel") for link in part.findall(f"{ATOM}link")] for part in parts]
    assert relations == [["alternate", "self"], *[["alternate"]] * (len(parts) - 1)]
    if moments := [entry.findtext(f"{ATOM}updated") for entry in parts[1:]]:
        assert root.findtext(f"{ATOM}updated") == max(moments)
    read = feedparser.parse(content)
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    return read


def _assert_holds(schema: etree.XMLSchema | etree.RelaxNG, content: bytes) -> etree._Element:
    """Return the root of ``content``, which the schema has to hold for."""
    root = etree.fromstring(content)
    if not schema.validate(root):
        lines = "\n".join(f"line {error.line}: {error.message}" for error in schema.error_log)
        pytest.fail(f"The schema does not hold:\n{lines}", pytrace=False)
    return root
