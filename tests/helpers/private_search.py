"""Searching in the lists of the admin whose addresses name nobody."""

import re
from urllib.parse import unquote_plus

from core.private_search import PURPOSE
from core.sealed import seal


def sealed(query: str) -> str:
    """Return ``query`` with what stands behind “q=” as the address of such a list holds it.

    Call it in a test and not for its parameters: no two seals are the same.
    """
    return re.sub(r"\bq=([^&]*)", lambda match: f"q={seal(unquote_plus(match[1]), purpose=PURPOSE)}", query)
