"""What a test does about a program that the machine does not have."""

import os
from typing import NoReturn

import pytest


def on_ci() -> bool:
    """Tell whether this is a run that must leave nothing out: the variable CI is ``true``."""
    return os.environ.get("CI") == "true"


def missing(what: str) -> NoReturn:
    """Skip the current test with one line of reason; on CI, fail it instead.

    Arguments:
        what: the thing that cannot be had, and how to get it.
    """
    if on_ci():
        pytest.fail(what, pytrace=False)
    pytest.skip(what)
