"""What a colleague does in the dialogs of the editor."""

from playwright.sync_api import Locator, expect


def add_source_by_form(form: Locator, title: str) -> None:
    """Add a source by Nair and Reyes in the dialog for citations, with a slip in the year first.

    Arguments:
        form: the dialog's tab “Add a source”, open.
        title: the source's title.
    """
    form.get_by_label("Title").fill(title)
    form.get_by_label("Authors").fill("Nair P, Reyes T")
    form.get_by_label("Year").fill("21")
    form.get_by_role("button", name="Add and cite").click()
    expect(form.get_by_text("The year has four digits")).to_be_visible()
    form.get_by_label("Year").fill("2021")
    form.get_by_role("button", name="Add and cite").click()
