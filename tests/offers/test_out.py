import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection

from offers.models import OutboundClicks, Partner
from tests.factories.offers import OutboundLinkFactory, ProductPageFactory
from tests.helpers.reader import reader


@pytest.fixture
def client():
    return reader()


@pytest.fixture
def link(db):
    return OutboundLinkFactory(slug="shop", url="https://shop.partner.example/juice?from=us&x=1")


def test_a_registered_link_leads_to_the_partner(client, link):
    response = client.get("/out/shop/")
    assert response.status_code == 302
    assert response["Location"] == link.url
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert not response.cookies


def test_clicks_are_counted_by_day(client, link):
    with time_machine.travel(datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)):
        client.get("/out/shop/")
        client.get("/out/shop/")
    with time_machine.travel(datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)):
        client.get("/out/shop/")
    counts = OutboundClicks.objects.order_by("date").values_list("link__slug", "date", "count")
    assert list(counts) == [
        ("shop", datetime.date(2026, 11, 20), 2),
        ("shop", datetime.date(2026, 11, 21), 1),
    ]
    assert str(OutboundClicks.objects.first()).endswith("2026-11-21: 1")


def test_a_click_that_cannot_be_counted_costs_nobody_the_way_out(client, link, caplog, monkeypatch):
    def broken(counted):
        # An error of the database itself, which breaks a transaction that nothing guards.
        connection.cursor().execute("SELECT nothing FROM nowhere")

    monkeypatch.setattr(OutboundClicks, "add_one", broken)
    response = client.get("/out/shop/", headers={"user-agent": "Rosa’s phone"})
    assert response.status_code == 302
    assert response["Location"] == link.url
    assert "link shop could not be counted" in caplog.text
    assert "Rosa" not in caplog.text
    assert not OutboundClicks.objects.exists()


def test_looking_at_the_headers_is_no_click(client, link):
    assert client.head("/out/shop/").status_code == 302
    assert not OutboundClicks.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/out/unknown/",
        "/out/",
        "/out/shop/more/",
        "/out/https://evil.example/",
        "/out/%2F%2Fevil.example/",
        "/out/shop%0d%0aSet-Cookie:%20a=b/",
        "/out/sh%00op/",
        "/out/SHOP!/",
        "/out/SHOP/",
        "/out//shop/",
        "//out/shop/",
        "/out/shop//evil.example/",
        "/out/shop%2F..%2F..%2Fevil.example/",
        "/out/%2e%2e/shop/",
        "/out/shop%5c@evil.example/",
        "/out/shop%20/",
        "/out/shop%0aLocation:%20https:%2F%2Fevil.example/",
    ],
)
def test_what_nobody_registered_leads_nowhere(client, link, path):
    assert client.get(path).status_code == 404
    assert not OutboundClicks.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "next=https://evil.example/&url=//evil.example",
        "url=%0d%0aLocation:%20https://evil.example/",
        "slug=other&to=https:%2F%2Fevil.example",
        "%00=%00",
    ],
)
def test_nothing_in_the_request_changes_the_target(client, link, query):
    response = client.get(f"/out/shop/?{query}", headers={"x-forwarded-host": "evil.example"})
    assert response["Location"] == link.url


def test_an_address_without_its_slash_stays_on_the_site(client, link):
    response = client.get("/out/shop?next=//evil.example")
    assert response["Location"] == "/out/shop/?next=//evil.example"


def test_a_changed_target_counts_from_the_next_click_on(client, link):
    client.get("/out/shop/")
    link.url = "https://partner.example/new"
    link.save()
    assert client.get("/out/shop/")["Location"] == "https://partner.example/new"
    assert OutboundClicks.objects.get().count == 2


def test_a_link_taken_out_of_use_leads_nowhere_and_says_so(client, home, link):
    product = ProductPageFactory(parent=home, title="Green juice", partner=link.partner, outbound_link=link)
    link.in_use = False
    link.save()
    response = client.get("/out/shop/")
    assert response.status_code == 410
    assert "noindex" in response["X-Robots-Tag"]
    page = response.content.decode()
    assert "This link is closed" in page
    assert f'href="{product.url}"' in page
    assert "partner.example" not in page
    assert not OutboundClicks.objects.exists()
    shown = client.get(product.url).content.decode()
    assert "/out/shop/" not in shown
    assert "closed at the moment" in shown


def test_a_link_whose_website_is_the_partners_no_more_leads_nowhere(client, home, link):
    Partner.objects.update(domains="elsewhere.example")
    assert client.get("/out/shop/").status_code == 410


def test_a_stored_link_keeps_its_name(link):
    link.slug = "market"
    with pytest.raises(ValidationError, match="keeps its name") as caught:
        link.full_clean()
    assert set(caught.value.message_dict) == {"slug"}


def test_a_link_is_for_following_only(client, link):
    assert client.post("/out/shop/").status_code == 405
    assert not OutboundClicks.objects.exists()


def test_no_row_says_who_followed_the_link():
    fields = {field.name for field in OutboundClicks._meta.get_fields()}
    assert fields == {"id", "link", "date", "count"}
