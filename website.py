"""Makes the folder ``site/`` importable as the package ``website``.

Python's standard library has already imported a module called ``site``, so ``site.settings`` cannot work. This module
stands in for the package: its ``__path__`` is the folder, so ``website.settings.dev``, ``website.urls`` and
``website.wsgi`` import from any working directory that has this file on its path.
"""

from pathlib import Path

__path__ = [str(Path(__file__).resolve().parent / "site")]
