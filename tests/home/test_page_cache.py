"""Finished pages are kept for readers: answered without the database, the same as if they were made anew."""

import random

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as site_settings
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from post_office.models import Email
from wagtail.models import PageViewRestriction, Site

from blog.models import Comment
from blog.models.choices import Comments
from core.models import ContentVersion
from core.page_cache import keep, store, version
from core.page_cache.middleware import PageCacheMiddleware
from offers.models import GuideRequest, OfferCount
from tests.factories.blog import ArticleListPageFactory, ArticlePageFactory, TopicFactory
from tests.factories.core import UserFactory
from tests.factories.home import StandardPageFactory, site_with_home
from tests.factories.offers import GuidePageFactory, ProductPageFactory, TrialPageFactory
from tests.helpers.kept import ask_again, asked, switch_on
from tests.helpers.reader import reader
from tests.home.test_fuzz import HEADERS, HOSTILE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on(settings, monkeypatch):
    switch_on(settings, monkeypatch)
    yield
    version.forget()


@pytest.fixture
def home(db):
    return site_with_home()


@pytest.fixture
def article(home):
    return ArticlePageFactory(
        parent=ArticleListPageFactory(parent=home), topic=TopicFactory(), slug="on-fibre", comment_switch=Comments.OPEN
    )


@pytest.fixture
def about(home):
    return StandardPageFactory(parent=home, title="About us")


def is_kept(client, address, **more) -> bool:
    """Ask twice; tell whether the second answer came without the database."""
    asked(client, address, **more)
    response, queries = asked(client, address, **more)
    assert response.status_code < 500
    return queries == 0


def test_every_kind_of_page_and_every_feed_is_kept(client, home, article, about):
    trial = TrialPageFactory(parent=home)
    pages = [home, article, article.get_parent(), about, trial, trial.product, GuidePageFactory(parent=home)]
    listed = article.get_parent().url
    below = [f"{listed}topics/{article.topic.slug}/", f"{listed}feed/", f"{trial.url}thank-you/"]
    beside = ["/sitemap.xml", "/corrections/feed/", f"/comments/article/{article.pk}/feed/"]
    for address in [*(page.url for page in pages), *below, *beside]:
        assert is_kept(client, address), address


def test_a_kept_page_is_what_a_fresh_one_was(client, about):
    fresh, queries = asked(client, about.url)
    again, none = asked(client, about.url)
    assert queries and not none
    assert again.content == fresh.content
    assert dict(again.items()) == dict(fresh.items())
    assert "default-src 'self'" in again["Content-Security-Policy"]
    assert again["X-Content-Type-Options"] == "nosniff"
    head = client.head(about.url)
    assert head.headers == again.headers


def test_a_browser_that_has_the_page_is_told_so(client, article):
    tag = client.get(article.url)["ETag"]
    for _ in range(2):
        response = client.get(article.url, headers={"if-none-match": tag})
        assert (response.status_code, response.content) == (304, b"")
        assert response["Cache-Control"] == "private, no-cache"
    # A fresh page with the same words is the same page, whenever its form was opened.
    version.forget()
    assert client.get(article.url, headers={"if-none-match": tag}).status_code == 304
    assert client.get(article.url, headers={"if-none-match": 'W/"another"'}).status_code == 200


def test_colleagues_neither_see_nor_make_kept_pages(client, about):
    assert is_kept(client, about.url)
    staff = Client()
    staff.force_login(UserFactory(is_superuser=True))
    assert not is_kept(staff, about.url)
    assert "wagtail-userbar" in staff.get(about.url).content.decode()
    version.forget()
    staff.get(about.url)
    response, queries = asked(client, about.url)
    assert queries and "wagtail-userbar" not in response.content.decode()
    assert "Cookie" in staff.get(about.url)["Vary"]


@pytest.mark.parametrize(
    "headers", [{"cookie": f"{site_settings.SESSION_COOKIE_NAME}=broken"}, {"authorization": "Basic cm9zYTpyb3Nh"}]
)
def test_whoever_may_be_somebody_passes_by(client, about, headers):
    assert is_kept(client, about.url)
    assert not is_kept(client, about.url, headers=headers)


def test_a_preview_shows_the_draft_and_is_not_kept(client, about):
    assert is_kept(client, about.url)
    about.title = "Not yet for readers"
    for preview in (about.make_preview_request(), about.make_preview_request()):
        assert "Not yet for readers" in preview.content.decode()
    assert "Not yet for readers" not in client.get(about.url).content.decode()


