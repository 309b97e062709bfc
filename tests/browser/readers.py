"""What readers do on the site, for more than one test."""

import re

from playwright.sync_api import Page, expect

from tests.helpers.demo import DemoSite

ARTICLE = "/articles/gut-health-and-autoimmune-conditions/"


def mail_to(site: DemoSite, address: str, subject: str) -> str:
    """Return the text of the newest mail to ``address`` whose subject has ``subject`` in it."""
    rows = site.query('SELECT message, subject FROM post_office_email WHERE "to" = ? ORDER BY id DESC', [address])
    for message, line in rows:
        if subject in line:
            return message
    raise AssertionError(f"no mail about “{subject}” to {address}: {[line for _, line in rows]}")


def link_in(message: str, path: str) -> str:
    """Return the path of the first link in ``message`` that begins with ``path``."""
    found = re.search(rf"https?://[^\s/]+({re.escape(path)}\S+)", message)
    assert found, message
    return found[1]


def ask_for_sample(page: Page, site: DemoSite, reader: str, street: str) -> None:
    """Go from an article to the sample, forget something, send the form, and confirm by the mail."""
    page.goto(ARTICLE)
    page.locator(".band", has_text="Try Life Greens for three days").get_by_role("link").click()
    conditions, form = page.locator(".terms").first.bounding_box(), page.locator("form.form").bounding_box()
    assert conditions and form and conditions["y"] < form["y"]
    for label, value in {
        "Full name": "Rosa Lindqvist",
        "Email": reader,
        "Address line 1": street,
        "Town or city": "Ashby",
        "Country": "United Kingdom",
    }.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Ask for my sample").click()
    summary = page.locator(".error-summary")
    expect(summary).to_contain_text("Please add your postcode")
    expect(page.get_by_label("Full name")).to_have_value("Rosa Lindqvist")

    page.get_by_label("Postcode").fill("LE65 1AA")
    for box in ("I am 18 or over", "I have read the conditions", "Send my name and address"):
        page.get_by_role("checkbox", name=box).check()
    page.get_by_role("button", name="Ask for my sample").click()
    # Not the “#problems” of the form that had some.
    expect(page).to_have_url(re.compile("/free-3-day-trial/thank-you/#main$"))
    page.goto(link_in(mail_to(site, reader, "onfirm"), "/requests/confirm/"))
    page.get_by_role("button", name="Confirm my request").click()
    expect(page.get_by_text("A sample is set aside for you")).to_be_visible()
