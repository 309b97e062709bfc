"""What the search index keeps of a page beside its own words, so that other forms and spellings find it."""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.db import connection
from wagtail.search import index

from core.words import is_stop_word, spellings, standard, stem, words

# Signs between two words that PostgreSQL's parser may take for a part of one.
JOINING = frozenset("-+./:@_~=&#%")


def indexed_form(word: str) -> str:
    """Return ``word`` as the index of this database keeps it, and as a search has to ask for it.

    PostgreSQL takes off the endings of English words itself; for SQLite, which compares whole words, we do.
    """
    return stem(word) if connection.vendor == "sqlite" else standard(word)


class WordsField(index.SearchField):
    """A text that is found by every form of its words.

    SQLite knows no weights, so there the text of a field with a ``boost`` is written as often as that says; titles
    have a column, and so a weight, of their own.
    """

    def get_value(self, obj):
        text = _joined(super().get_value(obj))
        times = int(self.boost or 1) if connection.vendor == "sqlite" and self.field_name != "title" else 1
        return " ".join([_with_other_forms(text)] * times)


class WordsAutocompleteField(index.AutocompleteField):
    """The other spellings of a text that is suggested while somebody types one of its words."""

    def get_value(self, obj):
        text = _joined(super().get_value(obj))
        return " ".join(sorted({other for match in words(text) for other in spellings(match[0])}))


def _joined(value: str | Iterable[str] | None) -> str:
    return value if isinstance(value, str) else " ".join(str(part) for part in value or ())


# The backends ask for every field three times in a row: for the title, for the text, for suggestions.
@lru_cache(maxsize=16)
def _with_other_forms(text: str) -> str:
    if connection.vendor == "sqlite":
        forms = [_other_form(match[0]) for match in words(text)]
    else:
        forms = [
            standard(match[0]) if _is_joined_by_postgres(match) else _other_form(match[0]) for match in words(text)
        ]
    return " ".join([text, *filter(None, forms)])


@lru_cache(maxsize=50_000)
def _other_form(word: str) -> str:
    """Return what the index needs beside ``word`` as it stands in the text; empty when that is enough."""
    form = indexed_form(word)
    return "" if form == word.lower() or is_stop_word(word) else form


def _is_joined_by_postgres(match: re.Match[str]) -> bool:
    """Tell whether PostgreSQL takes the word and its neighbour for one: a number, a host name (“done.Sender”)."""
    around = match.string[max(match.start() - 1, 0) : match.start()] + match.string[match.end() : match.end() + 1]
    return not JOINING.isdisjoint(around)
