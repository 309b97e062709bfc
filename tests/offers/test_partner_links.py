"""How a finished page is told who pays: which addresses are a partner's, and what becomes of a link to one."""

import pytest
from bs4 import BeautifulSoup
from django.test import RequestFactory
from wagtail.models import Site

from offers.known_partners import asked_once, known_partners
from offers.models import Partner
from offers.partner_links import PLACE, addresses_in, finish, leads_to_partner, partners_linked_in
from tests.factories.home import StandardPageFactory
from tests.factories.offers import OutboundLinkFactory, PartnerFactory
from tests.helpers.queries import assert_max_queries, count_queries

REL = {"sponsored", "nofollow", "noopener"}


@pytest.fixture
def partner(db):
    partner = PartnerFactory(name="Life Greens", domains="lifegreens.example\nbücher.example")
    partner.full_clean()
    partner.save()
    OutboundLinkFactory(partner=partner, url="https://lifegreens.example/", slug="shop")
    return partner


def page(*links: str) -> str:
    return f'<body><main id="main"><h1>A page</h1>{"".join(links)}</main></body>'


def link(href: str) -> str:
    return f'<a href="{href}">words</a>'


THEIRS = [
    "https://lifegreens.example/",
    "http://lifegreens.example",
    "https://shop.lifegreens.example/juice?x=1#top",
    "https://LifeGreens.EXAMPLE/",
    "HTTPS://lifegreens.example/",
    "https://lifegreens.example:8443/",
    "//lifegreens.example/",
    "///lifegreens.example/",
    r"\\lifegreens.example/",
    r"https:\\lifegreens.example/",
    "https:lifegreens.example/",
    "https://reader:secret@lifegreens.example/",
    "https://evil.example@lifegreens.example/",
    "https://lifegreens.example./",
    "https://bücher.example/",
    "https://BÜCHER.example/",
    "https://xn--bcher-kva.example/",
    "https://lifegreens。example/",
    "https://ｌifegreens.example/",
    "https://life\u00adgreens.example/",
    "https://lifegreens%2Eexample/",
    "  https://lifegreens.example/ ",
    "\thttps://life\ngreens.example/",
    "https&#58;//lifegreens&#46;example/",
    "https:&sol;&sol;lifegreens&period;example/",
    "/out/shop/",
    "/out/shop",
    "/out/shop/?next=https://other.example/",
    "https://testserver/out/shop/",
    "/articles/../out/shop/",
    "/%6Fut/shop/",
    "/&#111;ut/shop/",
    "../../out/shop/",
    "../../../out/shop/",
    "/../out/shop/",
    "/%2e%2e/out/shop/",
    "/articles/%2e%2e/out/shop/",
    "/articles/%2E./out/shop/",
    "%2e%2e/%2e%2e/out/shop/",
    "https://testserver/articles/../out/shop/",
    "/articles/./../out/./shop/",
    r"/articles\..\out\shop",
    "/o\tut/shop/",
    "/o\nut/shop/",
    "/\tout/shop/",
    "o\tut/../../../out/shop/",
    "/ou&#9;t/shop/",
    "/ou&Tab;t/shop/",
    "/ou&NewLine;t/shop/",
    "https://testserver/o\tut/shop/",
]
OTHERS = [
    "https://notlifegreens.example/",
    "https://lifegreens.example.evil.test/",
    "https://lifegreens.example@evil.test/",
    r"https://evil.test\@lifegreens.example/",
    "https://evil.test/?to=https://lifegreens.example/",
    "https://evil.test/#https://lifegreens.example/",
    "https://lifegreens.example-shop.test/",
    "https://bucher.example/",
    "/lifegreens.example/",
    "/about/",
    "/out/unknown/",
    "/out/",
    "/without/shop/",
    "/out/../about/",
    "/about/%2e%2e/",
    "out/shop/",
    "..",
    "#lifegreens.example",
    "mailto:hello@lifegreens.example",
    "https://[lifegreens.example",
    "https://[out/shop/",
    "https://",
    "",
]


def test_every_way_to_write_a_partners_address_is_marked_and_disclosed(partner):
    for href in THEIRS:
        html = BeautifulSoup(finish(page(link(href)), "/articles/one/"), "html.parser")
        assert set(html.a["rel"]) == REL, href
        assert html.main.find(class_="disclosure--top").find_next("a") == html.a, href


def test_an_address_that_only_looks_like_a_partners_is_left_alone(partner):
    html = page(*(link(href) for href in OTHERS))
    assert finish(html, "/articles/one/") == html


@pytest.mark.parametrize(
    ("tag", "rel"),
    [
        ('<a rel="ugc" href="{}">', REL | {"ugc"}),
        ('<a href="{}" rel="nofollow UGC external">', REL | {"ugc", "external"}),
        ('<a href="{}" rel="opener me">', REL | {"me"}),
        ('<a href="{}" rel>', REL),
        ('<a class="button" href="{}" title="a > b">', REL),
        ("<a href='{}'>", REL),
        ("<a href={}>", REL),
        ('<A HREF="{}">', REL),
        ('<a\nhref = "{}"\n>', REL),
        ('<a title=" href=/about/" href="{}">', REL),
        ('<a href="{}" href="/about/">', REL),
    ],
)
def test_what_a_link_says_of_itself_is_kept(partner, tag, rel):
    html = BeautifulSoup(finish(page(f"{tag.format('https://lifegreens.example/')}words</a>")), "html.parser")
    assert set(html.a["rel"]) == rel
    assert html.a.get_text() == "words"