def test_restricted_pages_are_not_kept(client, about):
    below = StandardPageFactory(parent=about)
    PageViewRestriction.objects.create(page=about, restriction_type=PageViewRestriction.LOGIN)
    for page in (about, below):
        assert not is_kept(client, page.url)
        assert client.get(page.url).status_code == 302


@pytest.mark.parametrize(
    "address",
    ["/nothing-here/", "/about-us", "/search/?q=fibre", "/robots.txt", "/my-data/", "/admin/login/", "/readyz"],
)
def test_what_is_no_page_of_everybody_is_not_kept(client, home, address):
    StandardPageFactory(parent=home, slug="about-us")
    client.get(address)
    assert len(version.STORE) == len(version.QUERY_STORE) == 0


def test_known_queries_are_kept_apart_and_others_not_at_all(client, article):
    articles = article.get_parent().url
    known = ["page=1", "page=2", "sort=title", "sort=updated&page=1"]
    for query in known:
        assert is_kept(client, f"{articles}?{query}")
    assert is_kept(client, f"{article.url}?comments=1")
    assert (len(version.STORE), len(version.QUERY_STORE)) == (0, len(known) + 1)
    for query in ("page=0", "page=1&page=2", "page=99999", "sort=best", "utm_source=x", "answer=1", "page=%31", "&"):
        assert not is_kept(client, f"{articles}?{query}"), query
    assert len(version.QUERY_STORE) == len(known) + 1


def test_no_page_has_a_second_address_to_be_kept_under(client, article):
    feed, below = f"/comments/article/{article.pk}/feed/", article.get_parent().url
    assert is_kept(client, feed) and is_kept(client, below)
    others = [feed.replace(str(article.pk), number) for number in (f"0{article.pk}", "9" * 19, "9" * 20, "٣")]
    for address in (*others, f"{below}/", below.upper(), f"{below}topics/{article.topic.slug.upper()}/", f"{below}./"):
        assert client.get(address).status_code in (301, 404), address
    assert len(version.STORE) == 2


def test_a_form_on_a_kept_page_works_for_everybody_who_gets_it(client, home, article, time_machine, settings):
    settings.FORM_MINIMUM_SECONDS = 2
    time_machine.move_to("2026-11-23 10:00Z", tick=False)
    client.get(article.url)
    # Two readers a while later, both from the page that was kept; the second is a program that does not wait.
    time_machine.shift(50)
    forms = []
    for name in ("Rosa", "Maya"):
        page, queries = asked(client, article.url)
        assert not queries
        token = BeautifulSoup(page.content, "html.parser").select_one("[name$=opened]")["value"]
        form = {"name": name, "email": f"{name}@example.org", "text": f"Thank you, says {name}.", "opened": token}
        forms.append({f"reply-{field}": value for field, value in form.items()})
    refused = client.post(article.url, forms[1])
    assert "faster than we expect" in refused.content.decode()
    assert refused.status_code == 422
    time_machine.shift(60)
    for form in [*forms, forms[0]]:
        assert client.post(article.url, form).status_code == 302
    assert Comment.objects.count() == 2
    # What one reader typed is on nobody else's page.
    assert "says Maya" not in Client().get(article.url).content.decode()


def test_a_kept_form_of_an_offer_counts_once_when_sent_twice_and_again_when_opened_again(client, home, time_machine):
    guide = GuidePageFactory(parent=home)
    time_machine.move_to("2026-11-23 10:00Z", tick=False)
    forms = []
    for _ in range(2):
        page = BeautifulSoup(client.get(guide.url).content, "html.parser")
        forms.append({"email": "rosa@example.org", "opened": page.select_one("[name=opened]")["value"]})
        time_machine.shift(20)
    for form, mails in ((forms[0], 1), (forms[0], 1), (forms[1], 2), (forms[1], 2)):
        assert client.post(guide.url, form).status_code == 302
        assert Email.objects.count() == mails
    assert GuideRequest.objects.count() == 1


def test_views_of_offers_are_counted_whoever_made_the_page(home):
    product = ProductPageFactory(parent=home)
    tag = reader().get(product.url)["ETag"]
    reader().get(product.url)
    reader().get(product.url, headers={"if-none-match": tag})
    # Neither a program nor somebody who only asks whether it is there.
    Client().get(product.url)
    reader().head(product.url)
    assert OfferCount.objects.get(offer=product).count == 3


def test_what_a_page_is_made_of_may_change_while_it_is_made(client, rf):
    texts = iter(["yesterday's", "today's"])

    def slow(request):
        text = next(texts)
        if text == "yesterday's":
            ContentVersion.raise_number()
            # Another reader, in another thread, is answered meanwhile.
            ask_again()
            version.current()
        return keep(HttpResponse(text))

    site = PageCacheMiddleware(slow)
    assert [site(rf.get("/")).content for _ in range(3)] == [b"yesterday's", b"today's", b"today's"]


