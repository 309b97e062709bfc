"""Citations on pages that are no articles: each page that has a body lists what it cites."""

import pytest
from bs4 import BeautifulSoup
from wagtail.rich_text import RichText

from blog.models import ArticlePage
from blog.structured_data import article_data
from tests.factories.blog import (
    ArticleListPageFactory,
    ArticlePageFactory,
    PeoplePageFactory,
    PersonPageFactory,
    SourceFactory,
    cite,
)
from tests.factories.home import StandardPageFactory, site_with_home
from tests.factories.offers import GuidePageFactory, ProductPageFactory, TrialPageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "factory",
    [
        ArticleListPageFactory,
        GuidePageFactory,
        PeoplePageFactory,
        PersonPageFactory,
        ProductPageFactory,
        StandardPageFactory,
        TrialPageFactory,
    ],
)
def test_every_kind_of_page_lists_the_sources_it_cites(client, factory):
    parent = PeoplePageFactory(parent=site_with_home()) if factory is PersonPageFactory else site_with_home()
    page = factory(parent=parent)
    page.body = [
        ("heading", "Sources"),
        ("text", RichText(f"<p>38 trillion.{cite(SourceFactory(title='A revised estimate'))}</p>")),
    ]
    page.save()
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    entry = soup.select_one("section[aria-labelledby=sources] ol.sources li")
    assert "A revised estimate" in entry.get_text()
    assert len(soup.select("#sources")) == 1
    assert soup.find(id=entry.find("a", href="#cite-1a")["href"][1:])["popovertarget"] == "cite-1a-card"


@pytest.mark.parametrize("factory", [GuidePageFactory, TrialPageFactory])
def test_what_stands_around_a_form_is_numbered_in_the_order_of_the_page(client, factory):
    page = factory(parent=site_with_home())
    sources = [SourceFactory(title=f"Source {number}") for number in range(4)]
    cited = [f"<p>Said.{cite(source)}</p>" for source in sources]
    page.introduction = [("text", RichText(cited[0]))]
    page.body = [("text", RichText(cited[1]))]
    page.faq = [{"type": "faq", "value": [{"question": "Why?", "answer": cited[2]}]}]
    page.thank_you = [("text", RichText(cited[3]))]
    page.save()
    for address, titles in ((page.url, ["Source 0", "Source 1", "Source 2"]), (f"{page.url}thank-you/", ["Source 3"])):
        html = BeautifulSoup(client.get(address).content, "html.parser")
        entries = html.select("section[aria-labelledby=sources] ol.sources li")
        assert [next(title for title in titles if title in entry.get_text()) for entry in entries] == titles


def test_programs_learn_that_a_cited_source_was_retracted(article_list):
    sound = SourceFactory()
    bad = SourceFactory(status="retracted", status_on="2020-01-01", status_url="https://example.org/notice")
    article = ArticlePageFactory(parent=article_list)
    article.body = [("text", RichText(f"<p>One.{cite(sound)} Two.{cite(bad)}</p>"))]
    article.save()
    works = article_data(ArticlePage.objects.get(pk=article.pk), None, None)["citation"]
    assert [work.get("creativeWorkStatus") for work in works] == [None, "Retracted"]
