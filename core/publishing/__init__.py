"""Publish rules: what stops a page from going live, and what is worth another look.

`rules` says what a rule is and runs them, `places` walks a page's blocks, `common` has the rules of every page,
`gate` holds every way to publish, and `views` and `checklist` tell the editor. An app registers rules of its own.
"""

from core.publishing.rules import (
    BLOCKING,
    WARNING,
    Finding,
    Level,
    Place,
    PublishRefused,
    Rule,
    check_publish,
    findings,
    register,
)

__all__ = [
    "BLOCKING",
    "WARNING",
    "Finding",
    "Level",
    "Place",
    "PublishRefused",
    "Rule",
    "check_publish",
    "findings",
    "register",
]
