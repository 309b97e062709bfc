"""Prints a source the way medical journals do.

The rules are those of NLM, Citing Medicine (2nd edition, https://www.ncbi.nlm.nih.gov/books/NBK7256/), in the short
form of ICMJE's samples (https://www.nlm.nih.gov/bsd/uniform_requirements.html). Titles of journals stay as entered.
"""

import datetime
import re
from itertools import pairwise

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from blog.models.source import Source, is_vancouver_name

ET_AL = "et al."
AUTHORS_SHOWN = 6
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PAGE_RANGE = re.compile(r"^([A-Za-z]*)(\d+)-\1(\d+)$")
DASHES = re.compile(r"\s*(?:--+|[-\u2010-\u2015\u2212])\s*")


def format_source(source: Source) -> SafeString:
    """Return one line of HTML: authors, title, where and when it was published, with the journal in ``<cite>``.

    What is missing leaves no punctuation behind. The link is not in it: templates print ``source.link`` after it.
    """
    web = source.kind == Source.Kind.WEB_PAGE
    title = _text(source.title.strip().rstrip(".")) + (" [Internet]" if web else "")
    sentences = [_text(format_authors(source.author_list)), title]
    sentences += _book(source) if source.kind == Source.Kind.BOOK else _article(source)
    return mark_safe(" ".join(_stop(sentence) for sentence in sentences if sentence))  # noqa: S308 - each is escaped


def format_authors(authors: list[str]) -> str:
    """Return the first six authors, with “et al.” for those after them.

    A semicolon parts an organisation from its neighbours: its own name may hold commas.
    """
    names = [name for name in authors if name.lower().rstrip(".") != "et al"]
    more = len(names) > AUTHORS_SHOWN or len(names) < len(authors)
    line = ""
    for before, name in pairwise(["", *names[:AUTHORS_SHOWN]]):
        comma = is_vancouver_name(before) and is_vancouver_name(name)
        line += f"{', ' if comma else '; '}{name}" if before else name
    return f"{line}, {ET_AL}" if names and more else line


def shorten_pages(pages: str) -> str:
    """Return pages as NLM prints them: “284-287” is “284-7”, “S93-S99” is “S93-9”; anything else stays."""
    return ", ".join(_shorten_range(part.strip()) for part in pages.split(",") if part.strip())


def _shorten_range(part: str) -> str:
    part = DASHES.sub("-", part)
    match = PAGE_RANGE.match(part) or re.match(r"^([A-Za-z]+)(\d+)-(\d+)$", part)
    if not match:
        return part
    letters, first, last = match.groups()
    if first == last:
        return f"{letters}{first}"
    if len(first) == len(last):
        same = next(place for place, pair in enumerate(zip(first, last, strict=True)) if pair[0] != pair[1])
        last = last[same:]
    return f"{letters}{first}-{last}"


def _article(source: Source) -> list[SafeString]:
    """Journal, then year;volume(issue):pages; a web page has “; year” and the day it was read."""
    container = _cite(source.container)
    cited = _cited(source)
    numbers = _text(source.volume.strip()) + (f"({_text(source.issue.strip())})" if source.issue.strip() else "")
    pages = _text(shorten_pages(source.pages))
    if not (numbers or pages):
        divider = "; " if source.kind == Source.Kind.WEB_PAGE or cited else ". "
        published = divider.join(part for part in (container, str(source.year or "")) if part)
        return [_join(published, cited)]
    where = ":".join(part for part in (numbers, pages) if part)
    when = _join(str(source.year or ""), cited)
    # NLM: "2002;347(4):284-7", and "2002:1-6" where there is neither volume nor issue.
    divider = ";" if numbers else ":"
    return [container, mark_safe(divider.join(part for part in (when, where) if part))]  # noqa: S308 - escaped


def _book(source: Source) -> list[SafeString]:
    """Publisher; year. With pages it is a chapter, and what it was published in is the book."""
    container, pages = _cite(source.container), _text(shorten_pages(source.pages))
    if container and pages:
        container = format_html("In: {}", container)
    volume = _text(f"Vol. {source.volume.strip()}" if source.volume.strip() else "")
    published = "; ".join(part for part in (container, str(source.year or "")) if part)
    if volume and container and pages:
        # The volume is the book's, not the chapter's.
        published = "; ".join(part for part in (_join(_stop(container), volume), str(source.year or "")) if part)
        volume = SafeString()
    return [volume, _join(published, _cited(source)), format_html("p. {}", pages) if pages else SafeString()]


def _cited(source: Source) -> str:
    """The day a page was read, where its words may have changed since: not with a DOI or in PubMed."""
    if not source.accessed_on or source.doi or source.pmid:
        return ""
    return f"[cited {nlm_date(source.accessed_on)}]"


def nlm_date(day: datetime.date) -> str:
    """Return a day as NLM writes it: “2026 Nov 12”."""
    return f"{day.year} {MONTHS[day.month - 1]} {day.day}"


def _cite(text: str) -> SafeString:
    text = text.strip().rstrip(".")
    return format_html("<cite>{}</cite>", text) if text else SafeString()


def _text(text: str) -> SafeString:
    return escape(text)


def _join(*parts: str) -> SafeString:
    return mark_safe(" ".join(part for part in parts if part))  # noqa: S308 - made of escaped parts


def _stop(sentence: str) -> str:
    """End ``sentence`` with a full stop, unless it ends with a mark that ends one."""
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."
