"""Redis may be away: readers still read."""

import pytest
from django.core.cache import caches
from redis.exceptions import RedisError

from tests.factories.home import StandardPageFactory, site_with_home


@pytest.fixture
def away(settings):
    """A Redis at which nobody answers."""
    options = {"socket_connect_timeout": 1, "socket_timeout": 1}
    location = {"LOCATION": "redis://127.0.0.1:1/0", "OPTIONS": options}
    settings.CACHES = {"default": {"BACKEND": "core.caches.RedisCache", **location}}
    return caches["default"]


@pytest.mark.django_db
def test_a_page_is_shown_without_it(client, away):
    page = StandardPageFactory(parent=site_with_home(), title="About us")
    assert "About us" in client.get(page.url).content.decode()


def test_nothing_is_found_and_what_must_be_known_is_said(away):
    away.set("a", 1, timeout=5)
    assert away.get("a", "nothing") == "nothing"
    assert away.delete("a") is False
    for act in (lambda: away.add("a", 0), lambda: away.incr("a"), lambda: away.delete_many(["a"])):
        with pytest.raises(RedisError):
            act()
