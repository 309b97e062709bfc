"""What editors learn of searches, and what they pick for them."""

import logging
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits, SearchPromotion

from home.roles import set_up_roles
from home.search import counting
from tests.factories.blog import ArticleListPageFactory, ArticlePageFactory
from tests.factories.core import UserFactory
from tests.home.test_search import HIDDEN


@pytest.fixture
def article_list(home):
    return ArticleListPageFactory(parent=home)


def counts():
    return {hits.query.query_string: hits.hits for hits in QueryDailyHits.objects.select_related("query")}


def test_a_search_is_counted_by_its_words_and_day(client, article_list):
    for query in ("Fibre", " fibre ", "FIBRE", "oats"):
        client.get("/search/", {"q": query})
    assert counts() == {"fibre": 3, "oats": 1}
    assert set(QueryDailyHits.objects.values_list("date", flat=True)) == {timezone.localdate()}


def test_turning_the_page_or_choosing_a_topic_is_no_new_search(client, article_list):
    for more in ({"page": "2"}, {"topic": "food"}, {"exact": "1"}):
        client.get("/search/", {"q": "fibre", **more})
    client.head("/search/", {"q": "fibre"})
    client.get("/search/suggest/", {"q": "fibre"})
    assert counts() == {}


@pytest.mark.parametrize(
    "query",
    [
        *("rosa@example.org", "call 07700 900123", "+44 (0)20-7946-0000", "nhs 943 476 5919", "born 12.03.1984"),
        *("https://example.org/me", "www.example.org", "word " * 20, "", "12345", "?!", "12"),
    ],
)
def test_what_may_be_about_somebody_or_is_no_question_is_not_counted(client, article_list, query):
    assert client.get("/search/", {"q": query}).status_code == 200
    assert not Query.objects.exists()


@pytest.mark.parametrize("query", ["vitamin b12", "30 plants a week", "covid 2020", "omega-3"])
def test_a_few_digits_are_part_of_a_question(client, article_list, query):
    client.get("/search/", {"q": query})
    assert counts() == {query: 1}


def test_a_search_is_answered_when_it_cannot_be_counted_and_no_log_has_its_words(
    client, article_list, monkeypatch, caplog
):
    def fail(*args, **kwargs):
        raise DatabaseError("no")

    ArticlePageFactory(parent=article_list, title="Fibre")
    monkeypatch.setattr(counting.Query.objects, "bulk_create", fail)
    with caplog.at_level(logging.DEBUG, logger="home.search.counting"):
        assert "1 result" in client.get("/search/", {"q": "fibre"}).content.decode()
    assert "could not be counted" in caplog.text and "fibre" not in caplog.text


def test_a_search_leaves_no_cookie_and_no_reader_behind(client, article_list):
    response = client.get("/search/", {"q": "fibre"}, REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="Reader/1.0")
    assert not response.cookies
    assert {field.name for field in QueryDailyHits._meta.get_fields()} == {"id", "query", "date", "hits"}


def test_housekeeping_deletes_old_counts_and_keeps_what_editors_picked(client, article_list, settings):
    today = timezone.localdate()
    kept, old, picked = (Query.get(words) for words in ("oats", "milk", "beans"))
    QueryDailyHits.objects.create(query=kept, date=today, hits=1)
    long_ago = today - timedelta(days=settings.WAGTAILSEARCH_HITS_MAX_AGE + 2)
    QueryDailyHits.objects.create(query=old, date=long_ago, hits=1)
    SearchPromotion.objects.create(query=picked, page=article_list)
    call_command("housekeeping", verbosity=0, stdout=open("/dev/null", "w"))  # noqa: SIM115
    assert set(Query.objects.values_list("query_string", flat=True)) == {"oats", "beans"}
    assert counts() == {"oats": 1}


# What editors pick


def page_of(client, query, **parameters):
    return BeautifulSoup(client.get("/search/", {"q": query, **parameters}).content, "html.parser")


def titles(page):
    return [heading.get_text() for heading in page.select(".card h3")]


def pick(words, *pages):
    for order, page in enumerate(pages):
        SearchPromotion.objects.create(query=Query.get(words), page=page, sort_order=order)


def test_what_editors_picked_stands_first_once_and_is_labelled(client, article_list):
    ArticlePageFactory(parent=article_list, title="Fibre")
    chosen = ArticlePageFactory(parent=article_list, title="Thirty plants", summary="Where fibre is.")
    other = ArticlePageFactory(parent=article_list, title="Beans")
    pick("fibre", chosen, other)
    page = page_of(client, "Fibre ")
    assert titles(page) == ["Thirty plants", "Beans", "Fibre"]
    section = page.find("h2", string="Picked by our editors").parent
    assert titles(section) == ["Thirty plants", "Beans"]


def test_a_pick_is_shown_where_nothing_has_the_words(client, article_list):
    pick("zzz", ArticlePageFactory(parent=article_list, title="Rest"))
    page = page_of(client, "zzz")
    assert titles(page) == ["Rest"] and page.h1.get_text() == "1 result for “zzz”"


def test_a_pick_counts_for_what_was_meant_too(client, article_list):
    ArticlePageFactory(parent=article_list, title="Prevotella")
    pick("prevotella", ArticlePageFactory(parent=article_list, title="Start here"))
    assert titles(page_of(client, "prevotela")) == ["Start here", "Prevotella"]


def test_picks_stand_on_the_first_page_only(client, article_list):
    for number in range(12):
        ArticlePageFactory(parent=article_list, title=f"Milk {number}")
    pick("milk", ArticlePageFactory(parent=article_list, title="Rest"))
    assert "Rest" not in titles(page_of(client, "milk", page=2))


@pytest.mark.parametrize("state", HIDDEN)
def test_a_pick_that_not_everybody_may_read_is_not_shown(client, article_list, state):
    pick("rest", HIDDEN[state](article_list, title="Secret"))
    page = page_of(client, "rest")
    assert page.h1.get_text() == "Nothing found for “rest”" and "Secret" not in page.get_text()


def test_an_editor_picks_pages_and_is_asked_for_no_other_address(client, article_list):
    set_up_roles()
    client.force_login(UserFactory(role="Editor"))
    form = BeautifulSoup(client.get("/admin/searchpicks/add/").content, "html.parser")
    assert form.find(attrs={"name": "query_string"})
    assert not [field["name"] for field in form.select("[name]") if "external" in field["name"]]
    chosen = ArticlePageFactory(parent=article_list, title="Rest")
    data = {"query_string": "sleep", "editors_picks-TOTAL_FORMS": 1, "editors_picks-INITIAL_FORMS": 0}
    data |= {"editors_picks-MIN_NUM_FORMS": 0, "editors_picks-MAX_NUM_FORMS": 1000}
    data |= {"editors_picks-0-page": chosen.pk, "editors_picks-0-ORDER": 0, "editors_picks-0-DELETE": ""}
    response = client.post("/admin/searchpicks/add/", data, HTTP_SEC_FETCH_SITE="same-origin")
    assert response.status_code == 302
    assert titles(page_of(client, "sleep")) == ["Rest"]


@pytest.mark.parametrize("role", ["Writer", "Medical reviewer", "Moderator", "Fulfilment"])
def test_other_roles_pick_nothing(client, article_list, role):
    set_up_roles()
    client.force_login(UserFactory(role=role))
    assert client.get("/admin/searchpicks/add/").status_code == 302
