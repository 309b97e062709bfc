"""What readers do with a citation and a glossary term: press, point, tab, follow to the list and back."""

import re
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.helpers.axe import assert_no_axe_findings
from tests.helpers.demo import DemoSite

ADDRESS = "/about-marks/"

MAKE_PAGE = """
import datetime
from blog.models import GlossaryTerm, Source
from home.models import HomePage, StandardPage
sources = [Source.objects.create(title=f"Study number {n}", authors="Sender R", year=2016) for n in range(1, 9)]
sources[5].status, sources[5].status_on = "retracted", datetime.date(2021, 5, 3)
sources[5].status_url = "https://example.org/notice"
sources[5].save()
term = GlossaryTerm.objects.create(term="a hard word", definition="It means something plain.")
def cite(*numbers):
    return "".join(f'<a linktype="citation" id="{sources[number - 1].pk}">x</a>' for number in numbers)
text = (
    f"<p>One.{cite(1)} Several.{cite(2, 3, 4)} Again one.{cite(1)} Bad.{cite(5, 6)} And "
    f'<a linktype="glossary" id="{term.pk}">these quite hard words that need some room</a> too.</p>'
) + "<p>Long enough to scroll.</p>" * 40
page = StandardPage(title="About marks", slug="about-marks", body=[{"type": "text", "value": text}])
HomePage.objects.get().add_child(instance=page)
"""


@pytest.fixture(scope="module", autouse=True)
def page_with_marks(demo_site: DemoSite) -> None:
    """Add a page with every kind of mark to the demo."""
    demo_site.manage("shell", "--no-imports", "-c", MAKE_PAGE)


@pytest.fixture
def marks(page: Page) -> Page:
    page.goto(ADDRESS)
    return page


def mark(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True).first


def card(page: Page) -> Locator:
    return page.locator(".source-card:popover-open")


def test_a_press_opens_the_card_and_escape_closes_it(javascript: bool, marks: Page):
    mark(marks, "Source 1").click()
    expect(card(marks)).to_contain_text("Study number 1")
    marks.keyboard.press("Escape")
    expect(card(marks)).to_have_count(0)


def test_the_card_leads_to_the_list_and_is_gone_there_and_the_list_leads_back(javascript: bool, marks: Page):
    mark(marks, "Source 1").click()
    card(marks).get_by_role("link", name="Source 1 in the list").click()
    entry = marks.locator("#source-1")
    expect(entry).to_be_focused()
    expect(entry).to_be_in_viewport()
    expect(marks.locator(".source-card:visible")).to_have_count(0)
    entry.get_by_role("link", name="Back to mark b of source 1 in the text").click()
    expect(marks.locator("#cite-1b")).to_be_focused()
    expect(marks.locator("#cite-1b")).to_be_in_viewport()
    expect(marks.locator(".source-card:visible")).to_have_count(0)


def test_the_browser_s_own_way_back_leads_to_where_the_reader_was(javascript: bool, marks: Page):
    marks.set_viewport_size({"width": 360, "height": 740})
    mark(marks, "Source 5").scroll_into_view_if_needed()
    mark(marks, "Source 5").click()
    before = marks.evaluate("scrollY")
    card(marks).get_by_role("link", name="Source 5 in the list").click()
    expect(marks.locator("#source-5")).to_be_in_viewport()
    marks.go_back()
    expect(mark(marks, "Source 5")).to_be_in_viewport()
    assert abs(marks.evaluate("scrollY") - before) < 100


def test_another_card_opens_after_one_came_back_by_hand(javascript: bool, marks: Page):
    mark(marks, "Source 1").click()
    card(marks).get_by_role("link", name="Source 1 in the list").click()
    mark(marks, "Source 5").click()
    expect(card(marks)).to_contain_text("Study number 5")
    expect(card(marks)).to_be_visible()


def test_a_range_opens_one_card_with_all_its_sources(javascript: bool, marks: Page):
    expect(mark(marks, "Sources 2 to 4")).to_have_text("2–4")
    mark(marks, "Sources 2 to 4").click()
    for number in (2, 3, 4):
        expect(card(marks)).to_contain_text(f"Study number {number}")
    card(marks).get_by_role("link", name="Source 3 in the list").click()
    expect(marks.locator("#source-3")).to_be_focused()
    marks.locator("#source-3").get_by_role("link", name="Back to mark a of source 3 in the text").click()
    expect(mark(marks, "Sources 2 to 4")).to_be_focused()


def test_a_retracted_source_warns_at_the_mark_in_the_card_and_in_the_list(javascript: bool, marks: Page):
    bad = mark(marks, "Source 6, retracted")
    expect(bad).to_have_text("6 retracted")
    bad.click()
    for place in (card(marks), marks.locator("#source-6")):
        expect(place).to_contain_text("Retracted, 3 May 2021")
        expect(place.get_by_role("link", name="The notice")).to_have_attribute("href", "https://example.org/notice")


def test_a_word_explains_itself_and_breaks_between_lines(javascript: bool, marks: Page):
    marks.set_viewport_size({"width": 360, "height": 740})
    word = marks.locator(".term")
    assert word.evaluate("word => word.getClientRects().length") > 1
    word.click()
    expect(card(marks)).to_contain_text("It means something plain.")
    marks.keyboard.press("Escape")
    expect(card(marks)).to_have_count(0)


