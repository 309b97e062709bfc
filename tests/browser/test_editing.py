"""Colleagues at work in the admin, each with the account of their role, from a blank page to a published article."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SignIn
from tests.browser.dialogs import add_source_by_form
from tests.helpers.demo import DemoSite

RIS = """TY  - JOUR
AU  - Vatanen, T
AU  - Xavier, RJ
TI  - Variation in microbiome and the early immune system
T2  - Cell
PY  - 2016
VL  - 165
SP  - 842
EP  - 853
DO  - 10.1016/j.cell.2016.04.007
ER  -
"""


def test_an_editor_builds_the_first_article_a_reviewer_signs_it_and_it_is_live(
    sign_in: SignIn, own_demo_site: DemoSite
):
    ((article_list,),) = own_demo_site.query("SELECT id FROM wagtailcore_page WHERE slug = 'articles'")
    editor = sign_in("editor")
    editor.goto(f"/admin/pages/{article_list}/")
    editor.get_by_role("link", name="Add child page").first.click()
    editor.locator("#id_title").fill("Gut microbes and autoimmune conditions")
    editor.get_by_role("textbox", name="Summary").fill(
        "Researchers see a link. What it means for treatment is still being studied."
    )
    editor.locator("#id_topic").select_option(label="Autoimmune conditions")
    for number, words in enumerate(("The two are linked.", "Cause is shown in animals.", "No food is a cure.")):
        write(editor, f"key_points-{number}-value", words)

    write(editor, "body-0-value", "About 38 trillion bacteria live with you.")
    choose(cite(editor), "Sender 2016")
    editor.locator("[name=body-1-value]").fill("When defence goes astray")
    write(editor, "body-2-value", "In autoimmune conditions the body attacks its own cells.")
    add_by_form(cite(editor))
    write(editor, "body-2-value", " Early microbes shape defence.")
    add_by_pasting(cite(editor), RIS)
    fill_evidence(editor, "body-3-value")
    editor.locator("[name=body-4-value]").fill("Ways to look after your gut")
    editor.locator("[name=body-5-value-0-value-title]").fill("Eat more kinds of plants")
    editor.locator("[name=body-7-value-title]").fill("Speak to a clinician today if")
    write(editor, "body-7-value-text", "a joint is hot and swollen")

    editor.get_by_role("tab", name="Evidence").click()
    editor.get_by_role("button", name="Add Author").click()
    choose_person(editor, editor.locator("#inline_child_article_authors-0"), "Maya Okafor")
    choose_person(editor, editor.locator("#panel-child-evidence-reviewer-section"), "Dr Ingrid Halvorsen")
    submit_to_review(editor)

    article = "Gut microbes and autoimmune conditions"
    reviewer = sign_in("reviewer")
    reviewer.get_by_role("link", name=article).first.click()
    reviewer.get_by_role("button", name="More actions").click()
    reviewer.get_by_role("button", name=re.compile("^Approve with comment")).click()
    reviewer.get_by_role("dialog").get_by_label("Note for colleagues").fill("Checked against the papers.")
    reviewer.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(reviewer).to_have_url(re.compile("/admin/$"))
    expect(reviewer.get_by_text("do not have permission")).to_have_count(0)

    editor.goto("/admin/")
    editor.get_by_role("link", name=article).first.click()
    editor.get_by_role("button", name="More actions").click()
    editor.get_by_role("button", name=re.compile("^Approve and Publish|^Approve")).first.click()
    expect(editor.locator(".messages")).to_contain_text("has been updated")

    editor.goto("/articles/gut-microbes-and-autoimmune-conditions/")
    expect(editor.locator(".imprint")).to_contain_text("Dr Ingrid Halvorsen")
    expect(editor.locator("#source-1")).to_contain_text("Revised Estimates for the Number of Human and Bacteria Cells")
    expect(editor.locator("#source-2")).to_contain_text("Autoimmune disease, a primer")
    expect(editor.locator("#source-3")).to_contain_text("2016;165:842-53")
    for number in (1, 2, 3):
        expect(editor.get_by_role("button", name=f"Source {number}", exact=True).first).to_be_visible()


def rich_text(page: Page, name: str) -> Locator:
    """Return the editor of the rich text field with this name."""
    return page.locator(f"[name='{name}'] ~ * [role=textbox]")


def write(page: Page, name: str, words: str) -> None:
    """Type at the end of a rich text field."""
    expect(page.get_by_role("dialog")).to_have_count(0)
    rich_text(page, name).press("Control+End")
    page.keyboard.type(words)


def cite(page: Page) -> Locator:
    """Open the dialog for a citation at the cursor."""
    page.keyboard.type("/cite")
    page.get_by_role("option", name="Cite a source").click()
    return page.get_by_role("dialog")


def choose(dialog: Locator, name: str) -> None:
    """Take the source with this name from the dialog for sources."""
    dialog.get_by_label("Search term").fill(name)
    dialog.get_by_role("link", name=re.compile(f"^{name}")).click()
    expect(dialog).to_have_count(0)


def add_by_form(dialog: Locator) -> None:
    """Add a source in the dialog by its form."""
    dialog.get_by_role("tab", name="Add a source").click()
    add_source_by_form(dialog.get_by_role("tabpanel", name="Add a source"), "Autoimmune disease, a primer")
    expect(dialog).to_have_count(0)


def add_by_pasting(dialog: Locator, record: str) -> None:
    """Add a source in the dialog by pasting its record."""
    dialog.get_by_role("tab", name="Paste").click()
    dialog.get_by_label("What you copied").fill(record)
    dialog.get_by_role("tabpanel", name="Paste").get_by_role("button", name="Add and cite").click()
    expect(dialog).to_have_count(0)


def fill_evidence(page: Page, name: str) -> None:
    """Fill in an evidence note, with a source."""
    write(page, f"{name}-claim", "Microbes and multiple sclerosis")
    page.locator(f"[name={name}-certainty]").select_option("low")
    page.locator(f"[name={name}-who]").fill("60 adults with the illness and 43 without")
    page.locator(f"[name={name}-studied_in]").first.check()
    page.locator(f"[name={name}-kind]").fill("A comparison at one moment")
    page.locator(f"[name={name}-limits]").fill("Which came first")
    page.get_by_role("button", name="Choose source").click()
    choose(page.get_by_role("dialog"), "Jangi 2016")


def choose_person(page: Page, place: Locator, name: str) -> None:
    """Choose a person in the page chooser that ``place`` holds."""
    place.get_by_role("button", name=re.compile("^Choose")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Search term").fill(name)
    dialog.get_by_role("link", name=name).click()
    expect(dialog).to_have_count(0)


def submit_to_review(page: Page) -> None:
    """Save the page and send it on its way."""
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name=re.compile("^Submit to")).click()
    expect(page.get_by_text("submitted for moderation")).to_be_visible()


def test_a_citation_is_changed_and_removed_as_one_piece(sign_in: SignIn, own_demo_site: DemoSite):
    ((article_list,),) = own_demo_site.query("SELECT id FROM wagtailcore_page WHERE slug = 'articles'")
    writer = sign_in("writer")
    writer.goto(f"/admin/pages/add/blog/articlepage/{article_list}/")
    writer.locator("#id_title").fill("One citation")
    text = rich_text(writer, "body-0-value")
    write(writer, "body-0-value", "They live with you.")
    choose(cite(writer), "Sender 2016")
    expect(text).to_have_text("They live with you.Sender 2016")

    text.get_by_role("button", name="Sender 2016").click()
    writer.get_by_role("button", name="Edit", exact=True).click()
    choose(writer.get_by_role("dialog"), "Jangi 2016")
    expect(text).to_have_text("They live with you.Jangi 2016")

    text.get_by_role("button", name="Jangi 2016").click()
    writer.get_by_role("button", name="Remove", exact=True).click()
    expect(text).to_have_text("They live with you.")
