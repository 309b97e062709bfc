"""Who among the staff did what with people's data. The log itself names no reader and holds no address in clear."""

from typing import Any

from core.models import AuditEntry


def record(user: Any, action: str, about: str, *, count: int | None = None, details: dict | None = None) -> AuditEntry:
    """Store that ``user`` did ``action``.

    Arguments:
        user: the colleague; None for a command on the server.
        action: a short verb phrase, the same each time: “exported”, “downloaded a batch”.
        about: what was touched, in words that name nobody: “trial requests”, “request 7KQ2M9XD”.
        count: how many records, where that says something.
        details: what else matters, such as filters; no name, no email, no address.
    """
    return AuditEntry.objects.create(by=user, action=action, about=about[:200], count=count, details=details or {})
