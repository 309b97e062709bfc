"""What happens when a reader slips."""

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache

from home.search.vocabulary import vocabulary
from tests.factories.blog import ArticleListPageFactory, ArticlePageFactory, GlossaryTermFactory, TopicFactory, text
from tests.helpers.queries import assert_max_queries, count_queries


@pytest.fixture
def article_list(home):
    return ArticleListPageFactory(parent=home)


def page_of(client, query, **parameters):
    return BeautifulSoup(client.get("/search/", {"q": query, **parameters}).content, "html.parser")


def titles(page):
    return [heading.get_text() for heading in page.select(".card h3")]


@pytest.fixture
def prevotella(article_list):
    return ArticlePageFactory(parent=article_list, title="Prevotella copri", body=[text("<p>A microbiome.</p>")])


@pytest.mark.parametrize(
    "slip", ["prevotela", "prevottella", "perovtella", "Prevotlla", "prevotella’", "copir prevotela"]
)
def test_a_slip_finds_what_was_meant(client, prevotella, slip):
    assert titles(page_of(client, slip)) == ["Prevotella copri"]


def test_the_reader_is_told_and_may_search_for_what_was_typed(client, prevotella):
    page = page_of(client, "prevotela")
    assert page.h1.get_text() == "1 result for “prevotella”"
    assert page.input["value"] == "prevotela"
    assert [mark.get_text() for mark in page.select(".card h3 mark")] == ["Prevotella"]
    link = page.find("a", string="Search for “prevotela” as typed")
    literally = BeautifulSoup(client.get(f"/search/{link['href']}").content, "html.parser")
    assert literally.h1.get_text() == "Nothing found for “prevotela”"


def test_a_word_of_the_text_is_known_too(client, prevotella):
    assert page_of(client, "microbime").h1.get_text() == "1 result for “microbiome”"


def test_a_slip_in_either_spelling_finds_the_article(client, article_list):
    ArticlePageFactory(parent=article_list, title="When diarrhoea lasts")
    for slip in ("diarhea", "diarrhoa", "diarrea", "diarhoea"):
        assert titles(page_of(client, slip)) == ["When diarrhoea lasts"]


def test_the_likelier_of_two_words_is_taken(client, article_list):
    for number in range(3):
        ArticlePageFactory(parent=article_list, title=f"Bread {number}")
    ArticlePageFactory(parent=article_list, title="Breed")
    assert page_of(client, "breod").h1.get_text() == "3 results for “bread”"


def test_where_little_was_found_another_word_is_offered(client, article_list):
    ArticlePageFactory(parent=article_list, title="Letters", body=[text("<p>She wrote probiotcs.</p>")], live=True)
    for number in range(3):
        ArticlePageFactory(parent=article_list, title=f"Probiotics {number}")
    # Known, so not taken for a slip.
    assert not page_of(client, "probiotcs").find("b", string="probiotics")
    cache.clear()
    page = page_of(client, "probiotics letterz")
    assert page.h1.get_text() == "4 results for “probiotics letters”"
    assert "some of them" in page.get_text()


def test_what_is_right_is_left_alone(client, prevotella, article_list):
    ArticlePageFactory(parent=article_list, title="Prevotellas in summer")
    assert page_of(client, "prevotellas").h1.get_text() == "2 results for “prevotellas”"


@pytest.mark.parametrize("query", ["sourdoe", "qwertz", "xy", "12345", "微生物", "мікробіом"])
def test_what_is_near_nothing_is_not_corrected(client, prevotella, query):
    page = page_of(client, query)
    assert page.h1.get_text() == f"Nothing found for “{query}”"
    assert not page.find("a", string=lambda words: words and "as typed" in words)


def test_topics_and_the_glossary_are_known(article_list):
    TopicFactory(name="Probiotics")
    GlossaryTermFactory(term="dysbiosis")
    assert {"probiotics", "dysbiosis"} <= set(vocabulary())


def test_drafts_are_not_known(article_list):
    ArticlePageFactory(
        parent=article_list, title="Zonulin", summary="Occludin.", body=[text("<p>Claudin</p>")], live=False
    )
    assert not {"zonulin", "occludin", "claudin"} & set(vocabulary())


def test_the_words_of_the_site_are_not_read_for_each_reader(client, prevotella):
    page_of(client, "prevotela")
    with count_queries() as captured:
        page_of(client, "prevotela")
    assert not [query for query in captured.captured_queries if "blog_glossaryterm" in query["sql"]]


def test_a_slip_costs_little_even_for_the_first_reader(client, prevotella):
    client.get("/")
    cache.clear()
    with assert_max_queries(18):
        page_of(client, "prevotela")
