"""How much a comment looks like spam: points, each with its reason in words. Nothing leaves the site for it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from blog.models.comment import Comment, Commenter
from blog.moderation.words import HIDDEN, in_words, plain, spam_words

LIKELY = 5
# Retention deletes the text of spam after that time, so nothing older could be compared.
SAME_WITHIN = timedelta(days=30)
# Below this, many thank alike.
SAME_FROM = 40
NAMED = 5

# An address counts once, to its end.
LINK = re.compile(
    r"(?:https?://|www\.)\S*|\[url|<a\s|\b[\w-]+\.(?:com|net|org|info|shop|online|site|top|xyz|ru|biz)\b", re.I
)
SHOP_NAME = re.compile(
    r"https?:|www\.|\.\w{2,6}\b|@|\d{4,}|\b(?:shop|store|deals?|cheap|buy|seo|official|pills?)\b", re.I
)
REPEATED = re.compile(r"(\S)\1{7,}")


@dataclass(frozen=True)
class Reason:
    """One thing that was noticed."""

    points: int
    words: str

    def __str__(self) -> str:
        return f"{self.words} ({self.points} {'point' if self.points == 1 else 'points'})"


def reasons(comment: Comment) -> list[Reason]:
    """Return what about ``comment`` looks like spam, the weightiest first. It need not be stored yet."""
    text = comment.text
    noticed = [*_links(text), *_words(text), *_letters(text), *_name(comment.name), *_same(comment), *_new(comment)]
    # A new address says nothing alone: everybody's first comment comes from one.
    if all(reason.words == NEW_ADDRESS for reason in noticed):
        return []
    return sorted(noticed, key=lambda reason: -reason.points)


def _links(text: str) -> list[Reason]:
    count = len(LINK.findall(plain(text)))
    if not count:
        return []
    return [Reason(min(2 * count, 8), "one link or address of a website" if count == 1 else f"{count} links")]


def _words(text: str) -> list[Reason]:
    words = spam_words(text)
    named = ", ".join(in_words(word) for word in words[:NAMED]) + (" and more" if len(words) > NAMED else "")
    return [Reason(min(3 * len(words), 9), f"on the list of spam: {named}")] if words else []


def _letters(text: str) -> list[Reason]:
    noticed = []
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) >= 20 and sum(letter.isupper() for letter in letters) > len(letters) * 0.6:
        noticed.append(Reason(2, "mostly capitals"))
    if HIDDEN.search(text):
        noticed.append(Reason(3, "hidden letters, which people do not type"))
    if _mixed(text):
        noticed.append(Reason(4, "letters of different alphabets within a word"))
    elif letters and sum(not _is_latin(letter) for letter in letters) > len(letters) / 2:
        noticed.append(Reason(2, "mostly in another alphabet"))
    if REPEATED.search(text):
        noticed.append(Reason(1, "one sign many times in a row"))
    return noticed


def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")


def _mixed(text: str) -> bool:
    for word in re.findall(r"[^\W\d_]{3,}", text):
        scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
        if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK"}:
            return True
    return False


def _name(name: str) -> list[Reason]:
    return [Reason(3, "the name looks like a shop or a website")] if SHOP_NAME.search(plain(name)) else []


def _same(comment: Comment) -> list[Reason]:
    if len(comment.text) < SAME_FROM:
        return []
    # All states are named so that the index on state and date serves.
    alike = Comment.objects.filter(
        state__in=Comment.State.values, created_at__gte=timezone.now() - SAME_WITHIN, text=comment.text
    )
    return [Reason(5, "the same text was sent elsewhere")] if alike.exclude(pk=comment.pk).exists() else []


NEW_ADDRESS = "nothing of this address was approved before"


def _new(comment: Comment) -> list[Reason]:
    key = comment.email_fingerprint
    known = not key or Commenter.objects.filter(email_fingerprint=key, approved__gt=0).exists()
    return [] if known else [Reason(1, NEW_ADDRESS)]
