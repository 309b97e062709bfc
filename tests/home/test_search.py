from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.search import clean_query
from tests.factories.blog import (
    ArticleListPageFactory,
    ArticlePageFactory,
    SourceFactory,
    TopicFactory,
    cite,
    person,
    text,
)
from tests.factories.home import StandardPageFactory
from tests.factories.offers import GuidePageFactory, ProductPageFactory, TrialPageFactory
from tests.helpers.queries import assert_max_queries


@pytest.fixture
def article_list(home):
    return ArticleListPageFactory(parent=home)


def page_of(client, query, **parameters):
    response = client.get("/search/", {"q": query, **parameters})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def found(client, query, **parameters):
    return [heading.get_text() for heading in page_of(client, query, **parameters).select(".card h3")]


def test_words_are_found_in_titles_summaries_and_bodies(client, article_list):
    ArticlePageFactory(parent=article_list, title="Fibre without the fuss")
    ArticlePageFactory(parent=article_list, title="Stress", summary="Thirteen studies of the vagus nerve.")
    ArticlePageFactory(parent=article_list, title="Microbes", body=[text("<p>They make vitamins.</p>")])
    assert found(client, "fibre") == ["Fibre without the fuss"]
    assert found(client, "vagus") == ["Stress"]
    assert found(client, "vitamins") == ["Microbes"]


def test_every_kind_of_page_that_says_something_is_found_and_named(client, article_list):
    home = article_list.get_parent()
    ArticlePageFactory(parent=article_list, title="Juniper in articles")
    person(title="Juniper Hale")
    StandardPageFactory(parent=home, title="About Juniper")
    GuidePageFactory(parent=home, title="The juniper guide")
    product = ProductPageFactory(parent=home, title="Juniper juice")
    TrialPageFactory(parent=home, title="Juniper for three days", product=product)
    kinds = {
        card.h3.get_text(): card.select_one(".topic").get_text() for card in page_of(client, "juniper").select(".card")
    }
    assert kinds == {
        "Juniper in articles": "Article",
        "Juniper Hale": "Who writes, who checks",
        "About Juniper": "About this site",
        "The juniper guide": "Free guide",
        "Juniper juice": "Product",
        "Juniper for three days": "Free sample",
    }


def test_a_title_counts_more_than_a_summary_and_a_summary_more_than_the_text(client, article_list):
    often = " ".join(f"The spleen once more, as we said in part {number}." for number in range(12))
    ArticlePageFactory(parent=article_list, title="Bones", body=[text(f"<p>{often}</p>")])
    ArticlePageFactory(parent=article_list, title="The spleen", body=[text("<p>Small, and useful.</p>" * 40)])
    ArticlePageFactory(parent=article_list, title="Organs", summary="What the spleen does, and the liver.")
    ArticlePageFactory(parent=article_list, title="Blood", body=[text("<p>The spleen is named here.</p>")])
    assert found(client, "spleen")[0] == "The spleen"
    assert found(client, "spleen").index("Organs") < found(client, "spleen").index("Blood")


def test_an_article_about_a_word_stands_above_those_that_mention_it(client, article_list):
    for number in range(3):
        body = [text("<p>It is far away. Zonulin was looked at too.</p>")]
        ArticlePageFactory(parent=article_list, title=f"Notes {number}", body=body)
    about = [text("<p>Zonulin opens the wall.</p><p>Who has more zonulin?</p><p>Zonulin and coeliac disease.</p>")]
    ArticlePageFactory(parent=article_list, title="What opens the wall", summary="Zonulin, explained.", body=about)
    for number in range(3, 6):
        body = [text("<p>It is far away. Zonulin was looked at too.</p>")]
        ArticlePageFactory(parent=article_list, title=f"Notes {number}", body=body)
    assert found(client, "zonulin")[0] == "What opens the wall"


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        *(("fibres", "fibre"), ("fibre", "fibres"), ("study", "studies"), ("studies", "study")),
        *(("eat", "eating"), ("eating", "eat"), ("disease", "diseases"), ("diseases", "disease")),
        *(("fiber", "fibre"), ("fibre", "fiber"), ("estrogen", "oestrogens"), ("diarrhoea", "diarrhea")),
        *(("diarrhea", "diarrhoea"), ("celiac", "coeliac"), ("coeliac", "celiac"), ("behavior", "behaviour")),
        *(("Crohn", "Crohn’s"), ("crohn's", "Crohn’s"), ("cliche", "cliché"), ("cliché", "cliche")),
        *(("what is fibre", "fibre"), ("omega-3", "omega-3"), ("ORGANIZATION", "organisations")),
    ],
)
@pytest.mark.parametrize("place", ["title", "summary", "body"])
def test_forms_and_spellings_find_each_other(client, article_list, asked, written, place):
    words = f"Notes on {written} here"
    fields = {"title": "Notes", "summary": "", place: [text(f"<p>{words}</p>")] if place == "body" else words}
    ArticlePageFactory(parent=article_list, **fields)
    page = page_of(client, asked)
    assert len(page.select(".card h3")) == 1
    marks = [mark.get_text() for mark in page.select(".card mark")]
    assert set(marks) == ({"omega", "3"} if asked == "omega-3" else {written})


