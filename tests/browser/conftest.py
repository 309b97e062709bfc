"""A real Chromium and the served demo.

`page` comes from pytest-playwright, opens addresses relative to the demo's, and fails its test when the page
asks another host for something, breaks its content security policy, throws an error or misses a file.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, Response, expect
from pytest_playwright import CreateContextCallback

from tests.helpers.chromium import find_chromium, launch_flags
from tests.helpers.demo import DemoSite, served_copy
from tests.helpers.needs import missing
from tests.helpers.once import made_once

# Playwright keeps an event loop running in the tests' thread, so Django would refuse every query there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

OWN_HOSTS = ("127.0.0.1", "localhost")
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

# A machine that does much else at the same time needs more than the five seconds that are usual.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], playwright: Playwright) -> dict[str, Any]:
    """Start the Chromium that the machine has, else Playwright's own; skip where there is none."""
    path = find_chromium(playwright)
    if not path:
        missing("No Chromium: install one, or name it in CHROMIUM_PATH; `make test` installs one where it can.")
    flags = [*browser_type_launch_args.get("args", []), *launch_flags()]
    return browser_type_launch_args | {"executable_path": path, "args": flags}


@pytest.fixture(scope="session")
def demo_with_colleagues(shared_folder: Path, demo_folder: Path) -> Path:
    """Return the demo with an account for each role, which all workers of this run share; nobody writes into it."""

    def make(folder: Path) -> None:
        shutil.copytree(demo_folder, folder, dirs_exist_ok=True)
        DemoSite("", folder).manage("shell", "--no-imports", "-c", MAKE_COLLEAGUES.format(password=PASSWORD))

    return made_once(shared_folder, "demo-with-colleagues", make)


@pytest.fixture(scope="session")
def demo_site(demo_with_colleagues: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    """Serve one copy of the demo to all tests of this worker, which may add what no other test looks at."""
    with served_copy(demo_with_colleagues, tmp_path_factory.mktemp("served") / "demo") as site:
        yield site


@pytest.fixture
def own_demo_site(demo_with_colleagues: Path, tmp_path: Path) -> Iterator[DemoSite]:
    """Serve a copy of the demo to one test alone, which may do what it likes with it. Takes two seconds."""
    with served_copy(demo_with_colleagues, tmp_path / "demo") as site:
        yield site


@pytest.fixture
def site_url(request: pytest.FixtureRequest) -> str | None:
    """Return what the address in `page.goto("/about/")` is relative to: the test's own site, else the demo.

    A test that works on the test database asks for `live_server`; another module may override this fixture.
    """
    for name in ("own_demo_site", "live_server"):
        if name in request.fixturenames:
            return str(request.getfixturevalue(name).url)
    return str(request.getfixturevalue("demo_site").url)


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """Run the test twice, and tell it whether its `page` has JavaScript this time."""
    enabled: bool = request.param
    return enabled


@pytest.fixture
def page_problems() -> list[str]:
    """Return the list of what went wrong in the test's pages; a test that provoked something empties it."""
    return []


@pytest.fixture
def context(
    request: pytest.FixtureRequest,
    new_context: CreateContextCallback,
    site_url: str | None,
    page_problems: list[str],
) -> Iterator[BrowserContext]:
    """Open a browser window that notes problems and fails the test for them; see `javascript` too."""
    enabled = request.getfixturevalue("javascript") if "javascript" in request.fixturenames else True
    context = new_context(base_url=site_url, java_script_enabled=enabled, reduced_motion="reduce")
    watch(context, page_problems)
    yield context
    if page_problems:
        pytest.fail("The pages had problems:\n" + "\n".join(page_problems), pytrace=False)


@pytest.fixture
def sign_in(browser: Browser, own_demo_site: DemoSite) -> Iterator[SignIn]:
    """Return a function that opens the admin with a role's account, in a window of its own."""
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
        # The address is there before the page is, which keys pressed by then would not reach.
        page.wait_for_load_state()
        return page

    yield opened
    for context in contexts:
        context.close()


def watch(context: BrowserContext, problems: list[str]) -> None:
    """Note what goes wrong in a browser window from now on.

    Arguments:
        context: the window.
        problems: gets a line for each uncaught error, console error (a breach of the security policy is one),
            missing file and request to another host.
    """

    def on_console(message: ConsoleMessage) -> None:
        # The browser's remark about a missing file; the response tells more.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            problems.append(f"console: {message.text}")

    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        elsewhere = address.scheme in ("http", "https") and address.hostname not in OWN_HOSTS
        # Following a link to another site is what a test may do; a page that fetches from one is not.
        if elsewhere and not request.is_navigation_request():
            problems.append(f"request to another host: {request.url}")

    def on_response(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            problems.append(f"status {response.status}: {response.url}")

    context.on("weberror", lambda error: problems.append(f"uncaught error: {error.error}"))
    context.on("console", on_console)
    context.on("request", on_request)
    context.on("response", on_response)
