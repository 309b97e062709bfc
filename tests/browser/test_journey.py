"""A reader's whole way through the site, with JavaScript and without. Comments: `test_comments`."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.readers import ARTICLE, link_in, mail_to
from tests.helpers.demo import DemoSite
from tests.helpers.reader import FIREFOX

PRINTING = "On which day will you print it?"
ADD_QUESTION = f"""
from offers.models import GuidePage, GuideQuestion
GuideQuestion.objects.create(page=GuidePage.objects.get(), label="{PRINTING}", field_type="date")
"""


@pytest.fixture
def reader(javascript: bool) -> str:
    """The address of this run's reader: the demo is shared by both runs."""
    return f"rosa-{'with' if javascript else 'without'}@example.org"


def test_a_reader_finds_reads_checks_and_gets_what_is_offered(
    page: Page, demo_site: DemoSite, javascript: bool, reader: str
):
    page.goto("/")
    page.get_by_role("link", name="Gut health and autoimmune conditions: what we know").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gut health and autoimmune conditions: what we know")
    expect(page.locator(".imprint")).to_contain_text("Dr Ingrid Halvorsen")

    page.get_by_role("button", name="Source 1", exact=True).first.click()
    card = page.locator(".source-card:popover-open")
    expect(card).to_be_visible()
    card.get_by_role("link", name="Source 1 in the list").click()
    expect(page.locator("#source-1")).to_be_in_viewport()
    page.locator("#source-1").get_by_role("link", name="Back to mark a").click()
    expect(page.locator("#cite-1a")).to_be_in_viewport()

    band = page.locator(".band", has_text="Life Greens, a green juice")
    expect(band.locator(".tag--partner")).to_have_text("Partner offer")
    expect(band.locator(".disclosure")).to_contain_text("We own Vitamins for Gut Health")
    band.get_by_role("link").click()
    expect(page).to_have_url(re.compile("/life-greens/$"))
    expect(page.locator(".disclosure--top")).to_contain_text("Vitamins for Gut Health is a company we own")


def test_the_way_out_to_the_partner_is_ours_and_counted(page: Page, demo_site: DemoSite, javascript: bool):
    def clicks() -> int:
        return demo_site.query("SELECT COALESCE(SUM(count), 0) FROM offers_outboundclicks")[0][0]

    before = clicks()
    page.goto("/life-greens/")
    button = page.get_by_role("link", name="Go to the partner’s shop")
    assert set((button.get_attribute("rel") or "").split()) >= {"sponsored", "nofollow", "noopener"}
    address = button.get_attribute("href") or ""
    response = page.request.get(address, headers={"User-Agent": FIREFOX}, max_redirects=0)
    assert response.status == 302
    assert response.headers["location"] == "https://vitamins-for-gut-health.example/life-greens"
    assert "noindex" in response.headers["x-robots-tag"]
    assert clicks() == before + 1


def test_a_reader_asks_for_the_guide_and_has_the_pdf_in_hand(
    page: Page, demo_site: DemoSite, javascript: bool, reader: str
):
    if not demo_site.query("SELECT id FROM offers_guidequestion"):
        demo_site.manage("shell", "--no-imports", "-c", ADD_QUESTION)
    page.goto(ARTICLE)
    page.locator(".band", has_text="free gut health guide").get_by_role("link", name="Get the guide").click()
    printing = page.get_by_role("textbox", name=PRINTING)
    page.get_by_role("textbox", name="Email").fill(reader.replace("@", " at "))
    printing.fill("31 February 2026")
    page.get_by_role("button", name="Send me the guide").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("There is no @")
    expect(page.get_by_role("textbox", name="Email")).to_have_value(reader.replace("@", " at "))
    page.get_by_role("link", name="We cannot read “31 February 2026” as a date").click()
    expect(printing).to_be_focused()
    expect(printing).to_have_value("31 February 2026")

    printing.fill("28/2/2026")
    page.get_by_role("textbox", name="Email").fill(reader)
    page.get_by_role("textbox", name="First name").fill("Rosa {{ 7|add:7 }}")
    expect(page.get_by_role("checkbox")).not_to_be_checked()
    page.get_by_role("button", name="Send me the guide").click()
    expect(page).to_have_url(re.compile("/free-gut-health-guide/thank-you/"))
    ((answers,),) = demo_site.query("SELECT answers FROM offers_guiderequest WHERE email = ?", [reader])
    assert json.loads(answers) == [{"question": PRINTING, "answer": "28 February 2026"}]

    message = mail_to(demo_site, reader, "confirm")
    # What a reader types is never taken for a template.
    assert "Rosa {{ 7|add:7 }}" in message
    page.goto(link_in(message, "/requests/confirm/"))
    page.get_by_role("button", name="Confirm and get the guide").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the guide").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert download.value.suggested_filename.endswith(".pdf")

    page.goto(link_in(message, "/requests/confirm/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("already", ignore_case=True)
    page.goto(link_in(mail_to(demo_site, reader, "guide"), "/requests/guide/"))
    expect(page.get_by_role("link", name="Download the guide")).to_be_visible()
