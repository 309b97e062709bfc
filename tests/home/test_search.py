import pytest
from bs4 import BeautifulSoup
from wagtail.models import PageViewRestriction

from home.search import clean_query
from tests.factories.blog import ArticleListPageFactory, ArticlePageFactory, text
from tests.factories.home import StandardPageFactory
from tests.factories.offers import ProductPageFactory
from tests.helpers.queries import assert_max_queries


@pytest.fixture
def article_list(home):
    return ArticleListPageFactory(parent=home)


def found(client, query, **parameters):
    response = client.get("/search/", {"q": query, **parameters})
    assert response.status_code == 200
    return [heading.get_text() for heading in BeautifulSoup(response.content, "html.parser").select(".card h3")]


def test_words_are_found_in_titles_summaries_and_bodies(client, article_list):
    ArticlePageFactory(parent=article_list, title="Fibre without the fuss")
    ArticlePageFactory(parent=article_list, title="Stress", summary="Thirteen studies of the vagus nerve.")
    ArticlePageFactory(parent=article_list, title="Microbes", body=[text("<p>They make vitamins.</p>")])
    assert found(client, "fibre") == ["Fibre without the fuss"]
    assert found(client, "vagus") == ["Stress"]
    assert found(client, "vitamins") == ["Microbes"]


def test_all_words_count_and_when_no_page_has_all_some_will_do(client, article_list):
    ArticlePageFactory(parent=article_list, title="Fibre and beans")
    ArticlePageFactory(parent=article_list, title="Fibre and oats")
    assert found(client, "fibre beans") == ["Fibre and beans"]
    assert sorted(found(client, "oats spaceships")) == ["Fibre and oats"]


def test_what_not_everybody_may_read_is_never_found(client, article_list):
    ArticlePageFactory(parent=article_list, title="Prevotella draft", live=False)
    private = ArticlePageFactory(parent=article_list, title="Prevotella private")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert found(client, "prevotella") == []


ODD_QUERIES = [
    *("", " ", '"', '""', 'foo"bar', '"open', "'", "\\", "*", "%", "()", "a:b", "-", "--", "a -b"),
    *("AND", "OR NOT", "; DROP TABLE", "<script>alert(1)</script>"),
    *("\0", "a\0b", "\u202eabc", "\ud800".encode("utf-8", "replace").decode()),
    *("😀", "мікробіом", "微生物"),
    *("x" * 10_000, "a " * 5_000),
]


@pytest.mark.parametrize("query", ODD_QUERIES, ids=range(len(ODD_QUERIES)))
def test_any_input_gets_a_page(client, article_list, query):
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize(
    "parameters",
    ["q=a&q=b", "q[]=a", "page=abc&q=a", "q=a&page=0", "q=a&page=99999", "page=", "%ff=%fe&q=%ff"],
)
def test_any_parameters_get_a_page(client, article_list, parameters):
    assert client.get(f"/search/?{parameters}").status_code == 200


def test_a_long_query_is_cut_and_the_reader_is_told(client, article_list):
    assert clean_query("word " * 100) == ((("word " * 100)[:120]).strip(), True)
    assert "first 120 characters" in client.get("/search/", {"q": "word " * 100}).content.decode()


def test_nothing_found_says_so_and_helps(client, home):
    page = client.get("/search/", {"q": "sourdoe"}).content.decode()
    assert "Nothing found for “sourdoe”" in page
    assert "the front page" in page


def test_nothing_found_leads_to_all_articles(client, article_list):
    assert "all articles" in client.get("/search/", {"q": "sourdoe"}).content.decode()


def test_a_result_that_shows_a_partner_says_so(client, article_list):
    home = article_list.get_parent()
    ProductPageFactory(parent=home, title="Green juice")
    StandardPageFactory(parent=home, title="Juice at home")
    page = BeautifulSoup(client.get("/search/", {"q": "juice"}).content, "html.parser")
    marked = {card.h3.get_text(): bool(card.select(".tag--partner")) for card in page.select(".card")}
    assert marked == {"Green juice": True, "Juice at home": False}


def test_results_are_turned_page_by_page_and_cost_the_same(client, home):
    for number in range(12):
        StandardPageFactory(parent=home, title=f"Microbe {number}")
    assert len(found(client, "microbe")) == 10
    assert len(found(client, "microbe", page=2)) == 2
    with assert_max_queries(16):
        found(client, "microbe")


def test_search_pages_are_not_for_search_engines(client, home):
    assert 'name="robots" content="noindex"' in client.get("/search/", {"q": "a"}).content.decode()