@pytest.mark.parametrize(
    "written", ["omega-3", "and/or omega-3.", "omega 3", "done.Omega 3:1", "rich in Omega-3s and 3"]
)
def test_words_are_words_whatever_joins_them(client, article_list, written):
    ArticlePageFactory(parent=article_list, title="Notes", body=[text(f"<p>{written}</p>")])
    page = page_of(client, "omega-3")
    assert page.h1.get_text() == "1 result for “omega-3”"
    assert "some of them" not in page.get_text()


def test_all_words_count_and_when_no_page_has_all_some_will_do(client, article_list):
    ArticlePageFactory(parent=article_list, title="Fibre and beans")
    ArticlePageFactory(parent=article_list, title="Fibre and oats")
    assert found(client, "fibre beans") == ["Fibre and beans"]
    assert found(client, "oats spaceships") == ["Fibre and oats"]
    assert "No page has all of these words" in page_of(client, "oats spaceships").get_text()


def test_the_text_around_the_words_is_shown_without_marks_of_citation(client, article_list):
    source = SourceFactory()
    long = "Something else entirely. " * 30
    body = [text(f"<p>{long}</p><p>{long}They make <b>vitamins</b>.{cite(source)} {long}</p>")]
    ArticlePageFactory(parent=article_list, title="Microbes", summary="Who they are.", body=body)
    shown = page_of(client, "vitamin").select_one(".card p:not([class])")
    assert "They make vitamins." in shown.get_text()
    assert shown.mark.get_text() == "vitamins"
    assert shown.get_text().startswith("… ") and shown.get_text().endswith(" …")
    assert len(shown.get_text()) < 300 and "Sender" not in shown.get_text()


def test_what_a_result_shows_is_text_and_never_markup(client, article_list):
    ArticlePageFactory(
        parent=article_list, title="<i>Bile</i> & co", summary="", body=[text("<p>Bile &lt;script&gt; &amp; acids</p>")]
    )
    card = page_of(client, "bile").select_one(".card")
    assert card.h3.get_text() == "<i>Bile</i> & co"
    assert card.select_one("p:not([class])").get_text() == "Bile <script> & acids"
    assert not card.select("i, script")


def test_a_result_says_topic_and_day(client, article_list):
    topic = TopicFactory(name="Food")
    published = timezone.now().replace(year=2025, month=3, day=9, hour=12)
    ArticlePageFactory(parent=article_list, title="Beans", topic=topic, first_published_at=published)
    card = page_of(client, "beans").select_one(".card")
    assert card.select_one(".topic").get_text() == "Food"
    assert card.time["datetime"] == "2025-03-09"
    assert "Article" in card.select_one(".meta").get_text()


# Topics


@pytest.fixture
def food_and_sleep(article_list):
    food, sleep = (
        TopicFactory(name="Food", slug="food", position=1),
        TopicFactory(name="Sleep", slug="sleep", position=2),
    )
    for number in range(11):
        ArticlePageFactory(parent=article_list, title=f"Milk {number}", topic=food)
    both = ArticlePageFactory(parent=article_list, title="Milk at night", topic=sleep)
    both.more_topics.set([food, sleep])
    both.save()
    ArticlePageFactory(parent=article_list, title="Beds", topic=sleep)
    StandardPageFactory(parent=article_list.get_parent(), title="Milk and us")


def topics_of(page):
    return {link.find(string=True).strip(): link.span.find(string=True) for link in page.select(".filter a")}


