"""Secrets that travel in a mail's link.

The tables that a link is looked up in keep only its digest. The link itself stands in one place more: in the stored
mail, until housekeeping deletes that (``core.mail.KEPT_FOR``). The logs show links without their secret, and so does
the admin outside development.
"""

import hashlib
import hmac
import re
import secrets

from django.conf import settings
from django.utils.encoding import force_bytes

# /requests/<kind>/<secret>, whatever the kind.
SECRET_LINK = re.compile(r"(/requests/[\w-]+/)[^/\s\"'<>]+")


def new_token() -> str:
    """Return a new secret for a link: 256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what the database stores for ``token``: SHA-256 in 64 hexadecimal digits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint(text: str, *, purpose: str) -> str:
    """Return a keyed fingerprint of ``text`` (HMAC-SHA-256 with FINGERPRINT_KEY, 64 hexadecimal digits).

    The same text with another ``purpose`` gives another fingerprint, so that lists cannot be joined. Case and
    surrounding spaces do not count.
    """
    message = f"{purpose}\0{text.strip().casefold()}".encode("utf-8", "surrogatepass")
    return hmac.new(force_bytes(settings.FINGERPRINT_KEY or settings.SECRET_KEY), message, hashlib.sha256).hexdigest()


def mask_links(text: str) -> str:
    """Return ``text`` with ``…`` in place of the secret of each of our links in it."""
    return SECRET_LINK.sub(r"\1…", text)
