"""The browser fixtures notice what they promise to notice."""

import pytest
from playwright.sync_api import Page, Route

from tests.helpers.axe import assert_no_axe_findings, axe_findings
from tests.helpers.demo import DemoSite

GOOD = """<!doctype html><html lang="en"><head><title>Page</title><link rel="icon" href="data:,"></head>
<body><main><h1>Heading</h1><p id="script">off</p></main>
<script>document.getElementById("script").textContent = "on"</script></body></html>"""
HOST = "http://127.0.0.1:1"


@pytest.fixture
def site_url(request: pytest.FixtureRequest) -> str | None:
    """Do without the demo, but for the test of it: the others answer the browser's requests themselves."""
    return request.getfixturevalue("own_demo_site").url if "own_demo_site" in request.fixturenames else None


def show(page: Page, html: str, policy: str = "") -> None:
    """Open a page with this HTML; every file it asks for is missing."""

    def answer(route: Route) -> None:
        if route.request.is_navigation_request():
            route.fulfill(body=html, content_type="text/html", headers={"content-security-policy": policy})
        else:
            route.fulfill(status=404)

    page.route("**", answer)
    page.goto(HOST)
    page.wait_for_load_state("networkidle")


def test_a_good_page_has_no_problem_and_no_finding(page: Page) -> None:
    show(page, GOOD)
    assert_no_axe_findings(page)


def test_runs_with_and_without_javascript(page: Page, javascript: bool) -> None:
    show(page, GOOD)
    assert page.inner_text("#script") == ("on" if javascript else "off")


@pytest.mark.parametrize(
    ("html", "policy", "problem"),
    [
        ("<script>throw new Error('oh dear')</script>", "", "uncaught error: oh dear"),
        ("<script>console.error('oh no')</script>", "", "console: oh no"),
        ("<img src='/none.png' alt=''>", "", f"status 404: {HOST}/none.png"),
        (
            "<img src='http://elsewhere.example/a.png' alt=''>",
            "",
            "another host: http://elsewhere.example/a.png",
        ),
        ("<script>1</script>", "script-src 'self'", "console: Executing inline script violates"),
    ],
)
def test_problems_of_a_page_are_noted(
    page: Page, page_problems: list[str], html: str, policy: str, problem: str
) -> None:
    show(page, GOOD.partition("<script>")[0] + html, policy)
    found = "\n".join(page_problems)
    page_problems.clear()
    assert problem in found


def test_axe_names_rule_and_element(page: Page) -> None:
    show(page, GOOD.replace('<p id="script">', '<p style="color: #bbb">pale words</p><p id="script">'))
    assert [finding["id"] for finding in axe_findings(page)] == ["color-contrast"]
    with pytest.raises(pytest.fail.Exception, match="pale words"):
        assert_no_axe_findings(page)


@pytest.mark.parametrize("javascript", [False], indirect=True)
def test_axe_refuses_a_page_without_javascript(page: Page, javascript: bool) -> None:
    show(page, GOOD)
    with pytest.raises(ValueError, match="JavaScript"):
        axe_findings(page)


def test_the_demo_is_served_whole(own_demo_site: DemoSite, page: Page) -> None:
    page.goto("/")
    ((images,),) = own_demo_site.query("SELECT count(*) FROM core_siteimage")
    assert images > 0
    assert page.locator("main img").first.evaluate("image => image.complete && image.naturalWidth > 0")
    assert "core" in own_demo_site.manage("showmigrations", "core")
