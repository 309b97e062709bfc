"""Every public page in a real browser: axe and the W3C's checker find nothing, nothing sticks out."""

from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from django.http import HttpRequest
from playwright.sync_api import Browser, BrowserType, Page, expect

from core.views import server_error
from tests.helpers.axe import assert_no_axe_findings
from tests.helpers.demo import DemoSite
from tests.helpers.html_checker import assert_valid_html

# What the sitemap does not list, by design: results, thanks, people who are made up, and what is not there.
UNLISTED = [
    "/people/ingrid-halvorsen/",
    "/people/maya-okafor/",
    "/free-gut-health-guide/thank-you/",
    "/free-3-day-trial/thank-you/",
    "/my-data/",
    "/my-data/sent/",
    "/search/",
    "/search/?q=prevotella",
    "/search/?q=sourdoe",
    "/nothing-here/",
]
# Those of the sitemap that must be there, whatever else the demo has.
EXPECTED = {
    "/",
    "/articles/",
    "/articles/topics/autoimmune-conditions/",
    "/articles/gut-health-and-autoimmune-conditions/",
    "/articles/prevotella-and-rheumatoid-arthritis/",
    "/articles/fibre-without-the-fuss/",
    "/articles/probiotics-when-they-help/",
    "/people/",
    "/life-greens/",
    "/free-gut-health-guide/",
    "/free-3-day-trial/",
    "/about/",
    "/how-we-make-our-articles/",
    "/corrections/",
    "/privacy/",
    "/terms/",
    "/contact/",
}


@pytest.fixture
def every_page(page: Page) -> list[str]:
    """The addresses of all pages: those of the sitemap, and ours beside them."""
    sitemap = page.request.get("/sitemap.xml").text()
    listed = [urlsplit(part.partition("</loc>")[0]).path for part in sitemap.split("<loc>")[1:]]
    return [*listed, *UNLISTED]


def one_of_each_kind(pages: list[str]) -> list[str]:
    """Return ``pages`` with one article, one topic and one person; every other page is a kind of its own."""
    chosen: dict[str, str] = {}
    for address in pages:
        folder = address.rsplit("/", 2)[0]
        chosen.setdefault(folder if folder in ("/articles", "/articles/topics", "/people") else address, address)
    return list(chosen.values())


def judge(page: Page, pages: list[str], width: int, scheme: Literal["light", "dark"]) -> None:
    """Let axe look at ``pages``, and see that none is wider than the window."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for address in pages:
        page.goto(address)
        assert_no_axe_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} is wider than {width} px"


def test_the_sitemap_lists_what_is_public(every_page: list[str]):
    assert len(set(every_page)) == len(every_page)
    assert set(every_page) >= EXPECTED


def test_axe_finds_nothing_on_any_page(page: Page, every_page: list[str]):
    judge(page, every_page, 360, "light")


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light"), (1280, "dark")])
def test_axe_finds_nothing_on_a_page_of_each_kind(
    page: Page, every_page: list[str], width: int, scheme: Literal["light", "dark"]
):
    judge(page, one_of_each_kind(every_page), width, scheme)


def test_axe_finds_nothing_at_320_pixels_nor_with_errors_shown(page: Page):
    page.set_viewport_size({"width": 320, "height": 640})
    for address, button in (
        ("/free-gut-health-guide/", "Send me the guide"),
        ("/free-3-day-trial/", "Ask for my sample"),
        ("/my-data/", "Send me the link"),
        ("/articles/fibre-without-the-fuss/", "Send for approval"),
    ):
        page.goto(address)
        page.get_by_role("button", name=button).click()
        expect(page.locator(".error-summary")).to_be_focused()
        assert_no_axe_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_the_html_checker_finds_nothing(page: Page, every_page: list[str]):
    pages = {address: page.request.get(address).text() for address in every_page}
    for address in ("/free-gut-health-guide/", "/free-3-day-trial/", "/articles/fibre-without-the-fuss/"):
        pages[f"{address} with errors"] = page.request.post(address, form={}).text()
    pages["what stands there when the site is broken"] = server_error(HttpRequest()).content.decode()
    assert_valid_html(pages)


def test_letters_twice_as_large_fit_a_phone(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], demo_site: DemoSite, every_page: list[str]
):
    # What a phone's own setting for larger text does, which changes no width.
    larger = [*browser_type_launch_args["args"], "--blink-settings=defaultFontSize=32"]
    large = browser_type.launch(**browser_type_launch_args | {"args": larger})
    page = large.new_page(base_url=demo_site.url, viewport={"width": 360, "height": 800})
    for address in one_of_each_kind(every_page):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, f"{address} is wider than the window"
    large.close()


def test_an_article_reads_well_with_text_at_200_percent(browser: Browser, demo_site: DemoSite):
    # Twice the size is half the room: a 1280 pixel window zoomed to 200 % is one of 640 pixels.
    with browser.new_context(viewport={"width": 640, "height": 450}, device_scale_factor=2) as context:
        page = context.new_page()
        page.goto(f"{demo_site.url}/articles/gut-health-and-autoimmune-conditions/")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640
        assert_no_axe_findings(page)
