"""A reader's comment from the form to the answer and out again, with JavaScript and without."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_journey import ARTICLE, link_in, mail_to
from tests.helpers.axe import assert_no_axe_findings
from tests.helpers.demo import DemoSite
from tests.helpers.html_checker import assert_valid_html

APPROVE = """
from blog.comments import steps
from blog.models import Comment
assert steps.decide(Comment.objects.get(text={words!r}), steps.Kind.APPROVED)
"""


@pytest.fixture
def run(javascript: bool) -> str:
    """What tells the two runs apart: they share the demo."""
    return "with" if javascript else "without"


def fill(page: Page, name: str, email: str, words: str, *, notify: bool = False) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Email").first.fill(email)
    page.get_by_label("Your comment").fill(words)
    page.get_by_role("checkbox", name="Write to me by email").set_checked(notify)
    page.get_by_role("button", name="Send for approval").click()


def approve(site: DemoSite, words: str) -> None:
    site.manage("shell", "--no-imports", "-c", APPROVE.format(words=words))


def test_a_reader_comments_confirms_is_answered_and_deletes_it(page: Page, demo_site: DemoSite, run: str):
    rosa, maya = f"rosa-{run}@example.org", f"maya-{run}@example.org"
    words, answer = f"Thank you for saying what is not known ({run}).", f"That is good to hear ({run})."

    page.goto(ARTICLE)
    fill(page, "Rosa", rosa, f"<b>{words}</b>", notify=True)
    expect(page.locator(".error-summary")).to_contain_text("plain text")
    expect(page.get_by_role("checkbox", name="Write to me by email")).to_be_checked()
    fill(page, "Rosa", rosa, words, notify=True)
    expect(page.get_by_role("status")).to_contain_text("look in your mail")

    page.goto(link_in(mail_to(demo_site, rosa, "One press"), "/requests/comment/"))
    expect(page.get_by_text("Write to me by email when somebody answers")).to_be_visible()
    page.get_by_role("button", name="Confirm and send my comment").click()
    expect(page.locator("main")).to_contain_text("waiting for a moderator")
    page.goto(ARTICLE)
    expect(page.locator("main")).not_to_contain_text(words)

    approve(demo_site, words)
    page.goto(ARTICLE)
    expect(page.locator(".thread")).to_contain_text(words)
    assert rosa not in page.content()

    mine = page.locator(".thread > li", has_text=words)
    mine.get_by_role("link", name="Reply to Rosa").click()
    expect(page.get_by_role("heading", name="Your answer to Rosa")).to_be_visible()
    fill(page, "Maya", maya, answer)
    expect(page.get_by_role("status")).to_contain_text("look in your mail")
    page.goto(link_in(mail_to(demo_site, maya, "One press"), "/requests/comment/"))
    page.get_by_role("button", name="Confirm and send my comment").click()
    expect(page.locator("main")).to_contain_text("waiting for a moderator")
    approve(demo_site, answer)

    news = mail_to(demo_site, rosa, "answered")
    page.goto(link_in(news, "/comments/"))
    assert urlsplit(page.url).path == ARTICLE
    expect(page.locator(":target")).to_contain_text(answer)
    page.goto(link_in(news, "/requests/comment-stop/"))
    page.get_by_role("button", name="Stop these mails").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We write no more about answers")

    page.goto(link_in(news, "/requests/comment-delete/"))
    page.get_by_role("button", name="Delete it for good").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your comment is deleted")
    page.goto(ARTICLE)
    expect(page.locator(".thread > li", has_text=answer)).to_contain_text("Its writer removed this comment.")
    expect(page.locator("main")).not_to_contain_text(words)


MAKE_THREADS = """
from blog.comments.counting import recount
from blog.models import ArticlePage, Comment
article = ArticlePage.objects.get(slug="fibre-without-the-fuss")
texts = ["See https://example.org/" + "a" * 200, "A part \\x1a is gone.", "One.\\n\\nTwo."]
stored = [
    Comment.objects.create(
        article=article, name=f"Reader {number}", text=texts[number % 3], digest=f"axe {number}", state="approved",
        email_fingerprint="x",
    )
    for number in range(52)
]
Comment.objects.create(
    article=article, parent=stored[0], name="Colleague", text="Hello", digest="axe answer", state="approved"
)
Comment.objects.filter(pk=stored[0].pk).update(state="removed", name="", text="")
recount(article.pk)
print(stored[1].pk)
"""


def test_threads_forms_and_pages_about_comments_are_sound(page: Page, own_demo_site: DemoSite):
    key = own_demo_site.manage("shell", "--no-imports", "-c", MAKE_THREADS).split()[-1]
    article = "/articles/fibre-without-the-fuss/"
    plain = [article, f"{article}?comments=2", f"{article}?answer={key}", f"{article}?reply=received"]
    plain += [f"/comments/{key}/report/", "/comments/reported/"]
    for width, scheme in ((360, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        for address in plain:
            page.goto(address)
            assert_no_axe_findings(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        page.goto(f"/comments/{key}/report/")
        page.get_by_role("button", name="Report it").click()
        expect(page.locator(".error-summary")).to_be_focused()
        assert_no_axe_findings(page)
    pages = {address: page.request.get(address).text() for address in plain}
    pages["with errors"] = page.request.post(article, form={"reply-text": "<b>x</b>"}).text()
    pages["a report with errors"] = page.request.post(f"/comments/{key}/report/", form={}).text()
    assert_valid_html(pages)