def test_an_area_of_a_picture_is_a_link_too(partner):
    html = BeautifulSoup(finish(page('<map name="m"><area href="//lifegreens.example" alt="x"/></map>')), "html.parser")
    assert set(html.area["rel"]) == REL
    assert html.find(class_="disclosure--top")


def test_two_partners_are_both_disclosed_once_in_the_order_of_their_links(partner):
    other = PartnerFactory(name="Oat Co", domains="oats.example", relationship=Partner.Relationship.COMMISSION)
    hrefs = ("https://oats.example/", "https://lifegreens.example/", "https://oats.example/b")
    html = BeautifulSoup(finish(page(*map(link, hrefs))), "html.parser")
    told = [each.get_text() for each in html.find_all(class_="disclosure--top")]
    assert [sentence in text for text, sentence in zip(told, (other.disclosure, partner.disclosure), strict=True)]
    assert len(told) == 2
    assert all(set(each["rel"]) == REL for each in html.find_all("a"))


def test_the_disclosure_stands_where_the_template_puts_it(partner):
    html = finish(page(PLACE, link("https://lifegreens.example/")))
    assert html.index("<h1") < html.index("disclosure--top") < html.index("<a ")
    assert "<!--" not in html


@pytest.mark.parametrize("html", ["<body><p>{}</p></body>", "<p>{}</p>"])
def test_a_page_without_a_place_for_it_shows_it_first(partner, html):
    html = finish(html.format(link("https://lifegreens.example/")))
    assert html.index("disclosure--top") < html.index("<a ")


def test_a_page_without_partner_links_stays_as_it_is(partner):
    assert finish(page(PLACE, link("/about/"))) == page(link("/about/"))


def test_a_page_without_links_to_other_websites_asks_for_no_partner(partner):
    with assert_max_queries(0):
        finish(page(*(link(href) for href in ("/", "/about/", "#sources", "?page=2", "/documents/2/a.pdf"))))


def test_one_page_asks_for_the_partners_once(partner):
    with asked_once(RequestFactory().get("/")), count_queries() as queries:
        finish(page(*(link(f"https://{name}.example/") for name in ("a", "lifegreens", "b"))))
        leads_to_partner("https://oats.example/")
    assert len(queries) == 2


def test_outside_of_a_request_nothing_is_kept(partner):
    assert known_partners().owner("https://lifegreens.example/") == partner
    Partner.objects.filter(pk=partner.pk).update(domains="elsewhere.example")
    assert known_partners().owner("https://lifegreens.example/") is None


def test_stored_content_is_read_at_any_depth(partner):
    stored = {
        "title": "A title with href in it",
        "rows": [
            ["<p><a id='1' linktype='page'>a</a> <a href=\"https://shop.lifegreens.example/?a=1&amp;b=2\">b</a></p>"]
        ],
        "links": [{"type": "link", "value": {"address": "/out/shop/", "page": None, "count": 3}}],
        "fact": "Sold at lifegreens.example",
        "source": "https://lifegreens.example/?u=href",
    }
    assert list(addresses_in(stored)) == [
        "https://shop.lifegreens.example/?a=1&b=2",
        "/out/shop/",
        "https://lifegreens.example/?u=href",
    ]
    assert partners_linked_in(stored) == [partner]
    assert not leads_to_partner({"text": '<p><a href="https://notlifegreens.example/">x</a></p>'})


def test_long_and_broken_html_is_read_in_no_time(partner):
    broken = "<a " + "x=\"'" * 20_000 + "<a href=" * 20_000
    assert finish(broken) == broken
    for endless in ("href " + "<a x='" * 100_000, "<a " * 100_000, "<a x='\"" * 100_000, "<a href=" * 100_000):
        assert finish(endless) == endless
        assert list(addresses_in(endless)) == []
    assert finish(page(link("https://" + "a." * 5_000 + "lifegreens.example/"))).count("sponsored") <= 1


def test_what_is_no_page_passes_unread(client, partner):
    assert b"sponsored" not in client.get("/robots.txt").content


def test_a_site_with_a_second_name_knows_its_partners_too(client, home, partner):
    StandardPageFactory(
        parent=home, slug="about", body=[{"type": "text", "value": f"<p>{link('//lifegreens.example')}</p>"}]
    )
    Site.objects.create(hostname="second.example", port=80, root_page=home)
    html = BeautifulSoup(client.get("/about/", headers={"host": "localhost"}).content, "html.parser")
    assert set(html.main.find("a", href="//lifegreens.example")["rel"]) == REL
    assert html.main.find(class_="disclosure--top")


def test_a_page_about_the_site_lists_its_partners_in_the_words_of_their_records(client, home, partner):
    about = StandardPageFactory(parent=home, slug="about", body=[{"type": "partners", "value": None}])
    assert partner.disclosure in client.get("/about/").content.decode()
    Partner.objects.update(relationship=Partner.Relationship.NONE)
    partner.refresh_from_db()
    assert partner.disclosure in client.get("/about/").content.decode()
    Partner.objects.all().delete()
    assert "We have no partner." in client.get(about.url).content.decode()
