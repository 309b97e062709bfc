"""Colleagues cite sources and explain words in the rich text editor."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SignIn
from tests.browser.dialogs import add_source_by_form
from tests.helpers.demo import DemoSite

RIS = """TY  - JOUR
AU  - Okafor, Ada
TI  - A pasted study of fibre
T2  - Gut
PY  - 2021
DO  - 10.1136/pasted
ER  -
"""


@pytest.fixture
def writer(sign_in: SignIn, own_demo_site: DemoSite) -> Page:
    """Open a new article with an empty text block at its end."""
    ((article_list,),) = own_demo_site.query("SELECT id FROM wagtailcore_page WHERE slug = 'articles'")
    page = sign_in("writer")
    page.goto(f"/admin/pages/add/blog/articlepage/{article_list}/")
    page.locator("#id_title").fill("Citing in many ways")
    add_text(page)
    return page


def add_text(page: Page) -> None:
    page.locator("[data-contentpath='body']").get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name="Text", exact=True).click()
    # The new block takes the focus a moment later, from wherever it is by then.
    expect(texts(page).last).to_be_focused()


def texts(page: Page) -> Locator:
    return page.locator("[data-contentpath='body'] [data-streamfield-child]").get_by_role("textbox")


def cite(page: Page) -> Locator:
    """Open the dialog at the cursor."""
    page.keyboard.type("/cite")
    page.get_by_role("option", name="Cite a source").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Search term")).to_be_visible()
    return dialog


def write(text: Locator, words: str) -> None:
    """Go on at the end of the text, once the dialog is gone."""
    expect(text.page.get_by_role("dialog")).to_have_count(0)
    text.press("Control+End")
    text.page.keyboard.type(words)


def saved_body(page: Page, site: DemoSite) -> str:
    """Save the draft and return the body that its revision holds."""
    page.get_by_role("button", name="Save draft").click()
    # The address says nothing: an autosave has changed it before.
    expect(page.locator(".messages")).to_contain_text(re.compile("created|has been"))
    ((content,),) = site.query("SELECT content FROM wagtailcore_revision ORDER BY id DESC LIMIT 1")
    return str(content)


def test_a_source_is_found_by_its_doi_added_by_form_and_pasted(writer: Page, own_demo_site: DemoSite):
    text = texts(writer).first
    text.click()
    writer.keyboard.type("One.")
    dialog = cite(writer)
    dialog.get_by_label("Search term").fill("https://doi.org/10.1371/journal.pbio.1002533")
    dialog.get_by_role("link", name=re.compile("^Sender 2016")).click()
    expect(text).to_have_text("One.Sender 2016")

    write(text, " Two.")
    dialog = cite(writer)
    dialog.get_by_label("Search term").fill("nobody at all")
    dialog.get_by_role("link", name="Add it by form").click()
    add_source_by_form(dialog.get_by_role("tabpanel", name="Add a source"), "A study added by form")
    expect(text).to_have_text("One.Sender 2016 Two.Nair 2021")

    write(text, " Three.")
    dialog = cite(writer)
    dialog.get_by_role("tab", name="Paste").click()
    paste = dialog.get_by_role("tabpanel", name="Paste")
    paste.get_by_label("What you copied").fill("nothing of use")
    paste.get_by_role("button", name="Add and cite").click()
    expect(paste.get_by_text("We found no reference in this.")).to_be_visible()
    expect(paste.get_by_label("What you copied")).to_have_value("nothing of use")
    paste.get_by_label("What you copied").fill(RIS)
    paste.get_by_role("button", name="Add and cite").click()
    expect(text).to_have_text("One.Sender 2016 Two.Nair 2021 Three.Okafor 2021")

    # The same record once more: it is offered, not added again.
    write(text, " Four.")
    dialog = cite(writer)
    dialog.get_by_role("tab", name="Paste").click()
    paste.get_by_label("What you copied").fill(RIS)
    paste.get_by_role("button", name="Add and cite").click()
    paste.get_by_role("link", name="Cite it").click()
    expect(text).to_contain_text("Four.Okafor 2021")

    assert saved_body(writer, own_demo_site).count('linktype=\\\\\\"citation') == 4
    assert own_demo_site.query("SELECT count(*) FROM blog_source WHERE doi = '10.1136/pasted'") == [(1,)]


def test_a_citation_survives_copy_and_paste_within_and_between_fields(writer: Page, own_demo_site: DemoSite):
    writer.context.grant_permissions(["clipboard-read", "clipboard-write"])
    text = texts(writer).first
    text.click()
    writer.keyboard.type("They live with you.")
    dialog = cite(writer)
    dialog.get_by_label("Search term").fill("Sender 2016")
    dialog.get_by_role("link", name=re.compile("^Sender 2016")).click()
    expect(text).to_have_text("They live with you.Sender 2016")
    # The dialog gives the focus back as it goes: keys pressed before that reach nothing.
    expect(dialog).to_have_count(0)
    for key in ("Control+a", "Control+c"):
        text.press(key)
    # Within the same field, behind what is there.
    for key in ("Control+End", "Control+v"):
        text.press(key)
    expect(text.get_by_role("button", name="Sender 2016")).to_have_count(2)
    # Into another block.
    texts(writer).last.click()
    texts(writer).last.press("Control+v")
    expect(texts(writer).last.get_by_role("button", name="Sender 2016")).to_have_count(1)
    assert saved_body(writer, own_demo_site).count('linktype=\\\\\\"citation') == 3


def test_a_word_is_explained_and_keeps_its_letters(writer: Page, own_demo_site: DemoSite):
    text = texts(writer).first
    text.click()
    writer.keyboard.type("Mind the fizz")
    for _ in "fizz":
        writer.keyboard.press("Shift+ArrowLeft")
    writer.get_by_role("button", name="Explain a word").first.click()
    dialog = writer.get_by_role("dialog")
    expect(dialog.get_by_text("The glossary does not have “fizz”.")).to_be_visible()
    dialog.get_by_role("link", name="Add it").click()
    form = dialog.get_by_role("tabpanel", name="Add a term")
    expect(form.get_by_label("Term")).to_have_value("fizz")
    form.get_by_label("Definition").fill("Small bubbles.")
    form.get_by_role("button", name="Add and use").click()
    expect(text.get_by_role("button", name="fizz")).to_be_visible()
    expect(text).to_have_text("Mind the fizz")
    assert 'linktype=\\\\\\"glossary' in saved_body(writer, own_demo_site)


def test_the_evidence_note_uses_the_same_dialog(writer: Page):
    body = writer.locator("[data-contentpath='body']")
    body.get_by_role("button", name="Insert a block").last.click()
    writer.get_by_role("option", name="Evidence note").click()
    body.get_by_role("button", name="Choose source").first.click()
    dialog = writer.get_by_role("dialog")
    dialog.get_by_role("tab", name="Paste").click()
    paste = dialog.get_by_role("tabpanel", name="Paste")
    paste.get_by_label("What you copied").fill(RIS)
    paste.get_by_role("button", name="Add and cite").click()
    expect(body.get_by_text("Okafor 2021: A pasted study of fibre")).to_be_visible()
