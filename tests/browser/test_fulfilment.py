"""A sample’s whole way: asked for from an article, approved, handed on, dispatched by the answer of the partner."""

import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SignIn
from tests.browser.readers import ask_for_sample, mail_to
from tests.helpers.axe import assert_no_axe_findings
from tests.helpers.demo import DemoSite
from tests.helpers.reader import FIREFOX

# What the partner would have to supply.
SUPPLY_CONDITIONS = """
from offers.models import TrialPage, TrialSupply
for field in {fact.field for fact in TrialPage.objects.get().open_conditions} - {"stored_supply"}:
    TrialPage.objects.update(**{field: "As the partner said."})
TrialSupply.objects.update(countries="United Kingdom", closes="2099-12-31")
"""


@pytest.fixture
def desk(sign_in: SignIn, browser: Browser, own_demo_site: DemoSite) -> Page:
    """The window of a colleague in Fulfilment, after two readers asked who look alike, with and without JavaScript."""
    for number, javascript in ((4, True), (6, False)):
        reader = browser.new_page(base_url=own_demo_site.url, java_script_enabled=javascript, user_agent=FIREFOX)
        ask_for_sample(reader, own_demo_site, f"rosa-{number}@example.org", f"{number} Mill Lane")
        reader.close()
    page = sign_in("fulfilment")
    # What pulses in the admin's menu would keep axe waiting.
    page.emulate_media(reduced_motion="reduce")
    return page


def reference_of(site: DemoSite, email: str) -> str:
    return str(site.query("SELECT reference FROM offers_trialrequest WHERE email = ?", [email])[0][0])


def state_of(site: DemoSite, email: str) -> str:
    return str(site.query("SELECT state FROM offers_trialrequest WHERE email = ?", [email])[0][0])


def test_a_request_is_approved_handed_on_and_dispatched(desk: Page, own_demo_site: DemoSite, tmp_path: Path):
    first, second = (reference_of(own_demo_site, f"rosa-{number}@example.org") for number in (4, 6))
    desk.get_by_role("link", name=re.compile("2 requests for you to approve")).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Trial requests")
    assert_no_axe_findings(desk)
    desk.get_by_role("link", name=second).click()
    expect(desk.get_by_role("heading", name="Is this the same household?")).to_be_visible()
    assert_no_axe_findings(desk)
    desk.get_by_role("link", name="Approve").click()
    desk.get_by_role("button", name="Approve").click()
    expect(desk.locator(".messages")).to_contain_text(f"{second} was approved")
    expect(desk.locator(".timeline")).to_contain_text("fulfilment")

    desk.goto("/admin/trial_requests/view/needs-me/")
    desk.get_by_role("row", name=first).get_by_role("checkbox").check()
    desk.get_by_role("link", name="Approve: the requests that are ticked").click()
    expect(desk.get_by_text("goes into the next batch")).to_be_visible()
    assert_no_axe_findings(desk)
    desk.get_by_role("button", name="Approve").click()
    expect(desk.locator(".messages")).to_contain_text("1 approved.")
    expect(desk).to_have_url(re.compile("/view/needs-me/$"))

    # The demo's page says that nothing is posted while the partner has not supplied its conditions.
    desk.goto("/admin/batches/prepare/")
    expect(desk.get_by_text("2 approved.")).to_be_visible()
    expect(desk.get_by_text("Still to be filled in on its page")).to_be_visible()
    expect(desk.get_by_role("button", name="Prepare the batch")).to_have_count(0)
    assert_no_axe_findings(desk)
    desk.get_by_role("link", name="Open its samples").click()
    expect(desk.get_by_label("First day")).to_be_visible()
    own_demo_site.manage("shell", "-c", SUPPLY_CONDITIONS)
    desk.goto("/admin/batches/prepare/")
    desk.get_by_role("button", name="Prepare the batch").click()
    expect(desk.locator(".messages")).to_contain_text("2 requests are in Batch 1")
    assert_no_axe_findings(desk)
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Download the file").click()
    content = download.value.path().read_text("utf-8-sig")
    assert first in content and second in content and "example.org" not in content
    desk.get_by_role("link", name="Mark as sent").click()
    desk.get_by_role("button", name="Mark as sent").click()
    expect(desk.get_by_text(re.compile("Sent on .* by fulfilment"))).to_be_visible()

    answer = tmp_path / "answer.csv"
    today = f"{timezone.localdate():%d/%m/%Y}"
    answer.write_text(
        f"request_id;status;date;tracking\n{first};shipped;{today};RM12\nNOBODY23;sent;{today};\n", "cp1252"
    )
    desk.goto("/admin/return_files/")
    assert_no_axe_findings(desk)
    desk.locator("input[type=file]").set_input_files(answer)
    desk.get_by_role("button", name="Look at it first").click()
    expect(desk.get_by_role("row", name=first)).to_contain_text("Will be marked as posted")
    expect(desk.get_by_role("row", name="NOBODY23")).to_contain_text("There is no request NOBODY23")
    assert_no_axe_findings(desk)
    assert state_of(own_demo_site, "rosa-4@example.org") == "exported"
    desk.get_by_role("button", name="Apply").click()
    expect(desk.get_by_text("1 request changed.")).to_be_visible()
    assert_no_axe_findings(desk)
    assert state_of(own_demo_site, "rosa-4@example.org") == "dispatched"
    assert state_of(own_demo_site, "rosa-6@example.org") == "exported"
    assert "RM12" in mail_to(own_demo_site, "rosa-4@example.org", "on its way")
    consents = "SELECT purpose FROM core_consentevent JOIN core_consenttext ON text_id = core_consenttext.id"
    given = own_demo_site.query(f"{consents} WHERE email = ?", ["rosa-6@example.org"])
    assert {purpose for (purpose,) in given} == {"adult", "household", "partner_address"}
