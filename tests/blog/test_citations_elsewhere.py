"""Citations on pages that are no articles: each page that has a body lists what it cites."""

import pytest
from bs4 import BeautifulSoup
from wagtail.rich_text import RichText

from blog.models import ArticlePage
from blog.structured_data import article_data
from offers.models import GuidePage, TrialPage
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


@pytest.mark.parametrize("model", [GuidePage, TrialPage])
def test_a_thank_you_page_offers_no_citation_because_nothing_would_number_it(model):
    assert not {"citation", "glossary"} & set(model._meta.get_field("thank_you").features)


def test_programs_learn_that_a_cited_source_was_retracted(article_list):
    sound = SourceFactory()
    bad = SourceFactory(status="retracted", status_on="2020-01-01", status_url="https://example.org/notice")
    article = ArticlePageFactory(parent=article_list)
    article.body = [("text", RichText(f"<p>One.{cite(sound)} Two.{cite(bad)}</p>"))]
    article.save()
    works = article_data(ArticlePage.objects.get(pk=article.pk), None, None)["citation"]
    assert [work.get("creativeWorkStatus") for work in works] == [None, "Retracted"]
