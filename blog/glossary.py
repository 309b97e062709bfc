"""Explains words where they stand.

In the database a term is ``<a linktype="glossary" id="3">dysbiosis</a>`` around the words of the text. The rich text
rewriter turns that into a placeholder, and `finish` replaces all those of a page, so that one query fetches them.
"""

import html
import re
from itertools import count

from django.template.loader import get_template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from blog.models.glossary import GlossaryTerm

PLACEHOLDER = re.compile(r'<a data-term="(\d+)">(.*?)</a>', re.S)


def opening_tag(term_id: int | str) -> SafeString:
    """Return the tag that opens the placeholder of a term; the words of the text follow, then ``</a>``."""
    return format_html('<a data-term="{}">', int(term_id))


def finish(pieces: list[SafeString]) -> tuple[list[SafeString], SafeString]:
    """Give each term in the ``pieces`` of one page the card that explains it; return them, and nothing to append.

    A deleted term leaves its words. The first card of each term stands in brackets where no card opens.
    """
    ids = {int(pk) for piece in pieces for pk, _ in PLACEHOLDER.findall(piece)}
    if not ids:
        return pieces, SafeString()
    terms = GlossaryTerm.objects.in_bulk(ids)
    template = get_template("components/term.html")
    numbers, met = count(1), set()

    def explained(match: re.Match) -> str:
        pk, words = int(match[1]), match[2]
        if pk not in terms:
            return words
        first = pk not in met
        met.add(pk)
        context = {
            "term": terms[pk],
            "number": next(numbers),
            "first": first,
            "words": mark_safe(words),  # noqa: S308 - escaped by the rewriter
            # Not marked as safe: in an attribute quotation marks count too.
            "plain_words": html.unescape(strip_tags(words)),
        }
        return template.render(context).strip()

    return [mark_safe(PLACEHOLDER.sub(explained, piece)) for piece in pieces], SafeString()  # noqa: S308 - as above
