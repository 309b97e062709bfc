"""Splits the two formats in which each line begins with a tag: RIS (“TI  - …”) and PubMed's (“TI  - …”, wrapped).

rispy reads RIS too, but joins records whose end is missing and drops second values; here nothing may be lost.
"""

import re
from collections import defaultdict
from collections.abc import Iterator


class Tags:
    """The lines of one record, in order."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        self.ended = False
        self._values: dict[str, list[str]] = defaultdict(list)

    def add(self, tag: str, value: str) -> None:
        self.lines.append((tag, value))

    def extend(self, text: str) -> None:
        """Continue the last line."""
        tag, value = self.lines[-1]
        self.lines[-1] = (tag, f"{value} {text}".strip())

    def close(self) -> None:
        """Index the lines, once all are there."""
        for tag, value in self.lines:
            if value.strip():
                self._values[tag].append(value.strip())

    def all(self, *tags: str) -> list[str]:
        """Return every value of ``tags``, tag by tag."""
        return [value for tag in tags for value in self._values.get(tag, ())]

    def first(self, *tags: str) -> str:
        """Return the first value of the first of ``tags`` that has one, or an empty text."""
        return next(iter(self.all(*tags)), "")


def split(text: str, pattern: re.Pattern, start: str, end: str = "", blank_ends: bool = False) -> Iterator[Tags]:
    """Yield the records of ``text``.

    ``pattern`` matches a line with a tag (group 1) and a value (group 2). A record begins with the tag ``start``, or
    with any tag after the last one ended; so a missing beginning or end costs no record.
    """
    current = Tags()
    for line in text.split("\n"):
        match = pattern.match(line)
        if match is None:
            if not line.strip():
                if blank_ends and current.lines:
                    yield _closed(current)
                    current = Tags()
            elif current.lines:
                current.extend(line.strip())
            continue
        tag, value = match[1], match[2] or ""
        if tag == end or (tag == start and current.lines):
            current.ended = tag == end
            if current.lines:
                yield _closed(current)
            current = Tags()
        if tag != end:
            current.add(tag, value)
    if current.lines:
        yield _closed(current)


def _closed(tags: Tags) -> Tags:
    tags.close()
    return tags
