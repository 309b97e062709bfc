"""Offers are counted by the day and articles by the month: readers, not programs, and nothing about anybody."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from wagtail.models import PageViewRestriction

from offers.models import ArticleClicks, OfferCount, OutboundClicks, ProductPage
from offers.performance.counting import count, delete_old_counts
from offers.performance.visits import CountVisitsMiddleware
from tests.factories.blog import ArticleListPageFactory, ArticlePageFactory
from tests.factories.core import UserFactory
from tests.factories.home import StandardPageFactory
from tests.factories.offers import OutboundLinkFactory, ProductPageFactory
from tests.helpers.queries import assert_max_queries
from tests.helpers.reader import FIREFOX, reader

# What docs/architecture.md promises for every public page.
BUDGET = 12
Kind = OfferCount.Kind


@pytest.fixture
def client():
    return reader()


@pytest.fixture
def article(home):
    return ArticlePageFactory(parent=ArticleListPageFactory(parent=home), slug="on-lupus")


def counted(kind=Kind.VIEW) -> int:
    return sum(OfferCount.objects.filter(kind=kind).values_list("count", flat=True))


def came_from(address: str) -> dict:
    return {"headers": {"referer": address}}


def test_each_opening_counts_for_its_day(client, guide):
    for day, times in ((20, 2), (21, 1)):
        with time_machine.travel(datetime.datetime(2026, 11, day, 12, tzinfo=datetime.UTC)):
            for _ in range(times):
                assert client.get(guide.url).status_code == 200
    rows = OfferCount.objects.order_by("day").values_list("offer", "kind", "day", "count")
    assert list(rows) == [
        (guide.pk, "view", datetime.date(2026, 11, 20), 2),
        (guide.pk, "view", datetime.date(2026, 11, 21), 1),
    ]


def test_product_guide_and_trial_count_each_for_itself(client, guide, trial):
    for page in (guide, trial, trial.product):
        client.get(page.url)
    assert set(OfferCount.objects.values_list("offer", "count")) == {
        (guide.pk, 1),
        (trial.pk, 1),
        (trial.product_id, 1),
    }


def test_other_pages_thank_you_pages_and_forms_that_are_sent_do_not_count(client, home, guide, guide_data):
    client.get(home.url)
    client.get(StandardPageFactory(parent=home).url)
    client.get(f"{guide.url}thank-you/")
    client.post(guide.url, guide_data)
    client.post(guide.url, {})
    client.head(guide.url)
    client.get(f"{guide.url}nothing/")
    assert counted() == 0


PROGRAMS = [
    {"user-agent": ""},
    {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
    {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0.0.0 Safari/537.36"},
    {"user-agent": "curl/8.14.1"},
    {"user-agent": "python-httpx/0.28"},
    {"user-agent": FIREFOX, "sec-purpose": "prefetch;prerender"},
    {"user-agent": FIREFOX, "purpose": "prefetch"},
    {"user-agent": FIREFOX, "x-moz": "prefetch"},
]


def test_programs_and_pages_fetched_in_advance_do_not_count(client, guide):
    for headers in PROGRAMS:
        assert client.get(guide.url, headers=headers).status_code == 200
        assert counted() == 0, headers


TELEPHONES = [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/18.6 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 14; CUBOT X90) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36",
    "Opera/9.80 (Android; Opera Mini/36.2) Presto/2.12 Version/12.16",
]


def test_a_telephone_counts(client, guide):
    for name in TELEPHONES:
        client.get(guide.url, headers={"user-agent": name})
    assert counted() == len(TELEPHONES)


def test_staff_who_look_at_the_page_or_its_preview_do_not_count(client, guide):
    client.force_login(UserFactory(is_superuser=True))
    client.get(guide.url)
    guide.make_preview_request()
    assert settings.SESSION_COOKIE_NAME in client.cookies
    assert counted() == 0


def test_a_page_that_a_cache_kept_is_counted(guide, client, settings):
    """Django's cache, which keeps whole answers, stands inside of what counts."""
    place = settings.MIDDLEWARE.index("offers.performance.visits.CountVisitsMiddleware") + 1
    cache = ["UpdateCacheMiddleware", "FetchFromCacheMiddleware"]
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE[:place],
        *(f"django.middleware.cache.{name}" for name in cache),
        *settings.MIDDLEWARE[place:],
    ]
    client.get(guide.url)
    with assert_max_queries(5) as queries:
        client.get(guide.url)
    assert "update" in queries.captured_queries[1]["sql"].lower()
    assert counted() == 2


