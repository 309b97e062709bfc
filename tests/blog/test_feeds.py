"""Feeds that the strictest reader takes, whatever stands in the articles."""

import datetime

import pytest
from bs4 import BeautifulSoup

from tests.factories.blog import (
    ArticleAuthorFactory,
    ArticlePageFactory,
    CorrectionFactory,
    TopicFactory,
    person,
)
from tests.factories.offers import ProductPageFactory
from tests.helpers.schemas import read_valid_feed

NASTY = 'One\x0btwo &amp; <b>"signs"</b> \ufffe 👩‍⚕️'
AS_READ = 'One two &amp; <b>"signs"</b>   👩‍⚕️'


def read(client, address):
    response = client.get(address)
    assert response["Content-Type"].startswith("application/atom+xml")
    return read_valid_feed(response.content)


def words(html):
    return BeautifulSoup(html, "html.parser").get_text()


def test_a_feed_reader_shows_title_summary_authors_topics_and_days(client, article_list):
    main, more = TopicFactory(name="Food"), TopicFactory(name="Sleep")
    day = datetime.datetime(2026, 3, 9, 12, tzinfo=datetime.UTC)
    article = ArticlePageFactory(
        parent=article_list, title="Fibre", summary="Swaps.", topic=main, first_published_at=day,
        updated_on=datetime.date(2026, 4, 1),
    )  # fmt: skip
    article.more_topics.add(more)
    article.save()
    ArticleAuthorFactory(article=article, person=person(title="Maya"))
    ArticleAuthorFactory(article=article, person=person(title="Tom", live=False))
    entry = read(client, "/articles/feed/").entries[0]
    assert (entry.title, entry.summary, entry.link) == ("Fibre", "Swaps.", article.full_url)
    assert [author.name for author in entry.authors] == ["Maya", "Tom"]
    assert [author.get("href") for author in entry.authors] == [article.authors[0].full_url, None]
    assert [tag.term for tag in entry.tags] == ["Food", "Sleep"]
    assert entry.published.startswith("2026-03-09") and entry.updated.startswith("2026-04-01")


def test_what_stands_in_an_article_cannot_break_a_feed_nor_become_markup(client, article_list):
    topic = TopicFactory(name=NASTY, slug="nasty", summary=NASTY)
    article = ArticlePageFactory(parent=article_list, title=NASTY, summary=NASTY, topic=topic)
    ArticleAuthorFactory(article=article, person=person(title=NASTY))
    CorrectionFactory(article=article, was=NASTY, now=NASTY)
    for address in ("/articles/feed/", "/articles/topics/nasty/feed/"):
        entry = read(client, address).entries[0]
        assert words(entry.summary) == AS_READ
        assert entry.title_detail.type == "text/plain" and "<b>" in entry.title
    correction = read(client, "/corrections/feed/").entries[0]
    assert f"We wrote: {AS_READ}" in words(correction.summary)


def test_a_feed_with_nothing_in_it_is_one_too(client, article_list):
    for address in ("/articles/feed/", "/corrections/feed/"):
        assert read(client, address).entries == []


def test_an_entry_keeps_its_id_when_its_article_moves(client, article_list):
    article = ArticlePageFactory(parent=article_list, slug="old")
    before = read(client, "/articles/feed/").entries[0]
    article.slug = "new"
    article.save(clean=False)
    after = read(client, "/articles/feed/").entries[0]
    assert after.id == before.id and after.link != before.link


def test_an_article_that_shows_a_partner_says_so_in_the_feed(client, article_list):
    product = ProductPageFactory(parent=article_list.get_parent())
    ArticlePageFactory(parent=article_list, summary="", body=[{"type": "product_band", "value": {"page": product.pk}}])
    assert "Partner offer" in words(read(client, "/articles/feed/").entries[0].summary)


@pytest.mark.parametrize("address", ["/", "/articles/", "/articles/topics/food/"])
def test_a_page_with_articles_names_its_feed_to_feed_readers_and_to_people(client, article_list, address):
    ArticlePageFactory(parent=article_list, topic=TopicFactory(slug="food"))
    page = BeautifulSoup(client.get(address).content, "html.parser")
    feed = page.find("link", rel="alternate", type="application/atom+xml")["href"]
    assert read(client, feed).entries
    assert address == "/" or page.main.find("a", href=feed)
