"""Whatever anybody sends to a public address, the site answers; an error of its own (5xx) is never the answer.

Each run takes other combinations of the hostile values; ``--randomly-seed`` with the number
in pytest's first lines repeats them.
"""

import random
import re
from urllib.parse import quote_from_bytes, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from post_office.models import Email
from pytest_django import DjangoDbBlocker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=limit"

HOSTILE = [
    b"",
    b"\0",
    b"before\0after",
    b"\xff\xfe\xfd",  # no UTF-8
    b"\xed\xa0\x80",  # half a pair of surrogates
    "😀 \u202e \u200b é".encode(),
    b"x" * 60_000,
    b"9" * 5_000,
    b"-1",
    b"1e309",
    b"'; DROP TABLE core_user; --",
    b"%' OR \"\" ~* '(((' --",
    b"<script>alert(1)</script>{{ 7|add:7 }}{% load x %}",
    b"name@example.org\r\nBcc: other@example.org",
    b"../../../etc/passwd",
    b"//elsewhere.example/http://[",
]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
PARAMETERS = ["q", "page", "answer", "parent", "next", "topic", "format"]
HEADERS = [
    "host",
    "x-forwarded-for",
    "x-forwarded-proto",
    "user-agent",
    "referer",
    "origin",
    "sec-fetch-site",
    "accept",
    "accept-encoding",
    "accept-language",
    "authorization",
    "range",
    "if-none-match",
    "if-modified-since",
    "x-requested-with",
    "cookie",
]
COOKIES = ["sessionid", "csrftoken", "messages", "wagtail_sidebar_collapsed"]
BODIES = [
    (FORM, b"&&&===%%%"),
    (FORM, b"name=%ff%00&email=%00"),
    (FORM, b"&".join(b"n%d=1" % number for number in range(10_002))),
    (FORM, b"name=" + b"x" * 3_000_000),
    (FORM + "; charset=nonsense", b"name=x"),
    (FORM + "; charset=utf-16", b"name=x"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=" + "b" * 5_000, b"--b"),
    (MULTIPART, b"--limit\r\nContent-Disposition: form-data\r\n\r\nnameless\r\n--limit--"),
    (MULTIPART, b'--limit\r\nContent-Disposition: form-data; name="email"; filename="\0"\r\n\r\nx\r\n--limit--'),
    (MULTIPART, b'--limit\r\nContent-Disposition: form-data; name="a\0"\r\n\r\nbroken o'),
    (
        MULTIPART,
        b'--limit\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name="a"\r\n\r\n!\r\n',
    ),
    ("application/json", b'{"email": ["\\u0000"'),
    ("\0/\xff", b"\0"),
]
FOLDERS = ["articles", "articles/topics", "people", "out", "requests/confirm", "requests/guide", "requests/unsubscribe"]
FOLDERS += ["documents", "admin/login", "free-gut-health-guide"]
ENDINGS = ["%00/", "%ff/", "x" * 5_000 + "/", "%F0%9F%98%80/", "'--/", "../"]
PATHS = [
    "/%ed%a0%80/",
    "/%2e%2e/%2e%2e/etc/passwd",
    "//elsewhere.example/",
    "/%0d%0ax:y/",
    "/" + "a/" * 3_000,
    "/" + "x" * 60_000 + "/",
    "/.env",
    "/media/../.env",
    "/static/%00",
    "/requests/guide/%00/file/",
    "/documents/1/%00",
    "/documents/99999999999999999999/a.pdf",
    "/_util/authenticate_with_password/99999999999999999999/1/",
    *(f"/{ending}" for ending in ENDINGS),
    *(f"/{folder}/{ending}" for folder in FOLDERS for ending in ENDINGS),
]


@pytest.fixture
def visitor() -> Client:
    """A client that gets the page that a reader would get when something breaks."""
    return Client(raise_request_exception=False)


@pytest.fixture(scope="module")
def every_address(demo: None, django_db_blocker: DjangoDbBlocker) -> list[str]:
    """One public address of every kind, each visited once: pictures are cut to size when they are first shown."""
    with django_db_blocker.unblock():
        visitor = Client(raise_request_exception=False)
        found = find_addresses(visitor)
        for address in found:
            visitor.get(address)
    return found


@pytest.fixture
def addresses(every_address: list[str]) -> list[str]:
    """The addresses in the order of this run."""
    return random.sample(every_address, len(every_address))


def find_addresses(visitor: Client) -> list[str]:
    """Return one public address of every kind: of the pages, and of everything beside them."""
    sitemap = visitor.get("/sitemap.xml").content.decode()
    kinds: dict[str, str] = {}
    for address in re.findall("<loc>https?://[^/<]+([^<]*)</loc>", sitemap):
        folder = address.rsplit("/", 2)[0]
        kinds.setdefault(folder or address, address)
    # Seven standard pages are one kind, each as good as the others.
    pages = [address for address in kinds.values() if address not in ("/about/", "/terms/", "/privacy/")]
    more = ["/people/ingrid-halvorsen/", "/free-gut-health-guide/thank-you/", "/search/", "/nothing-here/"]
    machines = ["/articles/feed/", "/articles/topics/gut-basics/feed/", "/sitemap.xml", "/robots.txt", "/healthz"]
    links = ["/out/life-greens/", "/requests/new-link/", "/requests/unsubscribe/forged/", "/admin/login/"]
    return [*pages, *more, *machines, "/readyz", *links, *links_in_mails(visitor)]


def filled_form(client: Client, address: str) -> dict[str, str]:
    """Return what the last form on a page sends when a person has filled it in; empty where there is none."""
    response = client.get(address)
    if not response["content-type"].startswith("text/html"):
        return {}
    forms = BeautifulSoup(response.content, "html.parser").select("main form[method=post]")
    filled = {}
    for field in forms[-1].select("[name]") if forms else ():
        name, value = str(field["name"]), str(field.get("value", ""))
        filled[name] = value or {"email": "rosa@example.org", "homepage": ""}.get(name, "United Kingdom")
    return filled


def links_in_mails(client: Client) -> list[str]:
    """Ask for the guide; return the address of the link in the mail, and that of the download behind it."""
    found = []
    client.post("/free-gut-health-guide/", filled_form(client, "/free-gut-health-guide/"))
    for kind in ("confirm", "guide"):
        mails = "\n".join(Email.objects.values_list("message", flat=True))
        link = re.search(rf"https?://[^/\s]+(/requests/{kind}/\S+)", mails)
        assert link, f"no link to {kind} in: {mails}"
        found.append(link[1])
        if kind == "confirm":
            client.post(link[1])
    return found


class Answers:
    """Sends requests, each on the same state of the database, and collects those that broke the site."""

    def __init__(self, client: Client):
        self.client = client
        self.sent = 0
        self.broken: list[str] = []

    def to(self, method: str, address: str, body: bytes = b"", content_type: str = FORM, **extra) -> None:
        cache.clear()
        with transaction.atomic():
            response = self.client.generic(method, address, body, content_type, **extra)
            # A page that is built while it is sent could still break.
            response.getvalue()
            transaction.set_rollback(True)
        self.client.cookies.clear()
        self.sent += 1
        if response.status_code >= 500:
            error = getattr(response, "exc_info", None)
            told = {name: str(value)[:60] for name, value in extra.items()}
            self.broken.append(
                f"{method} {address[:80]} {content_type[:40]} {body[:60]!r} {told}: {error and error[1]!r}"
            )

    def are_all_sound(self) -> None:
        assert self.sent
        assert not self.broken, f"{len(self.broken)} of {self.sent}:\n" + "\n".join(self.broken[:20])


@pytest.fixture
def answers(visitor: Client) -> Answers:
    return Answers(visitor)


def test_any_method(addresses, answers):
    for address in addresses:
        for method in METHODS:
            answers.to(method, address)
    answers.are_all_sound()


def test_any_query(addresses, answers):
    for address in addresses:
        for _ in range(4):
            values = random.sample(HOSTILE, len(PARAMETERS))
            pairs = [
                f"{name}={quote_from_bytes(value[:4_000])}" for name, value in zip(PARAMETERS, values, strict=True)
            ]
            answers.to("GET", address, QUERY_STRING="&".join([*pairs, *pairs[:2]]))
        answers.to("GET", address, QUERY_STRING="&&=&%&%zz&a[]=1;b" + "&q" * 500)
    answers.are_all_sound()


def test_any_answer_in_a_form(addresses, answers, visitor):
    forms = {address: filled_form(visitor, address) for address in addresses}
    assert {"/free-gut-health-guide/", "/free-3-day-trial/", "/admin/login/"} < {key for key in forms if forms[key]}
    for address, form in forms.items():
        for name in form:
            for hostile in random.sample(HOSTILE, 2):
                sent = {key: quote_from_bytes(value.encode()) for key, value in form.items()}
                sent[name] = quote_from_bytes(hostile)
                answers.to("POST", address, "&".join(f"{key}={value}" for key, value in sent.items()).encode())
        for hostile in random.sample(HOSTILE, 6) if form else ():
            answers.to("POST", address, "&".join(f"{key}={quote_from_bytes(hostile)}" for key in form).encode())
    answers.are_all_sound()


def test_any_body(addresses, answers, visitor):
    for address in addresses:
        if filled_form(visitor, address):
            for content_type, body in BODIES:
                answers.to("POST", address, body, content_type)
    answers.are_all_sound()


def test_any_header_and_cookie(answers):
    for address in ("/people/", "/search/", "/nothing-here/", "/admin/login/", "/healthz"):
        for hostile in HOSTILE:
            # As a server hands it on: without line ends and NULs, each byte as a character.
            value = re.sub(rb"[\0\r\n]", b"", hostile).decode("latin-1")[:8_000]
            for name in random.sample(HEADERS, 2):
                method = random.choice(["GET", "POST"])
                answers.to(method, address, headers={name: value})
            octal = "".join(f"\\{byte:03o}" for byte in hostile[:500])
            cookies = "; ".join(f'{name}="{octal}"' for name in COOKIES)
            answers.to("GET", address, headers={"cookie": cookies})
    answers.are_all_sound()


def test_any_path(answers):
    for address in PATHS:
        for method in ("GET", "POST"):
            answers.to(method, address)
    answers.are_all_sound()


def test_addresses_are_ours(addresses):
    assert len(addresses) >= 20
    assert all(not urlsplit(address).netloc for address in addresses)