def test_topics_say_how_much_there_is_and_narrow_it_down(client, food_and_sleep):
    page = page_of(client, "milk")
    assert topics_of(page) == {"Everything": "13", "Food": "12", "Sleep": "1"}
    assert found(client, "milk", topic="sleep") == ["Milk at night"]
    narrowed = page_of(client, "milk", topic="food")
    assert narrowed.h1.get_text() == "12 results for “milk”"
    assert narrowed.select_one(".filter [aria-current]").find(string=True).strip() == "Food"
    assert topics_of(narrowed) == topics_of(page)


def test_turning_the_page_keeps_the_words_and_the_topic(client, food_and_sleep):
    address = page_of(client, "milk", topic="food").select_one("a[rel=next]")["href"]
    page = BeautifulSoup(client.get(f"/search/{address}").content, "html.parser")
    assert page.h1.get_text() == "12 results for “milk”"
    assert len(page.select(".card")) == 2
    assert page.select_one(".pages [aria-current]").get_text() == "2"


@pytest.mark.parametrize("topic", ["nothing-like-it", "beds", "'; DROP TABLE", "\0", "x" * 5000, "мова"])
def test_an_unknown_topic_shows_all_topics_and_says_so(client, food_and_sleep, topic):
    page = page_of(client, "milk", topic=topic)
    assert page.h1.get_text() == "13 results for “milk”"
    assert "These are the results of all topics" in page.get_text()


# Who may read what


