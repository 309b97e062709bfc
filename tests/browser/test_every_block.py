"""The demo's draft that uses every block, published on a copy of its own, in a real browser."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Page, Request, expect

from tests.helpers.axe import assert_no_axe_findings
from tests.helpers.demo import DemoSite, served_copy
from tests.helpers.html_checker import assert_valid_html

ADDRESS = "/articles/every-block/"
PRODUCT = "/life-greens/"
GUIDE = "/free-gut-health-guide/"
PUBLISH = """
from blog.models import ArticlePage
from offers.models import ApprovedClaim, Partner, ProductPage
ArticlePage.objects.get(slug="every-block").get_latest_revision().publish()
Partner.objects.update(category="food_supplement")
product = ProductPage.objects.get()
claim = ApprovedClaim.objects.create(
    partner=product.partner, text="Zinc is in it", conditions="A daily portion", markets="European Union",
    reference="A register", reference_url="https://register.example.org/",
)
product.body = [{"type": "claim", "value": claim.pk}, *product.body.get_prep_value()]
product.save()
from offers.models import GuidePage, GuideQuestion
from offers.models.question import TYPES
guide = GuidePage.objects.get()
GuideQuestion.objects.bulk_create(
    GuideQuestion(page=guide, label=label, field_type=kind, required=True, choices="Green, Red", help_text="Why?")
    for kind, label in TYPES
)
"""
PLAYER = "https://www.youtube-nocookie.com/"


@pytest.fixture(scope="module")
def published_site(demo_folder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    """Serve a copy of the demo in which the draft is public."""
    with served_copy(demo_folder, tmp_path_factory.mktemp("every-block") / "demo") as site:
        site.manage("shell", "--no-imports", "-c", PUBLISH)
        yield site


@pytest.fixture
def site_url(published_site: DemoSite) -> str:
    return published_site.url


@pytest.fixture
def requests(page: Page) -> list[Request]:
    """The requests of the page to other hosts; what it asks of the player's is answered here."""
    elsewhere: list[Request] = []
    page.on("request", lambda request: None if "127.0.0.1" in request.url else elsewhere.append(request))
    player = "<!doctype html><html lang=en><title>Player</title><main><h1>Player</h1></main></html>"
    page.context.route(f"{PLAYER}**", lambda route: route.fulfill(body=player, content_type="text/html"))
    return elsewhere


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (360, "dark"), (768, "light"), (1280, "light"), (1280, "dark")]
)
def test_axe_finds_nothing_in_any_block(page: Page, width: int, scheme: Literal["light", "dark"]):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(ADDRESS)
    page.evaluate("document.querySelectorAll('details').forEach((closed) => { closed.open = true })")
    assert_no_axe_findings(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_nothing_in_a_claim_with_its_locked_statement(page: Page):
    page.set_viewport_size({"width": 320, "height": 900})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.goto(PRODUCT)
    expect(page.locator(".note", has_text="no substitute for a varied diet")).to_be_visible()
    assert_no_axe_findings(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_axe_finds_nothing_in_any_question_of_a_form(page: Page, width: int, scheme: Literal["light", "dark"]):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(GUIDE)
    assert_no_axe_findings(page)
    page.get_by_role("button", name="Send me the guide").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert_no_axe_findings(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".error-summary").get_by_role("link", name="One answer, all shown").click()
    expect(page.get_by_role("radio", name="Green")).to_be_focused()


def test_the_html_checker_finds_nothing_in_any_block(page: Page):
    pages = {address: page.request.get(address).text() for address in (ADDRESS, PRODUCT, GUIDE)}
    pages["every question with errors"] = page.request.post(GUIDE, form={}).text()
    assert_valid_html(pages)


def test_nothing_is_asked_of_another_host_before_a_reader_presses_play(page: Page, requests: list[Request]):
    page.goto(ADDRESS)
    page.locator(".video").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert requests == []


def test_the_player_opens_in_place_and_learns_the_name_of_the_site_alone(page: Page, requests: list[Request]):
    page.goto(ADDRESS)
    page.get_by_role("link", name="Play the video").press("Enter")
    player = page.locator(".video iframe")
    expect(player).to_have_attribute("title", "Video: How the food you eat affects your gut")
    expect(player).to_be_focused()
    expect(page.frame_locator(".video iframe").locator("h1")).to_have_text("Player")
    (request,) = requests
    assert request.url.startswith(f"{PLAYER}embed/1sISguPDlhY?")
    assert ADDRESS not in (request.header_value("referer") or "")
    assert page.url.endswith(ADDRESS)
    assert_no_axe_findings(page)


def test_the_video_can_be_reached_without_javascript(page: Page, requests: list[Request], javascript: bool):
    page.goto(ADDRESS)
    link = page.get_by_role("link", name=re.compile("Play the video.*How the food you eat affects your gut"))
    expect(link).to_have_attribute("href", "https://www.youtube.com/watch?v=1sISguPDlhY")
    summary = page.get_by_text("Read what is said and shown")
    summary.click()
    expect(page.get_by_text("A short animated lesson")).to_be_visible()
    assert requests == []


def test_printing_leaves_out_what_is_to_press_and_keeps_the_words_of_the_video(page: Page):
    page.goto(ADDRESS)
    page.emulate_media(media="print")
    expect(page.locator(".video img")).to_be_hidden()
    expect(page.locator(".video figcaption")).to_be_visible()
    expect(page.locator(".download")).to_be_visible()
    expect(page.locator(".prose .band .button").first).to_be_hidden()
