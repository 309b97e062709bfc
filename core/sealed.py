"""Words that the database keeps sealed: whoever has the database alone cannot read them."""

import base64
import hashlib
import hmac
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.encoding import force_bytes


def seal(text: str, *, purpose: str) -> str:
    """Return ``text`` encrypted and signed (Fernet) with a key from FINGERPRINT_KEY; safe in an address.

    What was sealed for one ``purpose`` cannot be opened for another. Sealing the same text twice gives two seals.
    """
    return _key(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str, within: timedelta | None = None) -> str | None:
    """Return what was sealed; None for what we did not seal for this ``purpose``, or longer ago than ``within``."""
    try:
        longest = int(within.total_seconds()) if within else None
        return _key(purpose).decrypt(sealed.encode("ascii"), longest).decode()
    except (InvalidToken, UnicodeError):
        return None


def _key(purpose: str) -> Fernet:
    secret = force_bytes(settings.FINGERPRINT_KEY or settings.SECRET_KEY)
    return Fernet(base64.urlsafe_b64encode(hmac.new(secret, f"sealed\0{purpose}".encode(), hashlib.sha256).digest()))
