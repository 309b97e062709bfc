"""What stands around every page, and the pages that say something is wrong."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client, override_settings

from core.models import SiteSettings
from tests.factories.home import StandardPageFactory


def test_the_menus_come_from_the_settings(client, home):
    about = StandardPageFactory(parent=home, title="About", slug="about")
    hidden = StandardPageFactory(parent=home, title="Hidden", live=False)
    frame = SiteSettings.for_default_site()
    link = {"label": "", "page": about.pk, "address": ""}
    frame.header_links = [
        {"type": "link", "value": link},
        {"type": "link", "value": link | {"page": hidden.pk}},
        {"type": "link", "value": {"label": "Search", "page": None, "address": "/search/"}},
    ]
    frame.save()
    menu = BeautifulSoup(client.get("/about/").content, "html.parser").find("nav", attrs={"aria-label": "Main"})
    assert [link.get_text(strip=True) for link in menu.find_all("a")] == ["About", "Search"]
    assert menu.find(attrs={"aria-current": "page"}).get_text(strip=True) == "About"


@pytest.mark.parametrize("demo", [True, False])
def test_a_demo_says_so_on_every_page(client, home, demo):
    with override_settings(DEMO_MODE=demo):
        assert ("Demo content" in client.get("/").content.decode()) is demo


@pytest.mark.parametrize("address", ["/", "/search/?q=a", "/nothing-here/", "/robots.txt"])
def test_reading_sets_no_cookie(client, home, address):
    assert not client.get(address).cookies


def test_a_missing_page_helps(client, home):
    response = client.get("/nothing-here/")
    assert response.status_code == 404
    assert 'role="search"' in response.content.decode()


def test_a_broken_page_says_so_without_the_database(home, monkeypatch, django_assert_num_queries):
    def fail(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("home.views.search_pages", fail)
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        response = client.get("/search/?q=x")
    assert response.status_code == 500
    assert "<h1" in response.content.decode()


def test_robots_and_sitemap_agree_on_what_is_public(client, home):
    StandardPageFactory(parent=home, title="About", slug="about")
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in robots
    assert "Sitemap: http://testserver/sitemap.xml" in robots
    assert "<loc>http://localhost/about/</loc>" in client.get("/sitemap.xml").content.decode()


def test_every_page_has_a_strict_content_security_policy(client, home):
    policy = client.get("/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "head", "trace", "post"])
def test_any_method_is_answered(client, home, method):
    assert getattr(client, method)("/").status_code < 500


def test_a_request_that_makes_no_sense_gets_a_page_that_says_so(client, home):
    broken = client.post("/", b"--x", content_type="multipart/form-data; boundary=")
    assert broken.status_code in (400, 200, 405)
    answer = client.get("/", headers={"host": "a b"})
    assert answer.status_code == 400
    assert "could not read what was sent" in answer.content.decode()