def test_pointing_opens_the_card_and_leaving_closes_it(marks: Page):
    mark(marks, "Source 1").hover()
    expect(card(marks)).to_contain_text("Study number 1")
    card(marks).hover()
    marks.wait_for_timeout(500)
    expect(card(marks)).to_have_count(1)
    marks.get_by_role("heading", level=1).hover()
    expect(card(marks)).to_have_count(0)
    marks.locator(".term").hover()
    expect(card(marks)).to_contain_text("It means something plain.")
    marks.keyboard.press("Escape")
    expect(card(marks)).to_have_count(0)


def test_a_press_on_a_card_that_opened_by_pointing_keeps_it(marks: Page):
    mark(marks, "Source 1").hover()
    expect(card(marks)).to_have_count(1)
    mark(marks, "Source 1").click()
    marks.get_by_role("heading", level=1).hover()
    marks.wait_for_timeout(500)
    expect(card(marks)).to_have_count(1)
    mark(marks, "Source 1").click()
    expect(card(marks)).to_have_count(0)


def test_the_tab_key_opens_and_leaves_cards_and_the_focus_stays_where_it_is(marks: Page):
    mark(marks, "Source 1").focus()
    expect(card(marks)).to_have_count(0)
    marks.keyboard.press("Tab")
    expect(mark(marks, "Sources 2 to 4")).to_be_focused()
    expect(card(marks)).to_contain_text("Study number 2")
    marks.keyboard.press("Tab")
    expect(card(marks).get_by_role("link", name="Source 2 in the list")).to_be_focused()
    for _ in range(3):
        marks.keyboard.press("Tab")
    expect(marks.locator("#cite-1b")).to_be_focused()
    expect(card(marks)).to_have_count(1)
    expect(card(marks)).to_contain_text("Study number 1")
    marks.keyboard.press("Escape")
    expect(card(marks)).to_have_count(0)
    expect(marks.locator("#cite-1b")).to_be_focused()


def test_the_keyboard_goes_to_the_list_and_back_and_no_card_stays(marks: Page):
    mark(marks, "Source 1").focus()
    marks.keyboard.press("Enter")
    expect(card(marks)).to_contain_text("Study number 1")
    marks.keyboard.press("Tab")
    expect(card(marks).get_by_role("link", name="Source 1 in the list")).to_be_focused()
    marks.keyboard.press("Enter")
    expect(marks.locator("#source-1")).to_be_focused()
    expect(card(marks)).to_have_count(0)
    marks.locator("#source-1").get_by_role("link", name="Back to mark a of source 1 in the text").press("Enter")
    expect(marks.locator("#cite-1a")).to_be_focused()
    expect(card(marks)).to_have_count(0)


@pytest.mark.parametrize("size", [(360, 740), (768, 900), (1280, 900)])
def test_a_card_stays_within_the_window(marks: Page, size: tuple[int, int]):
    width, height = size
    marks.set_viewport_size({"width": width, "height": height})
    for name in ("Source 1", "Sources 2 to 4", "Source 6, retracted"):
        mark(marks, name).scroll_into_view_if_needed()
        mark(marks, name).click()
        box = card(marks).bounding_box()
        assert box
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        assert box["y"] >= 0 and box["y"] + box["height"] <= height
        marks.keyboard.press("Escape")
    assert marks.evaluate("document.documentElement.scrollWidth") <= width


def test_a_tap_opens_the_card(browser, demo_site: DemoSite):
    context: BrowserContext = browser.new_context(
        base_url=demo_site.url, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(ADDRESS)
    mark(page, "Source 1").tap()
    expect(card(page)).to_contain_text("Study number 1")
    card(page).get_by_role("link", name="Source 1 in the list").tap()
    expect(page.locator("#source-1")).to_be_focused()
    expect(card(page)).to_have_count(0)
    page.goto(ADDRESS)
    page.locator(".term").tap()
    expect(card(page)).to_contain_text("It means something plain.")
    context.close()


def test_a_browser_without_cards_follows_the_number_to_the_list(page: Page):
    def older(route):
        response = route.fetch()
        body = response.text().replace("@supports not selector(:popover-open)", "@supports selector(:popover-open)")
        route.fulfill(response=response, body=re.sub(r"\s(popover|popovertarget)(?==|\s)", r" data-\1", body))

    page.add_init_script("delete HTMLElement.prototype.popover")
    page.route(re.compile(r"/about-marks/|site.*\.css"), older)
    page.goto(ADDRESS)
    expect(page.locator("button.cite:visible")).to_have_count(0)
    expect(page.get_by_text("It means something plain.")).to_be_visible()
    page.get_by_role("link", name="Source 3 in the list").click()
    expect(page.locator("#source-3")).to_be_focused()


def test_on_paper_stand_numbers_and_no_cards(marks: Page):
    marks.emulate_media(media="print")
    expect(mark(marks, "Sources 2 to 4")).to_be_visible()
    expect(marks.locator(".source-card:visible")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_cards_are_accessible(marks: Page, scheme: Literal["light", "dark"]):
    marks.emulate_media(color_scheme=scheme)
    for name in ("Sources 2 to 4", "Source 6, retracted"):
        mark(marks, name).click()
        assert_no_axe_findings(marks)
