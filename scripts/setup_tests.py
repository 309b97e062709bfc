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

from tests.helpers.chromium import find_chromium, system_chromium
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


def _chromium() -> str | None:
    """Return the path of the Chromium that the tests would drive, if there is one."""
    if path := system_chromium():
        return path
    with sync_playwright() as playwright:
        return find_chromium(playwright)


def ensure_chromium() -> str:
    """Have a Chromium: the one that is there, else Debian's when we are root, else Playwright's own.

    Returns:
        its path.

    Raises:
        Unavailable: when none can be installed.
    """
    if path := _chromium():
        return path
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _run(["apt-get", "update", "-qq"])
        _run(["apt-get", "install", "-qq", "--yes", "--no-install-recommends", "chromium"])
    else:
        _run([sys.executable, "-m", "playwright", "install", "chromium"])
    if path := _chromium():
        return path
    raise Unavailable("Chromium was installed but is not found.")


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
