"""Finding the right article on a phone, and reading it there and on paper, with JavaScript and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.axe import assert_no_axe_findings
from tests.helpers.demo import DemoSite

ARTICLE = "/articles/gut-health-and-autoimmune-conditions/"
PREVOTELLA = re.compile("/articles/prevotella-and-rheumatoid-arthritis/$")

# Long words, nothing else: no topic, no picture, no summary, and an author who has no page any more.
MAKE_BARE_ARTICLE = """
import datetime
from blog.models import ArticleAuthor, ArticleListPage, ArticlePage, PersonPage
author = PersonPage.objects.get(slug="tom-reyes")
article = ArticlePage(title=("Pneumonoultramicroscopicsilicovolcanoconiosis " * 9)[:250], slug="bare", live=False)
ArticleListPage.objects.get().add_child(instance=article)
ArticleAuthor.objects.create(article=article, person=author)
author.unpublish()
published = datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)
ArticlePage.objects.filter(pk=article.pk).update(live=True, first_published_at=published)
"""


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": 360, "height": 740})
    return page


def arrives(page: Page, address: re.Pattern[str]) -> None:
    """See that the page at this address is open, and that it fits the window."""
    expect(page).to_have_url(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_from_home_to_the_right_article_by_topic_by_a_search_with_a_slip_and_by_what_is_read_next(
    phone: Page, demo_site: DemoSite, javascript: bool
):
    phone.goto("/")
    phone.get_by_role("region", name="Find your question").get_by_role("link", name="Autoimmune conditions").click()
    arrives(phone, re.compile("/articles/topics/autoimmune-conditions/$"))
    phone.get_by_role("link", name="Rheumatoid arthritis and Prevotella").click()
    arrives(phone, PREVOTELLA)

    phone.get_by_role("navigation", name="Main").get_by_role("link", name="Search").click()
    phone.get_by_label("Search this site").fill("prevotela")
    phone.get_by_role("button", name="Search").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("for “prevotella”")
    arrives(phone, re.compile(r"/search/\?q=prevotela$"))
    phone.locator(".card h3 a").first.click()
    arrives(phone, PREVOTELLA)

    read_next = phone.get_by_role("region", name="Read next").get_by_role("link")
    title = read_next.first.inner_text()
    read_next.first.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(title)
    arrives(phone, re.compile("/articles/[a-z-]+/$"))
    phone.get_by_role("navigation", name="More on").get_by_role("link").first.click()
    arrives(phone, re.compile("/articles/[a-z-]+/$"))
    expect(phone.get_by_role("heading", level=1)).not_to_have_text(title)


def test_a_title_of_250_characters_and_nothing_else_fits_a_phone(phone: Page, own_demo_site: DemoSite):
    own_demo_site.manage("shell", "--no-imports", "-c", MAKE_BARE_ARTICLE)
    for address in ("/articles/bare/", "/articles/", "/"):
        phone.goto(address)
        expect(phone.get_by_text("Pneumonoultramicroscopic").first).to_be_visible()
        arrives(phone, re.compile(f"{address}$"))
        assert_no_axe_findings(phone)
    phone.goto("/articles/bare/")
    expect(phone.locator(".imprint")).to_contain_text("Tom Reyes")
    expect(phone.locator(".imprint").get_by_role("link")).to_have_count(0)


def test_the_contents_list_says_where_a_reader_is_and_leads_on(page: Page, demo_site: DemoSite, javascript: bool):
    page.goto(ARTICLE)
    contents = page.get_by_role("navigation", name="In this article")
    contents.get_by_role("link", name="Where probiotics fit in").click()
    expect(page.get_by_role("heading", name="Where probiotics fit in")).to_be_in_viewport()
    expect(contents.locator("[aria-current=location]")).to_have_count(1 if javascript else 0)
    if javascript:
        expect(contents.locator("[aria-current=location]")).to_have_text("Where probiotics fit in")


def test_on_paper_stand_the_text_its_sources_what_a_partner_offers_and_nothing_to_press(
    page: Page, demo_site: DemoSite
):
    page.goto(ARTICLE)
    page.emulate_media(media="print")
    for shown in (
        ".imprint",
        "#key-points",
        "ol.sources > li",
        ".correction",
        "#reviewer",
        ".help",
        ".disclosure--top",
        ".band .disclosure",
    ):
        expect(page.locator(shown).first).to_be_visible()
    for hidden in (".masthead", ".footer", ".toc", ".button", "form", "#related", "#neighbours", "#comments", ".skip"):
        for part in page.locator(hidden).all():
            expect(part).to_be_hidden()
    expect(page.locator("ol.sources").get_by_text("Cited at").first).to_be_hidden()
    expect(page.get_by_text(re.compile(f"The newest version stands at http://.*{ARTICLE}$"))).to_be_visible()
    printed = "link => getComputedStyle(link, '::after').content"
    inside = page.locator(".prose").get_by_role("link", name="when probiotics help")
    assert inside.evaluate(printed) == "none"
    # What a source is called is its address already.
    assert page.locator("ol.sources a[href^='https://doi.org']").first.evaluate(printed) == "none"
