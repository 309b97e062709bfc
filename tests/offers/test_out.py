import datetime

import pytest
import time_machine

from offers.models import OutboundClicks
from tests.factories.offers import OutboundLinkFactory


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
    ],
)
def test_what_nobody_registered_leads_nowhere(client, link, path):
    assert client.get(path).status_code == 404
    assert not OutboundClicks.objects.exists()


def test_nothing_in_the_request_changes_the_target(client, link):
    response = client.get("/out/shop/?next=https://evil.example/&url=//evil.example")
    assert response["Location"] == link.url


def test_a_link_is_for_following_only(client, link):
    assert client.post("/out/shop/").status_code == 405
    assert not OutboundClicks.objects.exists()


def test_no_row_says_who_followed_the_link():
    fields = {field.name for field in OutboundClicks._meta.get_fields()}
    assert fields == {"id", "link", "date", "count"}
