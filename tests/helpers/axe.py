"""Accessibility findings of a page as it stands in the browser, by axe-core."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def axe_findings(page: Page, within: str | None = None) -> list[dict[str, Any]]:
    """Run every rule of axe-core, best practices included, on the page as it is now.

    The rules run as a script in the page, so its browser context needs JavaScript.

    Arguments:
        page: the open page, in the state to be judged (scheme, width, errors shown).
        within: a CSS selector, to judge only a part of the page.

    Returns:
        axe-core's violations; empty when there are none.

    Raises:
        ValueError: when the page has no JavaScript.
    """
    if page.evaluate("matchMedia('(scripting: none)').matches"):
        raise ValueError("axe cannot run in a page without JavaScript: its promises would never be kept.")
    # A fade that is half done has half the contrast.
    page.evaluate("Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => {})))")
    response: dict[str, Any] = Axe().run(page, context=within, options={"resultTypes": ["violations"]}).response
    return response["violations"]


def described(findings: list[dict[str, Any]]) -> str:
    """Return axe-core's violations as text: the rule, then each element with what is wrong about it."""
    lines = []
    for finding in findings:
        lines.append(f"{finding['id']} ({finding['impact']}): {finding['help']}")
        for node in finding["nodes"]:
            lines.append(f"    {' '.join(str(part) for part in node['target'])}")
            lines.append(f"        {node['html'][:200]}")
            lines += [f"        {line.strip()}" for line in node["failureSummary"].splitlines()]
    return "\n".join(lines)


def assert_no_axe_findings(page: Page, within: str | None = None) -> None:
    """Fail the test when axe-core has anything to say about the page; arguments as for `axe_findings`."""
    if findings := axe_findings(page, within):
        pytest.fail(f"axe: {len(findings)} findings at {page.url}\n{described(findings)}", pytrace=False)
