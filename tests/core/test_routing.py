import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction, Site

from core.models import BasePage, User
from home.models import HomePage, StandardPage
from tests.factories.home import HomePageFactory, StandardPageFactory, site_with_home
from tests.helpers.queries import assert_max_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return site_with_home()


def restrict(page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.parametrize("address", ["/nothing/", "/about/nothing/", "/about/about/", "/nothing/about/"])
def test_an_address_without_a_page_is_not_found(client, home, address):
    StandardPageFactory(parent=home, slug="about")
    assert client.get(address).status_code == 404


def test_an_address_deeper_than_any_page_asks_no_more_than_a_short_one(client, home):
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/" + "a/" * 2_000).status_code == 404
    assert max(len(query["sql"]) for query in queries) < 20_000


def test_a_draft_is_not_found_and_a_page_below_a_draft_is(client, home):
    draft = StandardPageFactory(parent=home, slug="draft", live=False)
    StandardPageFactory(parent=draft, slug="below", title="Below a draft")
    assert client.get("/draft/").status_code == 404
    assert "Below a draft" in client.get("/draft/below/").content.decode()


def test_the_path_to_a_page_costs_the_same_at_any_depth(client, home):
    page = home
    for number in range(5):
        page = StandardPageFactory(parent=page, slug=f"step-{number}")
    shallow, deep = "/step-0/", page.url
    for address in (shallow, deep):
        client.get(address)
        with assert_max_queries(3):
            assert client.get(address).status_code == 200


def test_breadcrumbs_lead_from_home_to_the_page(client, home):
    parent = StandardPageFactory(parent=home, slug="about", title="About us")
    StandardPageFactory(parent=parent, slug="team", title="The team")
    page = client.get("/about/team/").content.decode()
    assert '<li><a href="/">Home</a></li><li><a href="/about/">About us</a></li>' in page
    assert [step.title for step in StandardPage.objects.get(slug="team").breadcrumbs] == [home.title, "About us"]


@pytest.mark.parametrize("where", ["root", "above", "itself"])
def test_a_restricted_page_asks_to_log_in(client, home, where):
    parent = StandardPageFactory(parent=home, slug="about")
    page = StandardPageFactory(parent=parent, slug="team", title="The team")
    restrict({"root": home.get_parent(), "above": parent, "itself": page}[where])
    answer = client.get("/about/team/")
    assert answer.status_code == 302
    assert answer.url.startswith("/_util/login/")
    reader = Client(enforce_csrf_checks=True)
    page = BeautifulSoup(reader.get(answer.url).content, "html.parser").select_one("main form")
    User.objects.create_user("maya", password="correct horse")
    typed = {"username": "maya", "password": "correct horse"}
    form = {field["name"]: field.get("value", "") for field in page.select("[name]")} | typed
    answer = reader.post(page["action"], form)
    assert answer.url == "/about/team/"
    assert "The team" in reader.get("/about/team/").content.decode()


def test_a_restriction_of_a_neighbour_restricts_nobody(client, home):
    restrict(StandardPageFactory(parent=home, slug="private"))
    StandardPageFactory(parent=home, slug="about", title="For everybody")
    assert client.get("/about/").status_code == 200
    assert [page.title for page in HomePage.objects.live().public()] == [home.title]


def test_the_alias_of_a_restricted_page_is_restricted_too(client, home):
    page = StandardPageFactory(parent=home, slug="private")
    restrict(page)
    page.create_alias(update_slug="alias", parent=home)
    assert client.get("/alias/").status_code == 302


def test_each_host_gets_its_own_site(client, home):
    other = HomePageFactory(title="Another front page", hero_title="Another opening")
    Site.objects.create(hostname="other.example", port=80, root_page=other)
    assert "Another opening" in client.get("/", headers={"host": "other.example"}).content.decode()
    assert home.hero_title in client.get("/", headers={"host": "elsewhere.example"}).content.decode()


def test_without_any_site_nothing_is_found(client, home):
    Site.objects.all().delete()
    assert client.get("/").status_code == 404


def test_a_page_whose_kind_is_gone_is_not_found(client, home, monkeypatch):
    StandardPageFactory(parent=home, slug="about")
    monkeypatch.setattr(BasePage, "for_readers", classmethod(lambda cls: cls.objects.none()))
    assert client.get("/about/").status_code == 404
