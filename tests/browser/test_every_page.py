"""Every public page in a real browser: axe and the W3C's checker find nothing, nothing sticks out."""

from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.axe import assert_no_axe_findings
from tests.helpers.demo import DemoSite
from tests.helpers.html_checker import assert_valid_html

PAGES = [
    "/",
    "/articles/",
    "/articles/topics/autoimmune-conditions/",
    "/articles/gut-health-and-autoimmune-conditions/",
    "/articles/prevotella-and-rheumatoid-arthritis/",
    "/articles/fibre-without-the-fuss/",
    "/articles/probiotics-when-they-help/",
    "/people/",
    "/people/ingrid-halvorsen/",
    "/life-greens/",
    "/free-gut-health-guide/",
    "/free-gut-health-guide/thank-you/",
    "/free-3-day-trial/",
    "/free-3-day-trial/thank-you/",
    "/about/",
    "/how-we-make-our-articles/",
    "/corrections/",
    "/privacy/",
    "/terms/",
    "/contact/",
    "/search/",
    "/search/?q=prevotella",
    "/search/?q=sourdoe",
    "/nothing-here/",
]


def test_the_list_above_is_complete(page: Page):
    sitemap = page.request.get("/sitemap.xml").text()
    public = {urlsplit(part.partition("</loc>")[0]).path for part in sitemap.split("<loc>")[1:]}
    kinds = {path.rsplit("/", 2)[0] for path in PAGES}
    assert {path for path in public if path not in PAGES and path.rsplit("/", 2)[0] not in kinds} == set()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_sticks_out(page: Page, width: int, scheme: Literal["light", "dark"]):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for address in PAGES:
        page.goto(address)
        assert_no_axe_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} is wider than {width} px"


def test_axe_finds_nothing_at_320_pixels_nor_with_errors_shown(page: Page):
    page.set_viewport_size({"width": 320, "height": 640})
    for address, button in (
        ("/free-gut-health-guide/", "Send me the guide"),
        ("/free-3-day-trial/", "Ask for my sample"),
        ("/articles/fibre-without-the-fuss/", "Send for approval"),
    ):
        page.goto(address)
        page.get_by_role("button", name=button).click()
        expect(page.locator(".error-summary")).to_be_focused()
        assert_no_axe_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_the_html_checker_finds_nothing(page: Page):
    pages = {address: page.request.get(address).text() for address in PAGES}
    for address in ("/free-gut-health-guide/", "/free-3-day-trial/", "/articles/fibre-without-the-fuss/"):
        pages[f"{address} with errors"] = page.request.post(address, form={}).text()
    assert_valid_html(pages)


def test_an_article_reads_well_with_text_at_200_percent(browser: Browser, demo_site: DemoSite):
    # Twice the size is half the room: a 1280 pixel window zoomed to 200 % is one of 640 pixels.
    with browser.new_context(viewport={"width": 640, "height": 450}, device_scale_factor=2) as context:
        page = context.new_page()
        page.goto(f"{demo_site.url}/articles/gut-health-and-autoimmune-conditions/")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640
        assert_no_axe_findings(page)