def test_nothing_is_counted_before_the_page_is_sent(guide, rf):
    answer = HttpResponse()
    answer.offer_shown = guide.pk
    # Django's own would close the database of the test, too.
    answer.close = lambda: None
    sent = CountVisitsMiddleware(lambda _: answer)(rf.get(guide.url, headers={"user-agent": FIREFOX}))
    assert counted() == 0
    sent.close()
    assert counted() == 1


def test_without_its_count_the_page_of_an_offer_keeps_the_budget(client, guide, trial, monkeypatch):
    monkeypatch.setattr("offers.performance.visits.count_visit", lambda *visit: None)
    for page in (guide, trial, trial.product):
        client.get(page.url)
        with assert_max_queries(BUDGET):
            client.get(page.url)


def test_counting_takes_one_write_and_for_an_article_a_question_and_a_write(client, guide, article):
    for arguments, savepoint_and_writes in (({}, 3), (came_from(f"http://testserver{article.url}"), 5)):
        client.get(guide.url, **arguments)
        with assert_max_queries(100) as queries:
            client.get(guide.url, **arguments)
        first = next(place for place, query in enumerate(queries.captured_queries) if "offercount" in query["sql"])
        assert len(queries) - first + 1 == savepoint_and_writes


def test_what_cannot_be_counted_costs_nobody_the_page(client, guide, caplog, monkeypatch):
    def broken(offer_id, kind):
        connection.cursor().execute("SELECT nothing FROM nowhere")

    monkeypatch.setattr(OfferCount, "add_one", broken)
    assert client.get(guide.url).status_code == 200
    assert f"a view of the page {guide.pk}" in caplog.text
    assert FIREFOX not in caplog.text
    assert not OfferCount.objects.exists()


def test_a_click_from_an_article_is_counted_by_the_month(client, guide, article):
    for day in (1, 30):
        with time_machine.travel(datetime.datetime(2026, 11, day, 12, tzinfo=datetime.UTC)):
            client.get(guide.url, **came_from(f"http://testserver{article.url}?page=2"))
    rows = ArticleClicks.objects.values_list("article", "offer", "month", "count")
    assert list(rows) == [(article.pk, guide.pk, datetime.date(2026, 11, 1), 2)]
    assert counted() == 2


NO_ARTICLES = [
    "https://elsewhere.example/articles/on-lupus/",
    "http://testserver/articles/",
    "http://testserver/articles/no-such-article/",
    "http://testserver/",
    "http://testserver",
    "http://testserver:99999999/articles/on-lupus/",
    "http://[testserver/articles/on-lupus/",
    "http://testserver/articles/on-lupus/%00",
    "http://testserver/articles/on-lupus/" + "x" * 5000,
    "/articles/on-lupus/",
    "\x00\ufffd",
    "",
]


def test_what_is_no_article_of_ours_counts_as_a_view_alone(client, guide, article):
    for address in NO_ARTICLES:
        assert client.get(guide.url, **came_from(address)).status_code == 200
    assert not ArticleClicks.objects.exists()
    assert counted() == len(NO_ARTICLES)


