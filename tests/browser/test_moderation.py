"""A moderator at work with the keyboard alone, and without JavaScript; and what axe finds."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SignIn
from tests.helpers.axe import assert_no_axe_findings
from tests.helpers.demo import DemoSite

MAKE_COMMENTS = """
from datetime import timedelta
from django.utils import timezone
from blog.models import ArticlePage, Comment
from blog.moderation.noticing import notice
Comment.objects.all().delete()
article = ArticlePage.objects.live().order_by("pk").first()
for number, (name, text) in enumerate((
    ("Maya", "I took an overdose once. Call me on 07700 900123."),
    ("Tom", "Thank you. It helped."),
    ("Ines", "Which fibre is gentle?"),
    ("Shop", "CASINO https://juice.example"),
)):
    comment = Comment(article=article, name=name, text=text, state="waiting", digest=str(number))
    comment.email_fingerprint = f"reader {number}"
    comment.created_at = timezone.now() - timedelta(hours=9 - number)
    notice(comment)
    comment.save()
"""


@pytest.fixture
def comments(own_demo_site: DemoSite) -> DemoSite:
    own_demo_site.manage("shell", "--no-imports", "-c", MAKE_COMMENTS)
    return own_demo_site


def states(site: DemoSite) -> dict[str, str]:
    return dict(site.query("SELECT name, state FROM blog_comment WHERE staff_id IS NULL"))


def tab_to(page: Page, selector: str) -> None:
    """Press the tab key until an element has the focus, as somebody without a mouse does."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"The tab key does not reach {selector}")


def heading(page: Page, name: str) -> None:
    """Expect the page of the comment by ``name``, with the focus on its heading."""
    expect(page.get_by_role("heading", name=f"A comment by {name}", exact=True)).to_be_focused()


def test_a_moderator_works_with_the_keyboard_alone(sign_in: SignIn, comments: DemoSite):
    page = sign_in("moderator")
    tab_to(page, 'a[href="/admin/comments/"]:not(nav a)')
    page.keyboard.press("Enter")
    expect(page.locator(".moderation-comment")).to_have_count(4)
    tab_to(page, ".moderation-comment a")
    page.keyboard.press("Enter")
    heading(page, "Maya")

    # By Tab and Enter.
    tab_to(page, 'button[value="approve"]')
    page.keyboard.press("Enter")
    heading(page, "Tom")
    expect(page.locator("p[role=status].w-sr-only")).to_contain_text("The comment by Maya was approved.")
    assert states(comments)["Maya"] == "approved"

    # By single keys.
    page.keyboard.press("u")
    heading(page, "Maya")
    assert states(comments)["Maya"] == "waiting"
    page.keyboard.press("e")
    expect(page.get_by_label("Your answer")).to_be_focused()
    page.keyboard.type("Dear Maya, saras")
    assert states(comments)["Maya"] == "waiting", "a key that is typed into a field decides nothing"
    tab_to(page, 'button[name="insert"]')
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your answer")).to_have_value(re.compile("^Dear Maya, saras\n\n.*116 123", re.DOTALL))
    expect(page.get_by_label("Your answer")).to_be_focused()
    tab_to(page, "form[action$='/answer/'] .button:not([name])")
    page.keyboard.press("Enter")
    heading(page, "Tom")
    expect(page.locator(".messages")).to_contain_text("Your answer to Maya is published")
    assert states(comments)["Maya"] == "approved"
    page.keyboard.press("n")
    heading(page, "Ines")
    page.keyboard.press("h")
    heading(page, "A reader")
    page.keyboard.press("u")
    heading(page, "Ines")
    page.keyboard.press("r")
    heading(page, "Shop")
    page.keyboard.press("s")
    heading(page, "Tom")
    page.keyboard.press("d")
    expect(page.get_by_role("button", name="Delete it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
    expect(page.locator(".messages li")).to_be_focused()
    assert states(comments) == {"Maya": "approved", "Ines": "rejected", "Shop": "spam", "": "removed"}


def test_single_keys_can_be_switched_off(sign_in: SignIn, comments: DemoSite):
    page = sign_in("moderator")
    page.goto("/admin/comments/")
    page.get_by_role("link", name="Maya").click()
    page.get_by_role("button", name="Switch single keys off").click()
    expect(page.get_by_text("They are switched off.")).to_be_visible()
    page.keyboard.press("a")
    page.get_by_role("button", name="Switch single keys on").click()
    expect(page.get_by_role("heading", name="A comment by Maya", exact=True)).to_be_focused()
    assert states(comments)["Maya"] == "waiting"


def test_everything_works_without_javascript(browser: Browser, sign_in: SignIn, comments: DemoSite):
    storage = sign_in("moderator").context.storage_state()
    with browser.new_context(base_url=comments.url, java_script_enabled=False, storage_state=storage) as context:
        page = context.new_page()
        page.goto("/admin/comments/")
        page.get_by_role("checkbox", name=re.compile("by Tom")).check()
        page.get_by_role("checkbox", name=re.compile("by Shop")).check()
        page.get_by_role("button", name="Spam").click()
        expect(page.locator(".messages")).to_contain_text("2 comments were marked as spam.")
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".messages")).to_contain_text("2 decisions are undone.")
        page.get_by_role("textbox", name="Search").fill("maya")
        page.get_by_role("button", name="Search").click()
        expect(page.locator(".moderation-comment")).to_have_count(1)
        assert "maya" not in page.url.lower()
        page.get_by_role("link", name="Maya").click()
        page.get_by_role("checkbox", name="Call me on 07700 900123.").check()
        page.get_by_role("button", name="Delete these parts").click()
        expect(page.locator(".is-here")).to_contain_text("I took an overdose once. [removed by a moderator]")
        page.get_by_role("button", name="In a crisis: whom to call").click()
        page.get_by_role("button", name="Approve, and publish the answer").click()
        expect(page.locator(".messages")).to_contain_text("is published")
    assert states(comments) == {"Maya": "approved", "Tom": "waiting", "Ines": "waiting", "Shop": "waiting"}
    assert not comments.query("SELECT 1 FROM blog_comment WHERE text LIKE '%07700%'")


def test_axe_finds_nothing(sign_in: SignIn, comments: DemoSite):
    page = sign_in("moderator")
    ((maya,),) = comments.query("SELECT id FROM blog_comment WHERE name = 'Maya'")
    for scheme, width in (("light", 1280), ("dark", 360)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        for address in ("", "list/spam/", f"{maya}/", f"{maya}/delete/"):
            page.goto(f"/admin/comments/{address}")
            assert_no_axe_findings(page)
        page.goto("/admin/comments/")
        page.get_by_role("checkbox", name=re.compile("by Tom")).check()
        page.get_by_role("button", name="Delete…").click()
        expect(page.get_by_role("heading", name="Delete 1 comment?")).to_be_visible()
        assert_no_axe_findings(page)
        page.goto(f"/admin/comments/{maya}/")
        page.get_by_role("button", name="Delete these parts").click()
        expect(page.locator("#redact-problem")).to_be_visible()
        assert_no_axe_findings(page)
