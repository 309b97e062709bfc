import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from wagtail.models import PageViewRestriction

from blog.models import ArticlePage
from tests.factories.blog import ArticlePageFactory, TopicFactory
from tests.factories.core import SiteImageFactory
from tests.helpers.queries import assert_max_queries


def titles(response):
    assert response.status_code == 200
    return [heading.get_text() for heading in BeautifulSoup(response.content, "html.parser").select(".card h3")]


@pytest.fixture
def hidden_articles(article_list):
    topic = TopicFactory(name="Gut basics", slug="gut-basics")
    ArticlePageFactory(parent=article_list, title="Public", topic=topic)
    ArticlePageFactory(parent=article_list, title="Draft", topic=topic, live=False)
    private = ArticlePageFactory(parent=article_list, title="Private", topic=topic)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.parametrize("address", ["/articles/", "/articles/topics/gut-basics/"])
def test_lists_show_what_anybody_may_read_and_nothing_else(client, hidden_articles, address):
    assert titles(client.get(address)) == ["Public"]


@pytest.mark.parametrize("address", ["/articles/feed/", "/articles/topics/gut-basics/feed/", "/sitemap.xml"])
def test_machines_see_what_anybody_may_read_and_nothing_else(client, hidden_articles, address):
    response = client.get(address)
    assert response.status_code == 200
    content = response.content.decode()
    seen = {article.title for article in ArticlePage.objects.all() if article.full_url in content}
    assert seen == {"Public"}
    assert "Draft" not in content and "Private" not in content


def test_the_topic_filter_counts_what_it_shows(client, hidden_articles):
    page = BeautifulSoup(client.get("/articles/topics/gut-basics/").content, "html.parser")
    entry = page.select_one('nav.filter a[aria-current="page"]')
    assert entry.get_text(" ", strip=True) == "Gut basics 1 article"


def test_an_article_counts_under_its_other_topics_too(client, article_list):
    main, more = TopicFactory(), TopicFactory(slug="more")
    article = ArticlePageFactory(parent=article_list, title="Both", topic=main)
    article.more_topics.add(more)
    article.save()
    assert titles(client.get("/articles/topics/more/")) == ["Both"]


def test_each_article_counts_once_for_each_of_its_topics(client, article_list):
    topics = [TopicFactory(name=f"Topic {letter}", slug=letter) for letter in "abc"]
    for main in topics:
        article = ArticlePageFactory(parent=article_list, topic=main)
        # The main topic again among the others, as an editor may tick it.
        article.more_topics.set([main, topics[0]])
        article.save()
    counts = {topic.slug: topic.article_count for topic in article_list.topics()}
    assert counts == {"a": 3, "b": 1, "c": 1}


@pytest.mark.parametrize("number", ["abc", "0", "-1", "99999", "", "1.5", "\0", "9" * 400])
def test_an_odd_page_number_shows_a_page(client, article_list, number):
    ArticlePageFactory(parent=article_list, title="Only one")
    assert titles(client.get("/articles/", {"page": number})) == ["Only one"]


@pytest.mark.parametrize(
    "address", ["/articles/topics/unknown/", "/articles/topics/", "/articles/topics/%00/", "/articles/nothing/"]
)
def test_an_unknown_topic_or_article_is_a_page_that_helps(client, article_list, address):
    response = client.get(address)
    assert response.status_code == 404
    assert 'role="search"' in response.content.decode()


def test_a_topic_without_articles_is_not_found(client, article_list):
    TopicFactory(slug="empty")
    assert client.get("/articles/topics/empty/").status_code == 404


def test_a_long_list_is_turned_page_by_page(client, article_list):
    for number in range(12):
        ArticlePageFactory(parent=article_list, title=f"Piece {number}")
    assert len(titles(client.get("/articles/"))) == 10
    assert len(titles(client.get("/articles/", {"page": 2}))) == 2


def test_a_list_costs_the_same_however_many_articles_there_are(client, article_list):
    def add(count):
        for _ in range(count):
            ArticlePageFactory(parent=article_list, topic=TopicFactory())

    add(2)
    client.get("/articles/")
    with assert_max_queries(30) as few:
        client.get("/articles/")
    add(8)
    with assert_max_queries(len(few)):
        client.get("/articles/")