def test_a_page_made_before_the_change_was_known_goes_with_it(rf):
    texts = iter(["yesterday's", "today's"])

    def slow(request):
        text = next(texts)
        ContentVersion.raise_number()
        return keep(HttpResponse(text))

    site = PageCacheMiddleware(slow)
    site(rf.get("/"))
    ask_again()
    assert site(rf.get("/")).content == b"today's"


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse("not found", status=404),
        HttpResponse("elsewhere", status=302),
        HttpResponse("yours", headers={"Vary": "Accept, Cookie"}),
        HttpResponse("yours", headers={"Cache-Control": "private"}),
        HttpResponse("no page"),
    ],
)
def test_what_is_not_the_same_for_everybody_is_not_kept(rf, answer):
    if answer.content != b"no page":
        keep(answer)
    PageCacheMiddleware(lambda request: answer)(rf.get("/"))
    assert not len(version.STORE)


def test_an_answer_with_a_cookie_is_not_kept(rf):
    answer = keep(HttpResponse("yours"))
    answer.set_cookie("name", "value")
    PageCacheMiddleware(lambda request: answer)(rf.get("/"))
    assert not len(version.STORE)


def test_while_the_database_is_away_readers_read_what_is_kept(client, about, monkeypatch):
    assert is_kept(client, about.url)
    times = []

    def away():
        times.append(1)
        raise OperationalError("gone")

    monkeypatch.setattr(ContentVersion, "current", away)
    ask_again()
    for _ in range(3):
        assert client.get(about.url).status_code == 200
    # The first found out; the others were not held up by it.
    assert len(times) == 1
    now = store.time.monotonic()
    monkeypatch.setattr(store.time, "monotonic", lambda: now + 61)
    assert asked(client, about.url)[1]


def test_a_database_that_takes_long_to_fail_holds_up_one_reader_and_not_the_next(monkeypatch):
    clock, times = [1000.0], []

    def slow():
        times.append(1)
        clock[0] += 10
        raise OperationalError("timeout")

    monkeypatch.setattr(version, "ASK_AGAIN_AFTER", 5.0)
    monkeypatch.setattr(version.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(ContentVersion, "current", slow)
    assert version.current() is None and version.current() is None
    assert len(times) == 1
    clock[0] += 5
    version.current()
    assert len(times) == 2


def test_the_address_of_the_site_itself_is_not_kept_longer_than_its_pages(home):
    Site.get_site_root_paths()
    # In another process, whose cache is its own.
    Site.objects.update(hostname="other.example")
    ContentVersion.raise_number()
    version.current()
    assert [root.root_url for root in Site.get_site_root_paths()] == ["http://other.example"]


def test_nobody_can_put_something_into_the_page_of_others(client, about, settings):
    settings.ALLOWED_HOSTS = ["testserver", "www.example.org"]
    plain = client.get(about.url).content
    asked_for = RequestFactory().get(about.url).get_full_path()
    hostile = [
        {"host": "evil.example"},
        {"host": "testserver:6666"},
        {"host": "TESTSERVER"},
        {"x-forwarded-host": "evil.example"},
        {"x-forwarded-port": "6666"},
        {"x-original-url": "/admin/", "x-rewrite-url": "/admin/"},
        {"x-http-method-override": "POST"},
        {"cookie": "x" * 60_000},
        *random.sample([{name: value.decode("latin-1")} for name in HEADERS for value in HOSTILE], 40),
    ]
    for headers in hostile:
        version.forget()
        response = client.get(asked_for, headers=headers)
        assert response.status_code in (200, 400, 412), headers
        assert client.get(about.url).content == plain, headers
    for query in HOSTILE:
        response = client.get(about.url, QUERY_STRING=query.decode("latin-1"))
        assert response.status_code in (200, 400)
    assert len(version.STORE) == 1 and not len(version.QUERY_STORE)
    # Each name of the site has pages of its own, as feeds repeat it.
    assert is_kept(client, about.url, headers={"host": "www.example.org"})
    assert len(version.STORE) == 2


def test_a_feed_repeats_to_others_no_host_that_somebody_wrote_in_capitals(client, article):
    for address in ("/corrections/feed/", f"{article.get_parent().url}feed/"):
        assert b"TestServer" in client.get(address, headers={"host": "TestServer"}).content
        assert b"TestServer" not in client.get(address).content


def test_it_can_be_switched_off(client, about, settings):
    settings.PAGE_CACHE = False
    assert not is_kept(client, about.url)
    assert not client.get(about.url).has_header("ETag")