def restricted(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    return page


HIDDEN = {
    "a draft": lambda parent, **fields: ArticlePageFactory(parent=parent, live=False, **fields),
    "private": lambda parent, **fields: restricted(ArticlePageFactory(parent=parent, **fields)),
    "below a private page": lambda parent, **fields: ArticlePageFactory(parent=restricted(parent), **fields),
    "expired": lambda parent, **fields: ArticlePageFactory(
        parent=parent, live=False, expired=True, expire_at=timezone.now() - timedelta(days=1), **fields
    ),
    "scheduled": lambda parent, **fields: ArticlePageFactory(
        parent=parent, live=False, go_live_at=timezone.now() + timedelta(days=1), **fields
    ),
}


@pytest.fixture(params=HIDDEN)
def hidden(request, article_list):
    """An article about Prevotella that not everybody may read, in a topic of its own."""
    topic = TopicFactory(name="Prevotella things", slug="prevotella-things")
    return HIDDEN[request.param](article_list, title="Prevotella", topic=topic, body=[text("<p>Prevotella</p>")])


@pytest.mark.parametrize("query", ["prevotella", "prevotela", "prevotella spaceships"])
def test_what_not_everybody_may_read_is_never_found_nor_guessed(client, hidden, query):
    page = page_of(client, query)
    assert page.h1.get_text() == f"Nothing found for “{query}”"
    assert not page.select(".card, .filter")
    assert "prevotella things" not in page.get_text().lower()


def test_an_old_word_of_a_page_that_went_offline_leads_nowhere(client, article_list):
    article = ArticlePageFactory(parent=article_list, title="Prevotella")
    assert found(client, "prevotela") == ["Prevotella"]
    article.unpublish()
    page = page_of(client, "prevotela")
    assert page.h1.get_text() == "Nothing found for “prevotela”"
    assert "prevotella" not in page.main.get_text().lower()


# Odd input

ODD_QUERIES = [
    *("", " ", '"', '""', 'foo"bar', '"open', "'", "\\", "*", "%", "()", "a:b", "-", "--", "a -b"),
    *("AND", "OR NOT", "NEAR(a b)", "title:a", "a*", "^a", "{title}: a", "a & !b", "<->", ":*", "; DROP TABLE"),
    *("<script>alert(1)</script>", "the", "what is the", "'s", "a'b", "a''b", "’"),
    *("\0", "a\0b", "\u202eabc", "\ud800".encode("utf-8", "replace").decode()),
    *("😀", "мікробіом", "微生物", "e\u0301", "ﬁbre", "١٢٣"),
    *("x" * 10_000, "a " * 5_000, "'" * 300),
]


@pytest.mark.parametrize("query", ODD_QUERIES, ids=range(len(ODD_QUERIES)))
def test_any_input_gets_a_page(client, article_list, query):
    ArticlePageFactory(parent=article_list, title="A title")
    for parameters in ({}, {"exact": "1"}, {"topic": query}, {"page": query}):
        response = client.get("/search/", {"q": query, **parameters})
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize(
    "parameters",
    [
        *("q=a&q=b", "q[]=a", "page=abc&q=a", "q=a&page=0", "q=a&page=-1", "q=a&page=99999", "page=", "q=a&page=1e9"),
        *("%ff=%fe&q=%ff", "q=a&topic=", "q=a&topic=x&topic=y", "topic=x", "q=a&exact=%00", "q=a&page=%D9%A1"),
    ],
)
def test_any_parameters_get_a_page(client, article_list, parameters):
    assert client.get(f"/search/?{parameters}").status_code == 200


def test_a_search_is_only_asked_for(client, article_list):
    assert client.post("/search/", {"q": "a"}).status_code == 405
    assert client.head("/search/", {"q": "a"}).status_code == 200


def test_a_long_query_is_cut_and_the_reader_is_told(client, article_list):
    assert clean_query("word " * 100) == ((("word " * 100)[:120]).strip(), True)
    assert "first 120 characters" in client.get("/search/", {"q": "word " * 100}).content.decode()


def test_nothing_found_says_so_and_helps(client, home):
    page = client.get("/search/", {"q": "sourdoe"}).content.decode()
    assert "Nothing found for “sourdoe”" in page
    assert "the front page" in page


def test_nothing_found_leads_to_all_articles(client, article_list):
    assert "all articles" in client.get("/search/", {"q": "sourdoe"}).content.decode()


@pytest.mark.parametrize("query", ["", "sourdoe"])
def test_who_has_nothing_yet_is_shown_the_topics(client, article_list, query):
    topic = TopicFactory(name="Food", slug="food")
    TopicFactory(name="Empty")
    ArticlePageFactory(parent=article_list, topic=topic)
    page = page_of(client, query)
    assert [link["href"] for link in page.select(".index a")] == ["/articles/topics/food/"]


def test_a_result_that_shows_a_partner_says_so(client, article_list):
    home = article_list.get_parent()
    ProductPageFactory(parent=home, title="Green juice")
    StandardPageFactory(parent=home, title="Juice at home")
    cards = page_of(client, "juice").select(".card")
    marked = {card.h3.get_text(): bool(card.select(".tag--partner")) for card in cards}
    assert marked == {"Green juice": True, "Juice at home": False}


def test_results_are_turned_page_by_page(client, home):
    for number in range(12):
        StandardPageFactory(parent=home, title=f"Microbe {number}")
    assert len(found(client, "microbe")) == 10
    assert len(found(client, "microbe", page=2)) == 2


@pytest.mark.parametrize("query", ["milk", "milkk", "milk spaceships", "nothing"])
def test_a_search_costs_the_same_however_much_it_finds(client, food_and_sleep, article_list, query):
    def cost():
        page_of(client, query)
        with assert_max_queries(12) as captured:
            page_of(client, query)
        return len(captured)

    before = cost()
    for number in range(5):
        article = ArticlePageFactory(parent=article_list, title=f"More milk {number}", topic=TopicFactory())
        StandardPageFactory(parent=article_list.get_parent(), title=f"Milk {article.pk}")
    assert cost() == before


def test_search_pages_are_not_for_search_engines(client, home):
    assert 'name="robots" content="noindex"' in client.get("/search/", {"q": "a"}).content.decode()


def test_of_very_many_pages_those_with_the_word_in_their_title_and_the_newest_are_shown(
    client, article_list, monkeypatch
):
    for module in ("matching", "pages"):
        monkeypatch.setattr(f"home.search.{module}.MOST", 3)
    ArticlePageFactory(parent=article_list, title="The spleen")
    for number in range(3):
        ArticlePageFactory(parent=article_list, title=f"Notes {number}", summary="On the spleen.")
    page = page_of(client, "spleen")
    assert page.h1.get_text() == "More than 3 results for “spleen”"
    assert "One more word finds the right ones sooner." in page.get_text()
    assert found(client, "spleen")[0] == "The spleen"


def test_what_nobody_may_read_takes_no_place_among_the_pages_that_are_weighed(client, article_list, monkeypatch):
    for module in ("matching", "pages"):
        monkeypatch.setattr(f"home.search.{module}.MOST", 3)
    ArticlePageFactory(parent=article_list, title="Kefir")
    for number in range(5):
        ArticlePageFactory(parent=article_list, title=f"Notes {number}", summary="On kefir.", live=False)
    assert found(client, "kefir") == ["Kefir"]
    assert page_of(client, "kefir").h1.get_text() == "1 result for “kefir”"