def test_control_characters_from_slides_do_not_break_the_feed(client, article_list):
    ArticlePageFactory(parent=article_list, title="Fibre\x0b and beans", summary="One\x0btwo")
    response = client.get("/articles/feed/")
    assert response.status_code == 200
    assert "Fibre" in response.content.decode()


def test_the_feed_says_what_readers_of_feeds_need(client, article_list):
    topic = TopicFactory(name="Food and fibre")
    ArticlePageFactory(parent=article_list, title="Fibre & more", summary="Swaps for a week.", topic=topic)
    response = client.get("/articles/feed/")
    assert response["Content-Type"].startswith("application/atom+xml")
    atom = {"": "http://www.w3.org/2005/Atom"}
    entry = ElementTree.fromstring(response.content).find("entry", atom)
    assert entry.findtext("title", namespaces=atom) == "Fibre & more"
    assert entry.findtext("summary", namespaces=atom) == "Swaps for a week."
    assert entry.find("category", atom).get("term") == "Food and fibre"
    assert entry.find("link", atom).get("href").startswith("http://localhost/articles/")


@pytest.fixture
def three_articles(article_list):
    days = {"Beans": (2024, 2026), "Apples": (2025, None), "Carrots": (2023, 2025)}
    for title, (published, updated) in days.items():
        ArticlePageFactory(
            parent=article_list,
            title=title,
            first_published_at=datetime.datetime(published, 5, 1, tzinfo=datetime.UTC),
            updated_on=updated and datetime.date(updated, 5, 1),
        )


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ["Apples", "Beans", "Carrots"]),
        ("updated", ["Beans", "Carrots", "Apples"]),
        ("title", ["Apples", "Beans", "Carrots"]),
        ("pk;drop", ["Apples", "Beans", "Carrots"]),
        ("\0", ["Apples", "Beans", "Carrots"]),
    ],
)
def test_readers_choose_an_order_and_an_unknown_one_is_the_newest_first(client, three_articles, sort, expected):
    assert titles(client.get("/articles/", {"sort": sort})) == expected


def test_the_order_stays_when_a_list_is_turned(client, article_list):
    for number in range(12):
        ArticlePageFactory(parent=article_list, title=f"Piece {number:02}")
    page = BeautifulSoup(client.get("/articles/", {"sort": "title"}).content, "html.parser")
    assert page.select_one('a[rel="next"]')["href"] == "?sort=title&page=2"
    assert page.select_one('nav.filter a[aria-current="true"]').get_text() == "By title"


def test_an_article_leads_to_those_before_and_after_it_in_its_topic(client, article_list):
    topic = TopicFactory()
    made = [
        ArticlePageFactory(
            parent=article_list,
            topic=topic,
            title=f"Of {year}",
            first_published_at=datetime.datetime(year, 5, 1, tzinfo=datetime.UTC),
        )
        for year in (2021, 2022, 2023, 2024)
    ]
    ArticlePage.objects.filter(pk=made[2].pk).update(live=False)
    page = BeautifulSoup(client.get(made[1].url).content, "html.parser")
    assert page.select_one('[aria-labelledby="neighbours"] a[rel="prev"]').get_text() == "Of 2021"
    assert page.select_one('[aria-labelledby="neighbours"] a[rel="next"]').get_text() == "Of 2024"


def test_a_long_sitemap_becomes_an_index_of_several_files(client, article_list, monkeypatch):
    monkeypatch.setattr("home.sitemap.PageSitemap.limit", 2)
    articles = [ArticlePageFactory(parent=article_list) for _ in range(3)]
    index = client.get("/sitemap.xml").content.decode()
    assert "<sitemapindex" in index
    files = [urlsplit(part.partition("</loc>")[0]) for part in index.split("<loc>")[1:]]
    listed = "".join(client.get(f"{file.path}?{file.query}").content.decode() for file in files)
    assert all(f"<loc>{article.full_url}</loc>" in listed for article in articles)


def test_only_the_picture_that_a_reader_sees_first_is_loaded_at_once(client, article_list):
    for _ in range(3):
        ArticlePageFactory(parent=article_list, image=SiteImageFactory())
    pictures = BeautifulSoup(client.get("/articles/").content, "html.parser").select(".card img")
    assert [picture.get("loading") for picture in pictures] == [None, "lazy", "lazy"]