@pytest.mark.parametrize("kept_back", ["draft", "private"])
def test_an_article_that_readers_cannot_open_is_none_to_come_from(client, guide, article, kept_back):
    if kept_back == "draft":
        article.unpublish()
    else:
        PageViewRestriction.objects.create(page=article.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    client.get(guide.url, **came_from(f"http://testserver{article.url}"))
    assert not ArticleClicks.objects.exists()


def test_clicks_to_the_partner_leave_programs_out_too(client, db):
    OutboundLinkFactory(slug="shop")
    client.get("/out/shop/")
    client.get("/out/shop/", headers={"user-agent": "somebot/1.0"})
    assert OutboundClicks.objects.get().count == 1


def test_a_form_that_was_begun_is_counted(client, guide, trial):
    for page in (guide, trial):
        assert f'data-started="/requests/started/{page.pk}/"' in client.get(page.url).content.decode()
        response = client.post(f"/requests/started/{page.pk}/", headers={"origin": "http://testserver"})
        assert (response.status_code, response.content, len(response.cookies)) == (204, b"", 0)
        assert OfferCount.objects.get(offer=page, kind=Kind.STARTED).count == 1


def test_a_form_that_is_shown_again_with_its_mistakes_is_not_begun_again(client, guide, guide_data):
    page = client.post(guide.url, guide_data | {"email": "no address"}).content.decode()
    assert "no address" in page
    assert "data-started" not in page


def test_only_the_forms_of_public_offers_count(client, guide, trial, article):
    PageViewRestriction.objects.create(page=guide, restriction_type=PageViewRestriction.LOGIN)
    trial.unpublish()
    for number in (article.pk, trial.product_id, trial.pk, guide.pk, 0, 10**6, 10**30):
        assert client.post(f"/requests/started/{number}/").status_code == 404
    assert not OfferCount.objects.exists()


def test_a_form_is_begun_by_a_post_from_here_and_not_without_end(client, guide):
    address = f"/requests/started/{guide.pk}/"
    assert client.get(address).status_code == 405
    assert client.post(address, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post(address, headers={"user-agent": "curl/8"}).status_code == 204
    assert counted(Kind.STARTED) == 0
    for _ in range(45):
        assert client.post(address).status_code == 204
    assert counted(Kind.STARTED) == 40


def test_a_step_is_counted_with_the_step_or_not_at_all(guide):
    with pytest.raises(RuntimeError), transaction.atomic():
        count(guide, Kind.CONFIRMED)
        raise RuntimeError("The step did not happen.")
    assert not OfferCount.objects.exists()
    count(guide, Kind.CONFIRMED)
    count(guide.page_ptr, Kind.CONFIRMED)
    count(None, Kind.CONFIRMED)
    assert counted(Kind.CONFIRMED) == 2


def test_a_step_goes_on_when_it_cannot_be_counted(guide, monkeypatch, caplog):
    monkeypatch.setattr(OfferCount, "add_one", lambda *_: connection.cursor().execute("SELECT nothing FROM nowhere"))
    with transaction.atomic():
        count(guide, Kind.REQUESTED)
        ProductPageFactory(parent=guide.get_parent())
    assert ProductPage.objects.count() == 1
    assert f"Requests of the page {guide.pk}" in caplog.text


def test_counts_are_kept_for_25_months(guide, article):
    for day in (datetime.date(2024, 10, 31), datetime.date(2024, 11, 1), datetime.date(2026, 11, 5)):
        OfferCount.objects.create(offer=guide, kind=Kind.VIEW, day=day, count=9)
        ArticleClicks.objects.create(offer=guide, article=article, month=day.replace(day=1), count=9)
    with time_machine.travel(datetime.datetime(2026, 11, 5, 12, tzinfo=datetime.UTC)):
        assert delete_old_counts() == 2
        assert delete_old_counts() == 0
    assert OfferCount.objects.count() == ArticleClicks.objects.count() == 2


def test_no_row_has_a_place_for_anybody():
    assert {field.name for field in OfferCount._meta.get_fields()} == {"id", "offer", "kind", "day", "count"}
    assert {field.name for field in ArticleClicks._meta.get_fields()} == {"id", "article", "offer", "month", "count"}
