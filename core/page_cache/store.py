"""What one process has kept: finished answers, up to a number of bytes."""

import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from core.forms import opened_token

# So old may an answer become: what depends on the time, such as an offer that opens at midnight, is late by this much.
SECONDS = 60.0
# What Python needs for an entry besides the text in it.
OVERHEAD = 1000


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished answer. Forms in it say when they were opened: that is written anew for each reader.

    Arguments:
        parts: the text, cut where the note of the moment belongs.
        headers: of the answer.
        marks: attributes of the answer that a middleware further out looks for.
        until: the moment, by the monotonic clock, from which on it is too old.
    """

    parts: tuple[bytes, ...]
    headers: Mapping[str, str]
    marks: Mapping[str, Any]
    until: float

    @classmethod
    def of(cls, response: HttpResponse, tokens: Collection[str], marks: Mapping[str, Any]) -> "Kept":
        """Return ``response`` as something to keep; ``tokens`` are the notes that were written while it was made."""
        text, (place, *others) = response.content, [token.encode() for token in tokens] or [b""]
        for other in others:
            text = text.replace(other, place)
        parts = tuple(text.split(place)) if place else (text,)
        return cls(parts, dict(response.items()), marks, time.monotonic() + SECONDS)

    @property
    def size(self) -> int:
        """How many bytes it takes in memory, roughly."""
        return OVERHEAD + sum(map(len, self.parts))

    def response(self) -> HttpResponse:
        """Return an answer of its own, which may be changed."""
        text = opened_token().encode().join(self.parts) if len(self.parts) > 1 else self.parts[0]
        response = HttpResponse(text)
        for name, value in self.headers.items():
            response.headers[name] = value
        response.headers["Content-Length"] = str(len(text))
        for name, value in self.marks.items():
            setattr(response, name, value)
        return response


class Store:
    """Answers of one version of what readers see. What nobody asked for longest goes first.

    Arguments:
        most: how many bytes it may hold.
    """

    def __init__(self, most: int):
        self.most = most
        self._lock = threading.Lock()
        self._entries: OrderedDict[Hashable, Kept] = OrderedDict()
        self._version: int | None = None
        self.size = 0

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Hashable) -> Kept | None:
        """Return what is kept under ``key``, unless it is too old."""
        with self._lock:
            if (entry := self._entries.get(key)) is None:
                return None
            if entry.until <= time.monotonic():
                self._drop(key)
                return None
            self._entries.move_to_end(key)
            return entry

    def put(self, key: Hashable, entry: Kept, version: int) -> None:
        """Keep ``entry``, which began to be made when ``version`` was current; nothing is kept of another version."""
        if entry.size > self.most // 8:
            return
        with self._lock:
            if version != self._version:
                return
            self._drop(key)
            self._entries[key] = entry
            self.size += entry.size
            while self.size > self.most:
                self._drop(next(iter(self._entries)))

    def renew(self, version: int | None) -> None:
        """Forget everything, and from now on keep what belongs to ``version``."""
        with self._lock:
            self._entries.clear()
            self.size = 0
            self._version = version

    def _drop(self, key: Hashable) -> None:
        if entry := self._entries.pop(key, None):
            self.size -= entry.size
