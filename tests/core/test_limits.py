"""How often something may be done, and for whom it is counted."""

import datetime
import logging

import pytest
import time_machine
from django.core.cache import cache
from django.test import RequestFactory

from core import limits
from core.limits import Limits

FEW = Limits(address=2, network=4, email=3)


@pytest.fixture(autouse=True)
def within_one_hour():
    """Keep a test from running across the end of an hour."""
    with time_machine.travel(datetime.datetime(2026, 11, 22, 12, 30, tzinfo=datetime.UTC), tick=False):
        yield


def asked_from(address="203.0.113.7", forwarded=None):
    return RequestFactory().get("/", REMOTE_ADDR=address, **({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}))


def waits(address="203.0.113.7", email="", action="form", allowed=FEW):
    return limits.wait(action, asked_from(address), email=email, limits=allowed)


def test_an_address_is_stopped_when_it_has_asked_too_often_and_others_are_not():
    assert [waits() for _ in range(2)] == [None, None]
    assert waits()
    assert waits("203.0.114.7") is None
    assert waits(action="another-form") is None


def test_a_network_is_stopped_later_than_an_address():
    assert not any(waits(f"203.0.113.{number}") for number in range(4))
    assert waits("203.0.113.200")
    assert waits("203.0.114.1") is None


def test_what_an_address_tries_in_vain_takes_nothing_from_its_neighbours():
    assert [bool(waits("203.0.113.7")) for _ in range(20)] == [False] * 2 + [True] * 18
    assert waits("203.0.113.8") is None


def test_an_email_address_is_counted_from_wherever_it_is_used_and_however_it_is_written():
    sent = [waits(f"198.51.{number}.1", email) for number, email in enumerate(["a@example.org", "A@example.org"] * 2)]
    assert [bool(left) for left in sent] == [False, False, False, True]
    assert waits("192.0.2.1", "b@example.org") is None


def test_a_household_with_ipv6_counts_as_one_address():
    assert not any(waits(f"2001:db8:0:1::{number}") for number in range(2))
    assert waits("2001:db8:0:1:ffff::9")
    assert waits("2001:db8:0:2::1") is None
    assert waits("2001:db8:0:3::1") is None
    assert waits("2001:db8:0:4::1")


def test_the_next_hour_starts_from_nothing_and_the_message_says_when():
    with time_machine.travel(datetime.datetime(2026, 11, 22, 12, 48, tzinfo=datetime.UTC), tick=False) as clock:
        left = [waits() for _ in range(3)][-1]
        assert limits.in_words(left) == "in 12 minutes"
        assert "Nothing that you typed is lost: please send it again in 12 minutes." in limits.too_often(left)
        clock.shift(left)
        assert waits() is None


def test_a_hospital_that_shares_an_address_is_not_locked_out():
    assert not any(waits(email=f"nurse-{number}@example.org", allowed=limits.USUAL) for number in range(20))


@pytest.mark.parametrize(
    ("proxies", "connection", "forwarded", "client"),
    [
        (0, "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        (1, "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "10.0.0.1", "198.51.100.1", "10.0.0.1"),
        (1, "10.0.0.1", None, "10.0.0.1"),
        (1, "10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        (1, "10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
        (0, "::ffff:203.0.113.7", None, "203.0.113.7"),
        (0, "fe80::1%eth0", None, "fe80::1"),
        (1, "10.0.0.1", "<script>", None),
        (0, "", None, None),
    ],
)
def test_the_address_of_a_reader_is_the_one_that_our_own_proxies_saw(settings, proxies, connection, forwarded, client):
    settings.TRUSTED_PROXIES = proxies
    found = limits.client_address(asked_from(connection, forwarded))
    assert (found and str(found)) == client


def test_readers_whose_address_nobody_knows_are_let_through():
    assert not any(waits("") for _ in range(10))


def test_nothing_in_the_cache_says_who_it_was():
    waits(email="rosa@example.org")
    stored = str(cache._cache) if hasattr(cache, "_cache") else ""
    assert "limits" in stored
    assert not [word for word in ("rosa", "example.org", "203.0.113") if word in stored]


def test_where_the_cache_does_not_answer_everybody_is_let_through_and_the_log_names_nobody(monkeypatch, caplog):
    def refused(*args, **kwargs):
        raise ConnectionError("redis for rosa@example.org is down")

    monkeypatch.setattr(cache, "add", refused)
    with caplog.at_level(logging.INFO, logger="core.limits"):
        assert not any(waits(email="rosa@example.org") for _ in range(10))
    assert "The cache does not answer, so nothing is limited: ConnectionError" in caplog.text
    assert "rosa" not in caplog.text and "203.0.113" not in caplog.text


def test_a_cache_that_keeps_nothing_stops_nobody(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert not any(waits() for _ in range(10))


def test_readers_are_let_through_while_redis_is_down(settings):
    options = {"socket_connect_timeout": 1, "socket_timeout": 1}
    backend = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "redis://127.0.0.1:1/0", "OPTIONS": options}}
    assert not any(waits() for _ in range(3))
