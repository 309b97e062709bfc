"""An editor who wants to publish too early: she sees why, is led there, mends it and publishes."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import SignIn
from tests.helpers.demo import DemoSite


def test_an_editor_is_refused_led_to_what_is_missing_and_publishes(sign_in: SignIn, own_demo_site: DemoSite):
    ((article,),) = own_demo_site.query("SELECT id FROM wagtailcore_page WHERE slug = 'fibre-without-the-fuss'")
    editor = sign_in("editor")
    editor.goto(f"/admin/pages/{article}/edit/")
    editor.locator("#id_title").fill("Fibre without any fuss")
    editor.locator("#id_summary").fill("")
    editor.locator("#id_topic").select_option("")
    editor.get_by_role("button", name="More actions").click()
    editor.get_by_role("button", name="Publish", exact=True).click()

    refusal = editor.locator(".messages")
    expect(refusal).to_contain_text("Not published. 2 things stop “Fibre without any fuss”.")
    expect(editor.locator("#id_title")).to_have_value("Fibre without any fuss")
    refusal.get_by_role("link", name="Go to Main topic").click()
    expect(editor.locator("#id_topic")).to_be_focused()
    editor.locator("#id_topic").select_option(label="Food and fibre")

    editor.get_by_role("button", name="Toggle publish checklist").click()
    editor.locator("[data-checklist]").get_by_role("link", name="Go to Summary").click()
    expect(editor.locator("#id_summary")).to_be_focused()
    editor.locator("#id_summary").fill("More of it, slowly.")
    editor.get_by_role("button", name="More actions").click()
    editor.get_by_role("button", name="Publish", exact=True).click()
    expect(editor.locator(".messages")).to_contain_text(re.compile("has been published"))

    editor.goto("/articles/fibre-without-the-fuss/")
    expect(editor.get_by_role("heading", level=1)).to_have_text("Fibre without any fuss")
    expect(editor.get_by_text("More of it, slowly.").first).to_be_visible()


def test_the_last_words_before_a_save_are_in_it(sign_in: SignIn, own_demo_site: DemoSite):
    ((article,),) = own_demo_site.query("SELECT id FROM wagtailcore_page WHERE slug = 'fibre-without-the-fuss'")
    editor = sign_in("editor")
    editor.goto(f"/admin/pages/{article}/edit/")
    text = editor.locator("[data-contentpath='body'] [contenteditable=true]").first
    text.click()
    editor.keyboard.press("Control+End")
    editor.keyboard.type(" Typed and saved at once.")
    editor.keyboard.press("Control+s")
    expect(editor.locator(".messages")).to_contain_text("has been updated")
    expect(text).to_contain_text("Typed and saved at once.")


def test_a_publish_that_did_not_come_through_leaves_nothing_behind(sign_in: SignIn, own_demo_site: DemoSite):
    ((article,),) = own_demo_site.query("SELECT id FROM wagtailcore_page WHERE slug = 'fibre-without-the-fuss'")
    editor = sign_in("editor")
    editor.goto(f"/admin/pages/{article}/edit/")
    editor.evaluate(
        """() => {
            window.held = [];
            document.addEventListener("submit", (event) => {
                window.held.push(event.target.querySelectorAll("input[name=action-publish]").length);
                event.preventDefault();
                event.stopImmediatePropagation();
            });
        }"""
    )
    editor.get_by_role("button", name="More actions").click()
    editor.get_by_role("button", name="Publish", exact=True).click()
    editor.wait_for_function("window.held.length")
    assert editor.evaluate("window.held") == [1]
    expect(editor.locator("input[name=action-publish]")).to_have_count(0)


# The editor notices changes a moment after it has loaded; then each autosave takes a second longer.
SLOW_AUTOSAVE = """() => {
    const send = window.fetch;
    window.fetch = (...request) => new Promise((done) => setTimeout(() => done(send(...request)), 1000));
    window.autosaves = 0;
    document.addEventListener("w-autosave:save", () => (window.autosaves += 1));
}"""


def test_a_save_waits_for_the_autosave_that_is_under_way(sign_in: SignIn, own_demo_site: DemoSite):
    ((article_list,),) = own_demo_site.query("SELECT id FROM wagtailcore_page WHERE slug = 'articles'")
    editor = sign_in("editor")
    editor.goto(f"/admin/pages/add/blog/articlepage/{article_list}/")
    editor.evaluate(SLOW_AUTOSAVE)
    title = editor.locator("#id_title")
    title.fill("Saved twice")
    while not editor.evaluate("window.autosaves"):
        title.press("s")
        editor.wait_for_timeout(800)
    typed = title.input_value()
    editor.get_by_role("button", name="Save draft").click()
    expect(editor.locator(".messages")).to_contain_text("has been")
    expect(title).to_have_value(typed)
    found = own_demo_site.query("SELECT count(*) FROM wagtailcore_page WHERE draft_title LIKE 'Saved twice%'")
    assert found == [(1,)]
