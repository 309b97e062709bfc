"""No reader meets a link to a partner without being told who pays, wherever and by whomever it was written.

The finished page is looked at, so no block, template or setting has to take part: each link that leads to a partner is
marked for search engines, and the disclosure of each partner that is linked stands at the top of the page. What leads
to a page, such as a card, reads the stored content instead (`addresses_in`).
"""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import get_template
from django.urls import reverse

from offers.known_partners import asked_once, known_partners

if TYPE_CHECKING:
    from offers.models import Partner

SERVER_ERROR = 500
REL = ("sponsored", "nofollow", "noopener")
# What would undo one of them.
UNDOES = {"opener"}
# A whole opening tag of a link: what stands in quotation marks may hold any sign. Most links stay on the site; those in
# the usual form are passed over at once: nothing else keeps this quick. A tag that never ends takes the rest with
# it, as in a browser: looking for that end again behind each beginning would cost a long text minutes.
STAYS = r"""href="(?:[#?][^"]*+|(?:/(?!out)[^"%&/\\\s]++)*+/?)\""""
LINK = re.compile(rf"""<[aA](?:[rR][eE][aA])?(?! {STAYS})(?=[\s/])((?:[^>"']++|"[^"]*+"|'[^']*+')*+)(?:(>)|(?s:.*+))""")
ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?""")
# What the tag `disclosures` leaves behind: there the disclosures of partners stand that only the finished page shows.
PLACE = "<!-- disclosures -->"
# Where they stand on a page whose template names no place.
OPENINGS = (re.compile(r"<main\b[^>]*>", re.I), re.compile(r"<body\b[^>]*>", re.I))
DISCLOSED = re.compile(r'<p class="disclosure disclosure--top" data-partner="(\d+)">')
WEB_ADDRESS = re.compile(r"\s*(?:[a-z]+:)?[\\/]", re.I)
# In an address that begins with a slash: it may lead to another website, or to /out/. Browsers drop tabs and line ends.
LEAVES = re.compile(r"^/[/\\]|[/\\]out|[%\t\r\n]")


def finish(html: str, path: str = "/") -> str:
    """Return ``html`` with every link to a partner marked and every linked partner disclosed.

    Arguments:
        html: a finished page.
        path: the address of the page, for links that are written relative to it.
    """
    linked: dict[int, Partner] = {}

    def marked(match: re.Match[str]) -> str:
        address = _address(match)
        partner = _owner(address, path) if address else None
        if partner is None:
            return match[0]
        linked[partner.pk] = partner
        return _with_rel(match)

    html = LINK.sub(marked, html)
    told = {int(key) for key in DISCLOSED.findall(html)} if linked else set()
    missing = [partner for key, partner in linked.items() if key not in told]
    return _disclose(html, missing)


def addresses_in(value: Any) -> Iterator[str]:
    """Yield every address that stored content of blocks links to, in order: in rich text or in a field of its own."""
    if isinstance(value, str):
        if WEB_ADDRESS.match(value):
            yield value
        if "<a" in value or "<A" in value:
            yield from (address for link in LINK.finditer(value) if (address := _address(link)))
    elif isinstance(value, dict):
        for child in value.values():
            yield from addresses_in(child)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from addresses_in(child)


def partners_linked_in(value: Any) -> list["Partner"]:
    """Return the partners that stored content of blocks links to, each once, in order."""
    with asked_once():
        found = (_owner(address, "/") for address in addresses_in(value))
        return list(dict.fromkeys(partner for partner in found if partner))


def leads_to_partner(value: Any) -> bool:
    """Return whether stored content of blocks links to a partner."""
    with asked_once():
        return any(_owner(address, "/") for address in addresses_in(value))


class PartnerLinksMiddleware:
    """Lets every page for readers pass through `finish`. Pages of the admin are for those who know.

    A preview is a page for readers, too: Wagtail makes it by a request of its own, which passes here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(reverse("wagtailadmin_home")):
            return self.get_response(request)
        with asked_once(request):
            response = self.get_response(request)
            if isinstance(response, HttpResponse) and _is_page(response):
                html = response.content.decode(response.charset)
                finished = finish(html, request.path)
                if finished != html:
                    response.content = finished.encode(response.charset)
        return response


def _is_page(response: HttpResponse) -> bool:
    # What says that the site is broken asks nothing of the database, which may be what is broken.
    return response.status_code != SERVER_ERROR and response.get("Content-Type", "").startswith("text/html")


def _owner(address: str, path: str) -> "Partner | None":
    # Most links stay on the site, and none of those goes out but by /out/: they are not worth more.
    if address[0] in "#?" or (address[0] == "/" and not LEAVES.search(address)):
        return None
    return known_partners().owner(address, path)


def _attribute(link: re.Match[str], name: str) -> re.Match[str] | None:
    # Read in order: the value of another attribute may look like this one. A browser takes the first of two.
    for found in ATTRIBUTE.finditer(link[0], link.start(1) - link.start()):
        if found[1].lower() == name:
            return found
    return None


def _address(link: re.Match[str]) -> str:
    found = _attribute(link, "href") if link[2] else None
    return _value(found).strip() if found else ""


def _value(attribute: re.Match[str]) -> str:
    value = attribute[2] or attribute[3] or attribute[4] or ""
    return unescape(value) if "&" in value else value


def _with_rel(link: re.Match[str]) -> str:
    tag, found = link[0], _attribute(link, "rel")
    if found is None:
        end = link.start(1) - link.start()
        return f'{tag[:end]} rel="{" ".join(REL)}"{tag[end:]}'
    words = _value(found).lower().split()
    merged = " ".join(dict.fromkeys([*REL, *(word for word in words if word not in UNDOES)]))
    return f'{tag[: found.start()]}rel="{merged}"{tag[found.end() :]}'


def _disclose(html: str, partners: list["Partner"]) -> str:
    if partners:
        template = get_template("components/disclosure.html")
        told = "".join(template.render({"partner": partner, "top": True}) for partner in partners)
        if PLACE in html:
            return html.replace(PLACE, told, 1).replace(PLACE, "")
        for opening in OPENINGS:
            if found := opening.search(html):
                return html[: found.end()] + told + html[found.end() :]
        return told + html
    return html.replace(PLACE, "") if PLACE in html else html
