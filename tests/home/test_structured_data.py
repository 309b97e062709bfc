"""What pages tell machines equals what readers see."""

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.helpers.structured_data import graph_of, node_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

# Properties whose words stand on the page; others are addresses, dates in figures, references and kinds.
IN_WORDS = ("headline", "name", "description", "jobTitle", "text")
FRAME = ("Organization", "WebSite")


@pytest.fixture(scope="module")
def pages(demo, django_db_blocker):
    """Every page of the demo by its address, rendered once for all tests of this module."""
    with django_db_blocker.unblock():
        client = Client()
        sitemap = client.get("/sitemap.xml").content.decode()
        addresses = [*re.findall("<loc>https?://[^/<]+([^<]*)</loc>", sitemap), *people(client)]
        return {address: client.get(address).content.decode() for address in addresses}


def people(client):
    """Return the pages of the demo's people, which are invented and so stand in no sitemap."""
    listed = BeautifulSoup(client.get("/people/").content, "html.parser")
    return sorted({link["href"] for link in listed.select("main a[href^='/people/']")})


def words_of(html):
    soup = BeautifulSoup(html, "html.parser")
    for part in soup.select("script, .cite, .cite-comma, .source-card"):
        part.decompose()
    return squeezed(soup.body.get_text())


def squeezed(text):
    """Leave out white space: markup splits a text in other places than its data."""
    return "".join(text.split())


def said(node):
    """Yield each value of a node that readers should find in words, of the nodes inside it too."""
    for name, value in node.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield from said(item)
            elif name in IN_WORDS:
                yield item


def test_what_a_page_says_in_data_stands_on_it_in_words(pages):
    checked = 0
    for address, html in pages.items():
        visible = words_of(html)
        for node in graph_of(html):
            if node["@type"] in FRAME:
                continue
            for text in said(node):
                assert squeezed(text) in visible, f"{address}: {text!r}"
                checked += 1
    assert checked > 200


def test_every_page_has_one_address_in_its_data_and_it_is_its_own(pages):
    for address, html in pages.items():
        canonical = BeautifulSoup(html, "html.parser").find("link", rel="canonical")["href"]
        urls = [node["url"] for node in graph_of(html) if node["@type"] not in FRAME and "url" in node]
        assert urls == [canonical], address


def test_an_article_names_dates_people_and_sources_as_its_page_does(pages):
    html = pages["/articles/gut-health-and-autoimmune-conditions/"]
    article = node_of(html, "MedicalWebPage")
    soup = BeautifulSoup(html, "html.parser")
    times = {time["datetime"] for time in soup.select(".imprint time")}
    assert {article["datePublished"], article["dateModified"]} <= times
    assert len(article["citation"]) == len(soup.select("ol.sources > li"))
    assert article["author"][0]["name"] in soup.find(class_="imprint").get_text()


def test_the_way_to_a_page_is_told_where_it_is_shown(pages):
    html = pages["/people/ingrid-halvorsen/"]
    steps = [step["name"] for step in node_of(html, "BreadcrumbList")["itemListElement"]]
    shown = [item.get_text(strip=True) for item in BeautifulSoup(html, "html.parser").select(".crumbs li")]
    assert steps == shown
    home = pages["/"]
    assert not [node for node in graph_of(home) if node["@type"] == "BreadcrumbList"]


def test_questions_are_told_where_they_are_shown(pages):
    told, shown = set(), set()
    for address, html in pages.items():
        if any(node["@type"] == "FAQPage" for node in graph_of(html)):
            told.add(address)
        if BeautifulSoup(html, "html.parser").select(".faq"):
            shown.add(address)
    assert told == shown != set()


def test_machines_learn_how_to_search_the_site(pages):
    action = node_of(pages["/"], "WebSite")["potentialAction"]
    template = action["target"]["urlTemplate"]
    assert template.endswith("/search/?q={search_term_string}")
