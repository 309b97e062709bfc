"""Installs what the tests need beside Python packages, where it is absent; `make test` calls it.

What is there already is left alone, without a look at the network. What cannot be had is named in one line;
the tests that need it are skipped then, or fail when CI=true.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from playwright.sync_api import sync_playwright

from tests.helpers.chromium import find_chromium, why_not
from tests.helpers.html_checker import JAR, TOOLS, checker_is_missing
from tests.helpers.needs import on_ci
from tests.postgres import NoPostgres, find_binaries

HTML_CHECKER = "vnu-jar@26.9.27"


class Unavailable(Exception):
    """Something cannot be installed here; the message says what and why."""


def _run(command: list[str]) -> None:
    """Run an installer quietly, without questions; raise Unavailable with its words when it fails."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    print(f"> {' '.join(command)}", flush=True)
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, env=environment
    )
    if done.returncode != 0:
        words = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise Unavailable(f"`{' '.join(command[:2])}` failed: {' / '.join(words[:4]) or done.returncode}")


def _working_chromium() -> str | None:
    """Return the path of the Chromium that the tests are to drive, if there is one that works."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        if path and os.environ.get("CHROMIUM_PATH") and (reason := why_not(playwright, path)):
            raise Unavailable(f"the Chromium in CHROMIUM_PATH does not work: {reason}")
        return path


def _install_system_chromium() -> None:
    """Install Debian's Chromium. Ubuntu's package of that name is a stand-in that installs nothing of use."""
    _run(["apt-get", "update", "-qq"])
    _run(["apt-get", "install", "-qq", "--yes", "--no-install-recommends", "chromium"])


def _install_own_chromium() -> None:
    """Install Playwright's own Chromium, which needs libraries of the system that it does not bring."""
    _run([sys.executable, "-m", "playwright", "install", "chromium"])
    with sync_playwright() as playwright:
        if reason := why_not(playwright, playwright.chromium.executable_path):
            raise Unavailable(f"Playwright's Chromium does not start: {reason}")


def ensure_chromium() -> str:
    """Have a Chromium that starts: the one that is there, else Debian's when we are root, else Playwright's own.

    Returns:
        its path; CHROMIUM_PATH says it to the tests, which then need not try it again.

    Raises:
        Unavailable: when none can be installed, or none starts.
    """
    ways = [_install_own_chromium]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        ways.insert(0, _install_system_chromium)
    path, problems = _working_chromium(), []
    while path is None and ways:
        try:
            ways.pop(0)()
            path = _working_chromium()
        except Unavailable as reason:
            problems.append(str(reason))
    if path is None:
        raise Unavailable("; ".join(problems) or "a Chromium was installed but does not start.")
    os.environ["CHROMIUM_PATH"] = path
    return path


def ensure_html_checker() -> str:
    """Have the W3C's HTML checker in `.tools`, where npm and Java are.

    Returns:
        the path of its jar.

    Raises:
        Unavailable: when Java or npm is missing, or npm fails.
    """
    if not checker_is_missing():
        return str(JAR)
    for program in ("java", "npm"):
        if not shutil.which(program):
            raise Unavailable(f"the HTML checker needs {program}, which is not installed.")
    cache = f"--cache={TOOLS / 'npm-cache'}"
    _run(
        [
            "npm",
            "install",
            "--loglevel=error",
            "--no-audit",
            "--no-fund",
            cache,
            "--prefix",
            str(TOOLS),
            HTML_CHECKER,
        ]
    )
    if reason := checker_is_missing():
        raise Unavailable(reason)
    return str(JAR)


def ensure_postgres() -> str:
    """Return the folder of PostgreSQL's binaries, or the server that is to be used instead of them.

    Raises:
        Unavailable: when there are none. They are not installed here: a development requirement brings them.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        return f"the one in TEST_DATABASE_URL ({given.rpartition('@')[2]})"
    try:
        return str(find_binaries())
    except NoPostgres as reason:
        raise Unavailable(str(reason)) from reason


def main() -> int:
    """Have everything; return 1 when something is missing that must not be, that is, on CI."""
    needs: dict[str, Callable[[], str]] = {
        "Chromium": ensure_chromium,
        "HTML checker": ensure_html_checker,
        "PostgreSQL": ensure_postgres,
    }
    code = 0
    for name, ensure in needs.items():
        try:
            print(f"{name}: {ensure()}", flush=True)
        except Unavailable as reason:
            code = 1 if on_ci() else code
            print(f"{name}: {'FAILED' if on_ci() else 'its tests are skipped'}: {reason}", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
