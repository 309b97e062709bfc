"""A visit from an article, and a form that was begun, are counted as a real browser tells of them."""

from playwright.sync_api import Page, expect

from tests.helpers.demo import DemoSite
from tests.helpers.reader import FIREFOX

ARTICLE = "gut-health-and-autoimmune-conditions"
CLICKS = """
SELECT article.slug, clicks.count FROM offers_articleclicks clicks
JOIN wagtailcore_page article ON article.id = clicks.article_id
"""


def test_the_way_from_an_article_into_the_form_is_counted_once(page: Page, own_demo_site: DemoSite, javascript: bool):
    # A browser of tests says that it has no window, and such a one is not counted.
    page.context.set_extra_http_headers({"User-Agent": FIREFOX})
    begun = []
    page.on("request", lambda request: begun.append(request) if "/requests/started/" in request.url else None)
    page.goto(f"/articles/{ARTICLE}/")
    page.locator("main").get_by_role("link", name="Get the guide").first.click()
    expect(page.get_by_role("heading", name="Where shall we send it?")).to_be_visible()
    if javascript:
        with page.expect_request("**/requests/started/*/") as beacon:
            page.get_by_label("Email").fill("rosa@example.org")
        answer = beacon.value.response()
        assert answer and answer.status == 204
        assert beacon.value.post_data is None
    page.get_by_label("First name").fill("Rosa")
    page.get_by_label("Email").fill("rosa.lindqvist@example.org")
    page.reload()
    assert len(begun) == javascript
    counts = own_demo_site.query("SELECT kind, count FROM offers_offercount")
    assert sorted(counts) == [*([("started", 1)] if javascript else []), ("view", 2)]
    assert own_demo_site.query(CLICKS) == [(ARTICLE, 2)]
