"""Colleagues at work in the admin, each with the account of their role, from a blank page to a published article."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.demo import DemoSite

PASSWORD = "correct horse battery staple"

MAKE_COLLEAGUES = """
from django.contrib.auth.models import Group
from blog.models import PersonPage, ReviewerAccount
from core.models import User
from home.roles import ROLES, set_up_roles
set_up_roles()
for role in ROLES:
    user = User.objects.create_user(role.name.split()[-1].lower(), password="{password}")
    user.groups.set(Group.objects.filter(name=role.name))
ReviewerAccount.objects.create(
    account=User.objects.get(username="reviewer"), person=PersonPage.objects.get(slug="ingrid-halvorsen")
)
"""

SignIn = Callable[[str], Page]


@pytest.fixture
def sign_in(browser: Browser, own_demo_site: DemoSite) -> Iterator[SignIn]:
    """Return a function that opens the admin with a role's account, in a window of its own."""
    own_demo_site.manage("shell", "--no-imports", "-c", MAKE_COLLEAGUES.format(password=PASSWORD))
    contexts = []

    def opened(username: str) -> Page:
        context = browser.new_context(base_url=own_demo_site.url, viewport={"width": 1280, "height": 1000})
        contexts.append(context)
        page = context.new_page()
        page.goto("/admin/")
        page.get_by_label("Username").fill(username)
        page.locator("#id_password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(re.compile("/admin/$"))
        return page

    yield opened
    for context in contexts:
        context.close()


def test_writer_reviewer_and_editor_bring_an_article_to_readers(sign_in: SignIn, own_demo_site: DemoSite):
    ((article_list,),) = own_demo_site.query("SELECT id FROM wagtailcore_page WHERE slug = 'articles'")

    writer = sign_in("writer")
    writer.goto(f"/admin/pages/{article_list}/add_subpage/")
    writer.locator("#id_title").fill("Who lives in the gut")
    writer.locator("#id_summary").fill("A short piece for a test.")
    writer.locator("#id_topic").select_option(label="Gut basics")
    body = writer.locator("[data-contentpath='body']")
    body.get_by_role("button", name="Insert a block").first.click()
    writer.get_by_role("option", name="Text", exact=True).click()
    text = body.get_by_role("textbox").first
    text.click()
    writer.keyboard.type("About 38 trillion bacteria live with you.")
    writer.keyboard.type("/cite")
    writer.get_by_role("option", name="Cite a source").click()
    dialog = writer.get_by_role("dialog")
    dialog.get_by_label("Search term").fill("Sender")
    dialog.get_by_role("link", name=re.compile("^Sender 2016")).click()
    expect(text).to_contain_text("live with you.Sender 2016")
    writer.get_by_role("button", name="Save draft").click()
    expect(writer.get_by_text("created.")).to_be_visible()
    writer.get_by_role("button", name="More actions").click()
    writer.get_by_role("button", name=re.compile("^Submit to")).click()
    expect(writer.get_by_text("submitted for moderation")).to_be_visible()

    ((article,),) = own_demo_site.query("SELECT id FROM wagtailcore_page WHERE title = 'Who lives in the gut'")
    reviewer = sign_in("reviewer")
    reviewer.get_by_role("link", name="Who lives in the gut").first.click()
    reviewer.get_by_role("button", name="More actions").click()
    reviewer.get_by_role("button", name=re.compile("^Approve with comment")).click()
    reviewer.get_by_role("dialog").get_by_label("Comment").fill("Checked against the paper.")
    reviewer.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(reviewer).to_have_url(re.compile("/admin/$"))
    expect(reviewer.get_by_text("do not have permission")).to_have_count(0)

    editor = sign_in("editor")
    editor.goto(f"/admin/pages/{article}/edit/")
    editor.get_by_role("button", name="More actions").click()
    editor.get_by_role("button", name=re.compile("^Approve and Publish|^Approve$|^Approve")).first.click()

    editor.goto("/articles/who-lives-in-the-gut/")
    expect(editor.locator(".imprint")).to_contain_text("Dr Ingrid Halvorsen")
    expect(editor.get_by_role("button", name="Source 1", exact=True)).to_be_visible()
    expect(editor.locator("#source-1")).to_contain_text("Revised Estimates for the Number of Human and Bacteria Cells")


def test_a_citation_is_changed_and_removed_as_one_piece(sign_in: SignIn, own_demo_site: DemoSite):
    ((article_list,),) = own_demo_site.query("SELECT id FROM wagtailcore_page WHERE slug = 'articles'")
    writer = sign_in("writer")
    writer.goto(f"/admin/pages/add/blog/articlepage/{article_list}/")
    writer.locator("#id_title").fill("One citation")
    body = writer.locator("[data-contentpath='body']")
    body.get_by_role("button", name="Insert a block").first.click()
    writer.get_by_role("option", name="Text", exact=True).click()
    text = body.get_by_role("textbox").first
    text.click()
    writer.keyboard.type("They live with you./cite")
    writer.get_by_role("option", name="Cite a source").click()
    choose(writer, "Sender 2016")
    expect(text).to_have_text("They live with you.Sender 2016")

    text.get_by_role("button", name="Sender 2016").click()
    writer.get_by_role("button", name="Edit", exact=True).click()
    choose(writer, "Jangi 2016")
    expect(text).to_have_text("They live with you.Jangi 2016")

    text.get_by_role("button", name="Jangi 2016").click()
    writer.get_by_role("button", name="Remove", exact=True).click()
    expect(text).to_have_text("They live with you.")


def choose(writer: Page, name: str) -> None:
    """Find a source by what the dialog calls it, and choose it."""
    dialog = writer.get_by_role("dialog")
    dialog.get_by_label("Search term").fill(name)
    expect(dialog.get_by_role("link", name=re.compile("^[A-Z][a-z]+ 20"))).to_have_count(1)
    dialog.get_by_role("link", name=re.compile(f"^{name}")).click()
