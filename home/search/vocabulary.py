"""The words of the site, to find the one that a reader meant."""

import json
import re
from collections import Counter

from django.core.cache import cache
from django.db.models import TextField
from django.db.models.functions import Cast
from rapidfuzz.distance import OSA

from blog.models import ArticlePage, GlossaryTerm, Topic
from core.words import SPELLINGS, is_stop_word, standard, stem, words
from home.search.matching import findable

CACHE_KEY = "search-vocabulary"
# Long enough that a slip costs nothing, short enough that a new article counts soon. What is found with a word is
# always asked of the database, so that a word of a page that has gone offline leads nowhere.
CACHE_SECONDS = 600
# The whole text is read of the newest articles only: it is long.
READ_IN_FULL = 200
STORED_TEXT = re.compile(r'"(?:value|text)": ("(?:[^"\\]|\\.)*")')
TAG = re.compile(r"<[^>]*>")
SHORTEST = 4
LONG = 8


def vocabulary() -> Counter[str]:
    """Return the words of public pages, of topics and of the glossary, with how often each stands."""
    known = cache.get(CACHE_KEY)
    if known is None:
        known = _read()
        cache.set(CACHE_KEY, known, CACHE_SECONDS)
    return known


def corrected(typed: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return ``typed`` with the nearest word of the site for each word that it does not know; None for no change."""
    known = vocabulary()
    stems = {stem(word) for word in known}
    meant = tuple(word if stem(word) in stems else _nearest(standard(word), known) or word for word in typed)
    return None if meant == typed else meant


def corrected_beginning(typed: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return ``typed`` as `corrected` does, where the last word is perhaps only begun; None for no change."""
    *whole, begun = typed
    known = vocabulary()
    meant = (*(corrected(tuple(whole)) or whole), _nearest_beginning(begun, known) or begun)
    return None if meant == typed else meant


def _nearest_beginning(begun: str, known: Counter[str]) -> str | None:
    """Return the beginning of most words of ``known`` that is one slip from ``begun``; None where one begins so."""
    if len(begun) < SHORTEST or not begun.isalpha() or any(word.startswith(begun) for word in known):
        return None
    beginnings: Counter[str] = Counter()
    for word, times in known.items():
        for length in (len(begun), len(begun) + 1, len(begun) - 1):
            if length <= len(word) and OSA.distance(begun, word[:length], score_cutoff=1) <= 1:
                beginnings[word[:length]] += times
                break
    return min(beginnings, key=lambda other: (other[0] != begun[0], -beginnings[other], other), default=None)


def _nearest(word: str, known: Counter[str]) -> str | None:
    """Return the word of ``known`` that is one slip from ``word``, or two from a longer one: most likely first."""
    if len(word) < SHORTEST or not word.isalpha():
        return None
    furthest = 1 if len(word) < LONG else 2
    candidates = []
    for other, times in known.items():
        if abs(len(other) - len(word)) <= furthest:
            # A swap of two letters is one slip; a first letter is rarely wrong.
            distance = OSA.distance(word, other, score_cutoff=furthest)
            if distance <= furthest:
                candidates.append((distance, other[0] != word[0], -times, other))
    return standard(min(candidates)[-1]) if candidates else None


def _read() -> Counter[str]:
    pages = findable()
    articles = ArticlePage.objects.filter(pk__in=pages.values("pk")).order_by()
    texts = _texts(pages.order_by(), "title").union(
        _texts(articles, "summary"), _texts(Topic.objects.order_by(), "name"),
        _texts(GlossaryTerm.objects.order_by(), "term"), all=True,
    )  # fmt: skip
    known = Counter(_words_of(list(texts)))
    newest = articles.order_by("-first_published_at", "-pk").annotate(text=Cast("body", TextField()))
    for body in newest.values_list("text", flat=True)[:READ_IN_FULL]:
        known.update(_words_of([TAG.sub(" ", json.loads(stored)) for stored in STORED_TEXT.findall(body or "")]))
    # Somebody who slips in an American spelling is near that one, not the British one.
    known.update(dict.fromkeys([*SPELLINGS, *SPELLINGS.values()], 0))
    return known


def _texts(records, field: str):
    return records.annotate(text=Cast(field, TextField())).values_list("text", flat=True)


def _words_of(texts: list[str]) -> list[str]:
    found = (match[0].lower() for text in texts for match in words(text))
    return [word for word in found if len(word) >= SHORTEST and word.isalpha() and not is_stop_word(word)]
