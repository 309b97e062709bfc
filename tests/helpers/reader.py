"""A browser as readers have it."""

from django.test import Client

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def reader() -> Client:
    """Return a client that says it is a browser: what programs open is not counted."""
    return Client(headers={"user-agent": FIREFOX})
