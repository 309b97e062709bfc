"""How often something may be done from one internet address, one network and for one email address.

Counts live in Django's cache for the length of a window, under keyed fingerprints: no key or value says anything about
a person. Where the cache does not answer, everybody is let through. With the local memory cache each process of the web
server counts for itself, so that with two processes up to twice as much gets through: `CACHE_URL` makes them count
together.
"""

import logging
import time
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from core.tokens import fingerprint

logger = logging.getLogger(__name__)

WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class Limits:
    """How many times an hour something may be done.

    The usual numbers leave room for a hospital or a university, whose people share one address or one network, and are
    still small enough that a program gets nowhere. One person's email address needs far fewer.

    Arguments:
        address: from one internet address; of IPv6, from one /64, which is what one household is given.
        network: from one network of addresses next to each other (/24; of IPv6, /48).
        email: for one email address.
    """

    address: int = 20
    network: int = 100
    email: int = 5


USUAL = Limits()
# Pressing a button of a mail does less harm than a form, and mail programs may press for a whole company.
BUTTONS = Limits(address=60, network=300)


# What is counted for email addresses, by the names of the actions: each app adds its own when it is ready.
_by_email: set[str] = set()


def count_by_email(*actions: str) -> None:
    """Remember that these actions are counted for email addresses, too: the privacy desk looks there."""
    _by_email.update(actions)


def wait(action: str, request: HttpRequest, *, email: str = "", limits: Limits = USUAL) -> timedelta | None:
    """Count that ``action`` is being done once more; return how long to wait when that is too often, else None.

    Arguments:
        action: what is done, such as ``"guide"``. Each is counted by itself.
        email: the email address that it is done for, if there is one.

    What one limit stops is not counted for the next: a program behind one address takes nothing from its network.
    """
    now = time.time()
    number, length = int(now // WINDOW.total_seconds()), int(WINDOW.total_seconds())
    if email:
        count_by_email(action)
    for kind, value, most in (*_places(request, limits), ("email", email, limits.email)):
        if value and _count(f"{action}:{kind}:{number}:{fingerprint(value, purpose='limits')}", length) > most:
            logger.info("Too many: %s, for one %s", action, kind)
            return timedelta(seconds=(number + 1) * length - now)
    return None


def counted(email: str) -> dict[str, int]:
    """Return how often each action was done for ``email`` in this hour; those that were not done are left out."""
    keys = _keys(email)
    try:
        found = cache.get_many(keys)
    except Exception as error:
        logger.warning("The cache does not answer: %s", type(error).__name__)
        return {}
    return {keys[key]: count for key, count in found.items() if count}


def forget(email: str) -> None:
    """Delete what was counted for ``email`` in this hour. Raises what the cache raises."""
    cache.delete_many(list(_keys(email)))


def _keys(email: str) -> dict[str, str]:
    number = int(time.time() // WINDOW.total_seconds())
    key = fingerprint(email, purpose="limits")
    return {f"limits:{action}:email:{number}:{key}": action for action in sorted(_by_email)}


def in_words(left: timedelta) -> str:
    """Return how long ``left`` is as a reader says it: “in 12 minutes”."""
    minutes = max(1, -int(-left.total_seconds() // 60))
    return "in one minute" if minutes == 1 else f"in {minutes} minutes"


def retry_after(left: timedelta) -> str:
    """Return the value of the header ``Retry-After`` for who has to wait for ``left``."""
    return str(int(left.total_seconds()) + 1)


def too_often(left: timedelta) -> str:
    """Return what a reader is told who has to wait for ``left``."""
    return (
        "This was sent very often in the last hour, perhaps by others who share your connection. "
        f"Nothing that you typed is lost: please send it again {in_words(left)}."
    )


def client_address(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """Return the internet address that ``request`` comes from; None when nobody can tell.

    Each of our own proxies (TRUSTED_PROXIES says how many there are) adds the address that it was asked from at the end
    of ``X-Forwarded-For``. What stands before those may be made up, so entries are counted from the right.
    """
    proxies: int = settings.TRUSTED_PROXIES
    entries = [entry for entry in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if entry.strip()]
    if proxies and len(entries) >= proxies:
        return _read(entries[-proxies])
    return _read(request.META.get("REMOTE_ADDR", ""))


def _read(text: str) -> IPv4Address | IPv6Address | None:
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _places(request: HttpRequest, limits: Limits) -> list[tuple[str, str, int]]:
    address = client_address(request)
    if address is None:
        return []
    one, many = (32, 24) if address.version == 4 else (64, 48)
    return [
        ("address", str(ip_network((address, one), strict=False)), limits.address),
        ("network", str(ip_network((address, many), strict=False)), limits.network),
    ]


def _count(key: str, seconds: int) -> int:
    """Count one more under ``key``; return how many there are now, 0 when the cache does not answer."""
    key = f"limits:{key}"
    try:
        cache.add(key, 0, timeout=seconds)
        return cache.incr(key)
    except ValueError:
        return 0  # Pushed out of a full cache between the two.
    except Exception as error:  # Each cache has errors of its own, and none of them may keep a reader out.
        logger.warning("The cache does not answer, so nothing is limited: %s", type(error).__name__)
        return 0
