"""Searching as a reader does it: with a slip, on a phone, by keyboard, with JavaScript and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.axe import assert_no_axe_findings
from tests.helpers.demo import DemoSite
from tests.helpers.html_checker import assert_valid_html

PREVOTELLA = re.compile("/articles/prevotella-and-rheumatoid-arthritis/$")


def box(page: Page):
    """Return the search box, whatever it is called to those who cannot see it."""
    return page.get_by_label("Search this site")


def test_a_topic_narrows_it_down(page: Page, demo_site: DemoSite, javascript: bool):
    page.goto("/search/?q=gut")
    before = page.locator(".card").count()
    page.get_by_role("navigation", name="Narrow the results").get_by_role("link", name="Gut basics").click()
    expect(page.locator(".filter [aria-current]")).to_contain_text("Gut basics")
    assert 0 < page.locator(".card").count() < before
    expect(box(page)).to_have_value("gut")


def test_a_page_that_is_not_there_has_a_search_box_that_suggests(page: Page, demo_site: DemoSite):
    page.goto("/nothing-here/")
    box(page).press_sequentially("prevo")
    page.get_by_role("option", name="Prevotella").click()
    expect(page).to_have_url(PREVOTELLA)


def test_suggestions_by_keyboard(page: Page, demo_site: DemoSite):
    page.goto("/search/")
    combobox = page.get_by_role("combobox", name="Search this site")
    options = page.get_by_role("option")
    # What is suggested for less than the whole word may come first.
    with page.expect_response("**/search/suggest/?q=gut"):
        combobox.press_sequentially("gut")
    expect(options.first).to_be_visible()
    expect(combobox).to_have_attribute("aria-expanded", "true")
    number = options.count()
    expect(page.locator(".search-box [role=status]")).to_contain_text(f"{number} suggestion")

    combobox.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    combobox.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    combobox.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(combobox).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    expect(combobox).to_be_focused()

    combobox.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(combobox).to_have_value("gut")
    expect(combobox).to_have_attribute("aria-expanded", "false")
    combobox.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    combobox.press("Enter")
    expect(page).to_have_url(re.compile("/articles/topics/gut-basics/$"))


def test_enter_without_a_choice_searches_for_what_was_typed(page: Page, demo_site: DemoSite):
    page.goto("/search/")
    box(page).press_sequentially("fibre")
    expect(page.get_by_role("option").first).to_be_visible()
    box(page).press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=fibre$"))


def test_the_list_goes_away_with_the_focus_and_with_the_words(page: Page, demo_site: DemoSite):
    page.goto("/search/")
    listbox = page.locator(".suggestions")
    box(page).press_sequentially("gut")
    expect(listbox).to_be_visible()
    box(page).press("Tab")
    expect(listbox).to_be_hidden()
    box(page).fill("gut basi")
    expect(page.get_by_role("option")).to_have_count(1)
    box(page).fill("")
    expect(listbox).to_be_hidden()


def test_the_search_works_when_suggestions_fail(page: Page, demo_site: DemoSite, page_problems: list[str]):
    page.route("**/search/suggest/**", lambda route: route.fulfill(status=503))
    page.goto("/search/")
    with page.expect_response("**/search/suggest/**"):
        box(page).press_sequentially("fibre")
    box(page).press("Enter")
    expect(page.locator(".card").first).to_be_visible()
    page_problems.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_open_suggestions_and_results(page: Page, demo_site: DemoSite, width: int, scheme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for address in (
        "/search/",
        "/search/?q=sourdoe",
        "/search/?q=prevotela",
        "/search/?q=gut&topic=gut-basics",
        "/search/?q=gut&topic=none&page=2",
    ):
        page.goto(address)
        assert_no_axe_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto("/search/")
    box(page).press_sequentially("gut")
    expect(page.get_by_role("option").first).to_be_visible()
    box(page).press("ArrowDown")
    assert_no_axe_findings(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_html_checker_finds_nothing_on_results(page: Page, demo_site: DemoSite):
    addresses = (
        "",
        "?q=sourdoe",
        "?q=prevotela",
        "?q=gut&topic=gut-basics",
        "?q=gut&page=2",
        "?q=oats+spaceships",
        "?q=%3Cb%3E",
    )
    assert_valid_html({address: page.request.get(f"/search/{address}").text() for address in addresses})
