"""Which Chromium the browser tests drive, and how they start it."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Playwright

SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# A browser under test asks nobody for anything: no updates, no field trials, no sync.
QUIET = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
QUIET += ["--disable-sync"]


def system_chromium() -> str | None:
    """Return the path of a Chromium that the machine has, or None.

    The variable CHROMIUM_PATH comes first, then the usual names on the PATH.
    """
    if given := os.environ.get("CHROMIUM_PATH"):
        return given
    return next(filter(None, map(shutil.which, SYSTEM_NAMES)), None)


def find_chromium(playwright: Playwright) -> str | None:
    """Return the path of the Chromium to drive: the system's, else Playwright's own; None without either."""
    if path := system_chromium():
        return path
    own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def launch_flags() -> list[str]:
    """Return the command-line flags; Chromium's sandbox does not work for root."""
    return QUIET + (["--no-sandbox"] if os.geteuid() == 0 else [])
