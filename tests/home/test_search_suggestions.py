"""What the search box suggests while somebody types."""

import pytest

from tests.factories.blog import ArticleListPageFactory, ArticlePageFactory, TopicFactory, person
from tests.factories.home import StandardPageFactory
from tests.helpers.queries import assert_max_queries
from tests.home.test_search import HIDDEN, ODD_QUERIES


@pytest.fixture
def article_list(home):
    return ArticleListPageFactory(parent=home)


def suggested(client, typed):
    response = client.get("/search/suggest/", {"q": typed})
    assert response.status_code == 200
    return response.json()["suggestions"]


def titles(client, typed):
    return [suggestion["title"] for suggestion in suggested(client, typed)]


def test_topics_and_titles_are_suggested_with_kind_and_address(client, article_list):
    topic = TopicFactory(name="Food and fibre", slug="food")
    ArticlePageFactory(parent=article_list, title="Fibre without the fuss", slug="fibre", topic=topic)
    assert suggested(client, "fib") == [
        {"title": "Food and fibre", "kind": "Topic", "url": "/articles/topics/food/"},
        {"title": "Fibre without the fuss", "kind": "Article", "url": "/articles/fibre/"},
    ]


@pytest.mark.parametrize("typed", ["fib", "FIBRE", "without fi", "fuss", "fibe", "fiber w", "  fib ", "the fuss"])
def test_every_word_may_begin_it_in_either_spelling(client, article_list, typed):
    ArticlePageFactory(parent=article_list, title="Fibre without the fuss")
    assert titles(client, typed) == ["Fibre without the fuss"]


@pytest.mark.parametrize("typed", ["", " ", "f", "bre", "fibre x", "."])
def test_nothing_is_suggested_for_too_little_or_the_wrong_letters(client, article_list, typed):
    ArticlePageFactory(parent=article_list, title="Fibre without the fuss")
    assert titles(client, typed) == []


@pytest.mark.parametrize("typed", ["probo", "probotics", "porbio", "help probo"])
def test_a_slip_is_understood_where_nothing_begins_so(client, article_list, typed):
    ArticlePageFactory(parent=article_list, title="Probiotics: when they help")
    assert titles(client, typed) == ["Probiotics: when they help"]
    with assert_max_queries(6):
        titles(client, typed)


def test_people_and_pages_about_the_site_are_suggested_and_lists_are_not(client, article_list):
    person(title="Maya Okafor")
    StandardPageFactory(parent=article_list.get_parent(), title="May we help?")
    assert sorted(titles(client, "may")) == ["May we help?", "Maya Okafor"]
    assert titles(client, "articles") == []


def test_there_are_eight_at_most(client, article_list):
    for number in range(9):
        ArticlePageFactory(parent=article_list, title=f"Milk {number}", topic=TopicFactory(name=f"Milk and {number}"))
    assert len(titles(client, "milk")) == 8


@pytest.mark.parametrize("state", HIDDEN)
def test_what_not_everybody_may_read_is_never_suggested(client, article_list, state):
    HIDDEN[state](article_list, title="Prevotella", topic=TopicFactory(name="Prevotella things"))
    assert titles(client, "prevo") == []


@pytest.mark.parametrize("typed", ODD_QUERIES, ids=range(len(ODD_QUERIES)))
def test_any_input_gets_an_answer(client, article_list, typed):
    ArticlePageFactory(parent=article_list, title="Fibre")
    suggested(client, typed)


@pytest.mark.parametrize("parameters", ["", "q=a&q=b", "q[]=fib", "%ff=%fe&q=%ff", "x=1"])
def test_any_parameters_get_an_answer(client, article_list, parameters):
    assert client.get(f"/search/suggest/?{parameters}").status_code == 200


def test_the_answer_is_the_same_for_everybody_and_not_for_search_engines(client, article_list):
    response = client.get("/search/suggest/", {"q": "fib"})
    assert response["Cache-Control"] == "public, max-age=300" or set(response["Cache-Control"].split(", ")) == {
        "public",
        "max-age=300",
    }
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Content-Type"] == "application/json"
    assert not response.cookies and "Cookie" not in response.get("Vary", "")
    assert client.post("/search/suggest/", {"q": "fib"}).status_code == 405


def test_suggestions_cost_three_queries_however_many_there_are(client, article_list):
    for number in range(9):
        ArticlePageFactory(parent=article_list, title=f"Milk {number}", topic=TopicFactory(name=f"Milk and {number}"))
    titles(client, "milk")
    with assert_max_queries(3):
        titles(client, "milk")
