"""Secrets that travel in a mail's link. The database keeps only their digest."""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.utils.encoding import force_bytes


def new_token() -> str:
    """Return a new secret for a link: 256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what the database stores for ``token``: SHA-256 in 64 hexadecimal digits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint(text: str, *, purpose: str) -> str:
    """Return a keyed fingerprint of ``text`` (HMAC-SHA-256 with the site's secret, 64 hexadecimal digits).

    The same text with another ``purpose`` gives another fingerprint, so that lists cannot be joined. Case and
    surrounding spaces do not count.
    """
    message = f"{purpose}\0{text.strip().casefold()}".encode("utf-8", "surrogatepass")
    return hmac.new(force_bytes(settings.SECRET_KEY), message, hashlib.sha256).hexdigest()
