"""Fetches in one query what the parts of a page would each ask for: linked pages, pictures, cited sources.

A page announces what it is made of, in the form in which its streams are stored; whoever needs a record asks `find`.
The first question about a kind of record fetches all records of that kind that were announced, so the number of
queries is the number of kinds, whatever a page holds. A look ahead lasts for one page (`looking_ahead`); without one,
`find` asks the database each time.
"""

import copy
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

# More digits do not fit a primary key; what has them was not written by our editor.
LONGEST_KEY = 18


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of record.

    Arguments:
        patterns: how the stored form of a stream names such a record; the groups hold the primary key.
        fetch: returns the records of a set of primary keys, by primary key.
    """

    patterns: tuple[re.Pattern[str], ...]
    fetch: Callable[[set[int]], Mapping[int, Any]]


def in_rich_text(linktype: str) -> re.Pattern[str]:
    """Return how rich text names a record by a link of this type, on its own or inside the JSON of a stream."""
    kind, key = rf'linktype=\\?"{linktype}\\?"', r'\bid=\\?"(\d{1,18})'
    return re.compile(rf'{kind}[^>]*?{key}|{key}\\?"[^>]*?{kind}')


def in_a_block(field: str) -> re.Pattern[str]:
    """Return how the JSON of a stream names a record in a field of a block."""
    return re.compile(rf'"{field}": (\d{{1,18}})\b')


@dataclass
class _LookAhead:
    wanted: dict[Kind, set[int]] = field(default_factory=lambda: defaultdict(set))
    found: dict[Kind, dict[int, Any]] = field(default_factory=lambda: defaultdict(dict))


_kinds: list[Kind] = []
_current: ContextVar[_LookAhead | None] = ContextVar("what a page will need", default=None)


def register(kind: Kind) -> Kind:
    """Let ``kind`` be recognised in streams; return it."""
    _kinds.append(kind)
    return kind


@contextmanager
def looking_ahead() -> Iterator[None]:
    """Remember, until the block ends, what was announced and found. Inside another such block it changes nothing."""
    if _current.get():
        yield
        return
    token = _current.set(_LookAhead())
    try:
        yield
    finally:
        _current.reset(token)


def is_on() -> bool:
    """Return whether a page is being looked ahead of."""
    return _current.get() is not None


def announce(*streams: str) -> None:
    """Take note of every record that ``streams`` name, each the JSON of a stream or rich text as it is stored."""
    for stream in streams:
        for kind in _kinds:
            for pattern in kind.patterns:
                want(kind, (key for match in pattern.finditer(stream) for key in match.groups() if key))


def want(kind: Kind, keys: Iterable[int | str | None]) -> None:
    """Take note that the records with these primary keys will be needed."""
    if ahead := _current.get():
        ahead.wanted[kind].update(_whole(keys))


def find(kind: Kind, keys: Iterable[int | str | None]) -> Mapping[int, Any]:
    """Return the records with these primary keys, by primary key. What does not exist is not in it."""
    asked = _whole(keys)
    ahead = _current.get() or _LookAhead()
    found = ahead.found[kind]
    if missing := asked - found.keys():
        missing |= ahead.wanted[kind] - found.keys()
        records = kind.fetch(missing)
        found.update({key: records.get(key) for key in missing})
    return {key: record for key in asked if (record := found[key]) is not None}


def _whole(keys: Iterable[int | str | None]) -> set[int]:
    texts = (str(key) for key in keys if key)
    return {int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY}


class FromLookAhead:
    """Mixin of chooser blocks that take their records from the look ahead of the page.

    Each block gets a copy of its own: what it sets on its record, such as the alt text of this use of a picture, is
    not seen by another block.
    """

    kind: Kind

    def bulk_to_python(self, values):
        found = find(self.kind, values)
        records = [found.get(value) if value else None for value in values]
        return [copy.copy(record) if isinstance(record, self.model_class) else None for record in records]  # type: ignore[attr-defined]
