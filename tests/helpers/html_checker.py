"""The W3C's HTML checker, on many pages in one go: each start of Java costs seconds."""

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.helpers.needs import missing

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".tools"
JAR = TOOLS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def checker_is_missing() -> str:
    """Return what keeps the checker from running, as a sentence; empty when nothing does."""
    if not shutil.which("java"):
        return "The HTML checker needs Java, which is not installed."
    if not JAR.exists():
        return "The HTML checker is not installed: `make test` installs it where npm and Java are."
    return ""


def check_html(pages: Mapping[str, str]) -> list[str]:
    """Let the W3C's checker judge whole HTML documents. Skips the test where the checker cannot be had.

    Arguments:
        pages: the documents by name; an address makes a good name.

    Returns:
        a line for each error or warning: the page's name, the place and the message. Empty when all is well.

    Raises:
        RuntimeError: when the checker itself fails.
    """
    if reason := checker_is_missing():
        missing(reason)
    if not pages:
        return []
    with tempfile.TemporaryDirectory(prefix="html-") as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            file = Path(folder).resolve() / f"{number}.html"
            file.write_text(html, encoding="utf-8")
            names[file] = name
        command = ["java", "-Xss2m", "-jar", str(JAR), "--format", "json", "--stdout", "--exit-zero-always"]
        done = subprocess.run([*command, *map(str, names)], capture_output=True, text=True, check=False)
    try:
        messages = json.loads(done.stdout)["messages"]
    except (ValueError, KeyError):
        raise RuntimeError(f"The HTML checker failed: {(done.stderr or done.stdout).strip()[-1000:]}") from None
    return [_line(message, names) for message in messages if _matters(message)]


def assert_valid_html(pages: Mapping[str, str]) -> None:
    """Fail the test when the W3C's checker finds an error or has a warning; argument as for `check_html`."""
    if lines := check_html(pages):
        pytest.fail(f"The HTML checker has {len(lines)} messages:\n" + "\n".join(lines), pytrace=False)


def _matters(message: dict[str, str]) -> bool:
    """Tell an error or a warning from a mere remark."""
    return message["type"] != "info" or message.get("subType") == "warning"


def _line(message: dict[str, str], names: Mapping[Path, str]) -> str:
    """Return a checker's message as one line under the page's own name."""
    name = names.get(Path(unquote(urlsplit(message.get("url", "")).path)), "?")
    extract = re.sub(r"\s+", " ", message.get("extract", "")).strip()
    place = f"{message.get('lastLine', '?')}:{message.get('lastColumn', '?')}"
    return f"{name}, {place}: {message['message']}" + (f"  [{extract}]" if extract else "")
