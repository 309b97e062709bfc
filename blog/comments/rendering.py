"""A comment's plain text as HTML: paragraphs, links, and a note where a moderator took something out."""

import re

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from blog.models.comment import REDACTED

LINK = re.compile(r"""https?://[^\s<>"'\x00-\x1f]+""", re.IGNORECASE)
# What ends a sentence or closes a bracket after an address, rather than the address.
AFTER_LINK = ".,;:!?…)]}*_"
REL = "ugc nofollow noopener"
TAKEN_OUT = "<em>[removed by a moderator]</em>"
TAGS = {"p", "br", "a", "em"}
ATTRIBUTES = {"a": {"href", "rel"}}


def as_html(text: str, *, linked: bool = True) -> SafeString:
    """Return ``text`` as HTML. Whatever looks like HTML in it is shown as it was typed.

    ``linked`` is False where no moderator has read it yet: an address in it is then text that nobody can follow.

    nh3 reads the result once more, so that a slip in here would still let nothing through but these few tags.
    """
    paragraphs = [part for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()) if part.strip()]
    html = "".join(f"<p>{_with_links(part) if linked else escape(part)}</p>" for part in paragraphs)
    html = html.replace("\n", "<br>").replace(REDACTED, TAKEN_OUT)
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, link_rel=None, url_schemes={"http", "https"})
    return mark_safe(clean)  # noqa: S308 - escaped above, and cleaned


def links_in(text: str) -> list[str]:
    """Return the addresses in ``text``, as they were typed, also those without http in front."""
    return re.findall(r"(?i)\bhttps?://\S+|\bwww\.\S+", text)


def _with_links(text: str) -> str:
    html, end = "", 0
    for match in LINK.finditer(text):
        address = match[0].rstrip(AFTER_LINK)
        if len(address) <= len("https://"):
            continue
        html += escape(text[end : match.start()])
        html += f'<a href="{escape(address)}" rel="{REL}">{escape(address)}</a>'
        end = match.start() + len(address)
    return html + escape(text[end:])
