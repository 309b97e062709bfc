"""The privacy desk and “My data”, by hand: found, shown, erased; and axe finds nothing on the way."""

import re
from typing import Literal

from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tests.helpers.axe import assert_no_axe_findings
from tests.helpers.demo import DemoSite

ROSA = "rosa@example.org"


def judge(page: Page) -> None:
    """Let axe look at the page in light and dark, on a phone and on a desk."""
    schemes: tuple[tuple[int, Literal["light", "dark"]], ...] = ((360, "light"), (1280, "dark"))
    for width, scheme in schemes:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert_no_axe_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def ask_for_the_guide(page: Page) -> None:
    page.goto("/free-gut-health-guide/")
    page.get_by_label(re.compile("Email")).fill(ROSA)
    page.get_by_role("button", name="Send me the guide").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("look in your inbox")


def test_somebody_sees_and_erases_what_is_held_without_an_account(page: Page, own_demo_site: DemoSite):
    ask_for_the_guide(page)
    page.goto("/privacy/")
    page.get_by_role("contentinfo").get_by_role("link", name="My data").click()
    page.get_by_label(re.compile("Your email address")).fill(ROSA)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your inbox")
    ((mail,),) = own_demo_site.query("SELECT message FROM post_office_email WHERE subject = 'Your data'")
    page.goto(re.findall(r"/requests/my-data/\S+/", mail)[0])
    expect(page.get_by_text("Your data", exact=True)).to_be_hidden()
    page.get_by_text("Requests for the guide (1)").click()
    page.get_by_text("Mails from us (2)").click()
    expect(page.get_by_text("Your data", exact=True)).to_be_visible()
    judge(page)
    page.get_by_role("link", name="Have everything deleted").click()
    expect(page.get_by_role("button", name="Delete everything")).to_be_visible()
    judge(page)
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It is deleted")
    judge(page)


def test_a_colleague_looks_somebody_up_and_erases_them(sign_in: SignIn, page: Page, own_demo_site: DemoSite):
    ask_for_the_guide(page)
    desk = sign_in("privacy")
    desk.goto("/admin/privacy/")
    judge(desk)
    desk.get_by_label("Email address").fill("rosa")
    desk.get_by_role("button", name="Look up").click()
    expect(desk.get_by_text("There is no @ in “rosa”.")).to_be_visible()
    judge(desk)
    desk.get_by_label("Email address").fill(ROSA)
    desk.get_by_role("button", name="Look up").click()
    expect(desk.get_by_role("heading", name="Requests for the guide (1)")).to_be_visible()
    judge(desk)
    desk.get_by_role("button", name="Erase…").click()
    expect(desk.get_by_role("heading", name="Goes now")).to_be_visible()
    judge(desk)
    desk.get_by_label("Type the address once more").fill(ROSA)
    desk.get_by_role("button", name="Erase it all").click()
    expect(desk.get_by_role("heading", name="What was deleted")).to_be_visible()
    judge(desk)
    for address in (
        "/admin/privacy_receipts/",
        "/admin/privacy_periods/",
        "/admin/audit_log/",
        "/admin/reports/consents/",
    ):
        desk.goto(address)
        judge(desk)
