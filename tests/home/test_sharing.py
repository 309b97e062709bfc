"""What a page tells other sites that link to it: its one address, its words and a picture in the right size."""

import pytest
from bs4 import BeautifulSoup

from core.models import SiteSettings
from tests.factories.blog import (
    ArticleAuthorFactory,
    ArticleListPageFactory,
    ArticlePageFactory,
    TopicFactory,
    person,
)
from tests.factories.core import SiteImageFactory
from tests.factories.home import StandardPageFactory
from tests.helpers.structured_data import node_of


@pytest.fixture
def article_list(home):
    return ArticleListPageFactory(parent=home, summary="All of them.")


def large(title):
    return SiteImageFactory(title=title, description=f"A drawing of {title}", file__width=1600, file__height=1200)


def head_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    head = BeautifulSoup(response.content, "html.parser").head
    told = {tag.get("property") or tag.get("name"): tag["content"] for tag in head.select("meta[content]")}
    canonical = head.find("link", rel="canonical")
    return told | {"canonical": canonical and canonical["href"]}


def test_an_article_is_shared_with_its_words_and_its_picture_in_the_size_that_others_show(client, article_list):
    article = ArticlePageFactory(parent=article_list, title="Fibre", summary="Swaps.", image=large("oats"))
    told = head_of(client, article.url)
    assert (told["og:title"], told["og:description"], told["og:type"]) == ("Fibre", "Swaps.", "article")
    assert told["og:url"] == told["canonical"] == article.full_url
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    assert told["og:image"].startswith("http") and told["og:image"].endswith(".jpg")
    assert told["og:image:alt"] == "A drawing of oats"
    assert told["twitter:card"] == "summary_large_image"


def test_a_picture_for_sharing_stands_before_the_page_s_own(client, article_list):
    article = ArticlePageFactory(parent=article_list, image=large("oats"), share_image=large("beans"))
    assert head_of(client, article.url)["og:image:alt"] == "A drawing of beans"


def test_a_page_without_a_picture_is_shared_with_that_of_the_site_and_a_site_without_one_with_words(client, home):
    page = StandardPageFactory(parent=home)
    assert head_of(client, page.url)["twitter:card"] == "summary"
    frame = SiteSettings.for_default_site()
    frame.share_image = large("the site")
    frame.save()
    told = head_of(client, page.url)
    assert told["og:image:alt"] == "A drawing of the site"
    assert (told["og:image:width"], told["twitter:card"]) == ("1200", "summary_large_image")


def test_a_topic_is_shared_as_itself_and_not_as_the_list(client, article_list):
    ArticlePageFactory(
        parent=article_list, topic=TopicFactory(name="Food", slug="food", summary="What to eat.", image=large("beans"))
    )
    told = head_of(client, "/articles/topics/food/")
    assert (told["og:title"], told["og:description"]) == ("Food", "What to eat.")
    assert told["og:image:alt"] == "A drawing of beans"


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        *(
            ("/articles/", "/articles/"),
            ("/articles/?page=2", "/articles/?page=2"),
            ("/articles/?page=1", "/articles/"),
        ),
        *(("/articles/?sort=title", "/articles/"), ("/articles/?sort=title&page=2", "/articles/?page=2")),
        *(("/articles/?page=99", "/articles/?page=2"), ("/articles/?utm_source=x&page=x", "/articles/")),
        *(
            ("/articles/topics/food/?page=2", "/articles/topics/food/?page=2"),
            ("/articles/?reply=received", "/articles/"),
        ),
    ],
)
def test_a_list_is_known_under_one_address_for_each_of_its_pages(client, article_list, asked, known):
    topic = TopicFactory(slug="food")
    for _ in range(11):
        ArticlePageFactory(parent=article_list, topic=topic)
    told = head_of(client, asked)
    assert told["canonical"] == told["og:url"] == f"http://localhost{known}"
    assert node_of(client.get(asked).content.decode(), "CollectionPage")["url"] == told["canonical"]


def test_the_pages_of_a_busy_author_each_have_an_address(client, article_list, monkeypatch):
    monkeypatch.setattr("blog.models.person.LINES_A_PAGE", 1)
    author = person(title="Maya")
    for _ in range(2):
        ArticleAuthorFactory(article=ArticlePageFactory(parent=article_list), person=author)
    assert head_of(client, f"{author.url}?page=2")["canonical"] == f"{author.full_url}?page=2"


@pytest.mark.parametrize("address", ["/search/?q=fibre", "/search/?q=fibre&page=2", "/search/"])
def test_a_search_has_no_address_to_be_known_under(client, article_list, address):
    told = head_of(client, address)
    assert told["robots"] == "noindex" and told["canonical"] is None and "og:url" not in told


def test_crawlers_are_told_where_the_sitemap_is_and_what_is_not_for_them(client, home):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *" and lines[-1] == "Sitemap: http://testserver/sitemap.xml"
    kept_out = {line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow")}
    assert kept_out == {"/admin/", "/out/", "/requests/", "/search/"}
