import pytest
from bs4 import BeautifulSoup

from tests.factories.blog import ArticleListPageFactory, ArticlePageFactory
from tests.helpers.queries import assert_max_queries


@pytest.fixture
def article_list(home):
    return ArticleListPageFactory(parent=home)


def offered(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    return [link.get_text() for link in BeautifulSoup(answer.content, "html.parser").select("main .leaders a")]


def test_an_old_address_leads_to_the_page_with_its_words(client, article_list):
    ArticlePageFactory(parent=article_list, title="Fibre without the fuss")
    ArticlePageFactory(parent=article_list, title="Stress and your gut")
    assert offered(client, "/2019/04/fibre-without-fuss/")[0] == "Fibre without the fuss"


def test_a_slip_in_the_address_is_understood(client, article_list):
    ArticlePageFactory(parent=article_list, title="Probiotics: when they help")
    assert "Probiotics: when they help" in offered(client, "/articles/probiotcis/")


def test_a_page_that_only_mentions_a_word_of_the_address_is_not_offered(client, article_list):
    ArticlePageFactory(parent=article_list, title="Stress and your gut", summary="What fibre has to do with it.")
    assert "Stress and your gut" not in offered(client, "/fibre-without-the-fuss/")
    assert "Stress and your gut" not in offered(client, "/fibre/")


def test_a_dead_link_to_a_shop_leads_to_no_page(client, article_list):
    ArticlePageFactory(parent=article_list, title="Probiotics: when they help")
    assert "Probiotics: when they help" not in offered(client, "/out/probiotics/")


def test_a_draft_is_not_offered(client, article_list):
    ArticlePageFactory(parent=article_list, title="Fibre without the fuss", live=False)
    assert "Fibre without the fuss" not in offered(client, "/fibre-without-the-fuss/")


@pytest.mark.parametrize(
    "address", ["/wp-login.php", "/.env", "/a/", "/%00/", "/%22%27/", "/" + "x" * 5000 + "/", "/----/", "/мікробіом/"]
)
def test_what_programs_ask_for_gets_a_plain_answer(client, article_list, address):
    assert client.get(address).status_code == 404


def test_a_missing_page_costs_few_queries(client, article_list):
    for number in range(5):
        ArticlePageFactory(parent=article_list, title=f"Fibre, part {number}")
    client.get("/fibre/")
    with assert_max_queries(14):
        client.get("/fibre/")
