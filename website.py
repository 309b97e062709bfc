"""Makes the folder ``site/`` importable as the package ``website``.

Python's standard library has already imported a module called ``site``, so ``site.settings`` cannot work. This module
stands in for the package: its ``__path__`` is the folder, so ``website.settings.dev``, ``website.urls`` and
``website.wsgi`` import from any working directory that has this file on its path.
"""

import os
from pathlib import Path

from dotenv import load_dotenv

ROOT = Path(__file__).resolve().parent
__path__ = [str(ROOT / "site")]


def read_environment() -> None:
    """Add the variables of the file ``.env``, where there is one, to the environment; what is set already stays.

    Whatever starts Django calls it first, since ``.env`` may say which settings to use. ``ENV_FILE`` names another
    file. The tests read none: they have to give the same result on every machine.
    """
    if os.environ.get("DJANGO_SETTINGS_MODULE") != "website.settings.test":
        load_dotenv(os.environ.get("ENV_FILE") or ROOT / ".env")
