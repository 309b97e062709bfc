"""What pages tell machines equals what readers see, and machines of all kinds can read it."""

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page, get_page_models

from core.models import BasePage
from tests.helpers.schemas import assert_valid_sitemap, read_valid_feed
from tests.helpers.structured_data import graph_of, node_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("demo")]

# Properties whose words stand on the page; others are addresses, dates in figures, references and kinds.
IN_WORDS = ("headline", "name", "description", "jobTitle", "text", "value")
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


def test_every_kind_of_page_is_among_them_and_says_more_of_itself_than_that_it_is_a_page(pages):
    told = {}
    for page in Page.objects.live().filter(depth__gt=1).specific():
        if page.url in pages:
            nodes = [node for node in graph_of(pages[page.url]) if node["@type"] not in FRAME]
            told[type(page)] = {name for node in nodes for name in node}
    assert told.keys() == {model for model in get_page_models() if issubclass(model, BasePage)}
    assert any(address.startswith("/articles/topics/") for address in pages)
    for model, properties in told.items():
        assert properties >= {"@type", "url", "inLanguage", "isPartOf"}, model
        assert properties & {"name", "headline"}, model


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


def test_every_feed_that_a_page_names_is_valid_and_shows_in_a_feed_reader_what_its_page_shows(client, pages):
    named = {
        link["href"]
        for html in pages.values()
        for link in BeautifulSoup(html, "html.parser").select('link[rel="alternate"]')
    }
    topics = {address + "feed/" for address in pages if address.startswith("/articles/topics/")}
    assert named == {"/articles/feed/", "/corrections/feed/", *topics}
    for address in named:
        feed = read_valid_feed(client.get(address).content)
        page = BeautifulSoup(pages[address.removesuffix("feed/")], "html.parser")
        shown = {link["href"] for link in page.select(".card h3 a, main a[href*='#correction-']")}
        assert shown and shown <= {re.sub("^https?://[^/]+", "", entry.link) for entry in feed.entries}, address
        assert feed.feed.author and all(entry.title and entry.summary for entry in feed.entries)


def test_the_sitemap_is_valid_in_one_file_and_in_several(client, monkeypatch):
    assert_valid_sitemap(client.get("/sitemap.xml").content)
    monkeypatch.setattr("home.sitemap.PageSitemap.limit", 10)
    index = client.get("/sitemap.xml").content
    assert_valid_sitemap(index)
    files = re.findall("<loc>https?://[^/<]+([^<]*)</loc>", index.decode())
    assert len(files) > 1
    for file in files:
        assert_valid_sitemap(client.get(file.replace("&amp;", "&")).content)


def test_the_sitemap_has_dates_where_they_are_true_and_none_for_pages_that_fill_themselves(client):
    entries = re.findall(
        "<loc>https?://[^/<]+([^<]*)</loc>\\s*(<lastmod>)?", client.get("/sitemap.xml").content.decode()
    )
    without = {address for address, date in entries if not date}
    topics = {address for address, _ in entries if address.startswith("/articles/topics/")}
    assert without == {"/", "/articles/", "/people/", *topics}
