"""Which Chromium the browser tests and the scripts drive, and how they start it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error, Playwright

SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# A browser under test asks nobody for anything: no updates, no field trials, no sync.
QUIET = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
QUIET += ["--disable-sync"]


def launch_flags() -> list[str]:
    """Return the command-line flags; Chromium's sandbox does not work for root."""
    return QUIET + (["--no-sandbox"] if os.geteuid() == 0 else [])


def _candidates(playwright: Playwright) -> Iterator[str]:
    """Yield the paths of all Chromiums here: the system's by their usual names, then Playwright's own."""
    yield from filter(None, map(shutil.which, SYSTEM_NAMES))
    own = playwright.chromium.executable_path
    if Path(own).exists():
        yield own


def why_not(playwright: Playwright, path: str) -> str:
    """Start a Chromium once; return why that fails, in one line, or nothing when it works.

    A file of this name proves little: libraries of the system may be missing, and on Ubuntu it is a stand-in that
    only tells how to get the real one.
    """
    try:
        playwright.chromium.launch(executable_path=path, args=launch_flags()).close()
    except Error as error:
        lines = [line.strip() for line in error.message.splitlines() if line.strip()]
        telling = [line for line in lines if "error while loading" in line or "cannot open" in line]
        return (telling or lines or ["it does not start"])[0][:300]
    return ""


def find_chromium(playwright: Playwright) -> str | None:
    """Return the path of a Chromium that works; None when there is none.

    The variable CHROMIUM_PATH names one and is believed.
    """
    if given := os.environ.get("CHROMIUM_PATH"):
        return given
    return next((path for path in _candidates(playwright) if not why_not(playwright, path)), None)
