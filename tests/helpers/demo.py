"""The site with its demo content, served by a process of its own for tests that come through HTTP.

The content is loaded once for a test run into an SQLite file and a media folder; each server gets a copy of
both, so what one test does is not seen by another. Browser tests find them in ``tests/browser/conftest.py``.
The tests of the fixture ``demo`` in ``tests/conftest.py`` work on copies of it, too.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.helpers.once import ROOT, environment_of


@dataclass(frozen=True)
class DemoSite:
    """A served copy of the demo: its address, and ways to look behind it."""

    url: str
    folder: Path

    def manage(self, *arguments: str) -> str:
        """Run a management command on this copy and return what it printed.

        Raises:
            subprocess.CalledProcessError: when the command fails.
        """
        return _manage(self.folder, arguments)

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows that a SELECT finds in this copy's database."""
        with closing(sqlite3.connect(f"file:{self.folder / 'db.sqlite3'}?mode=ro", uri=True)) as connection:
            return connection.execute(sql, parameters).fetchall()


def _environment(folder: Path) -> dict[str, str]:
    """Return the variables of a process that works on the copy in a folder."""
    return environment_of(folder) | {"DEMO_FOLDER": str(folder)}


def _manage(folder: Path, arguments: Sequence[str]) -> str:
    """Run a management command on the copy in a folder, in a process of its own; return what it printed."""
    return _run(_environment(folder), "manage", *arguments)


def _run(environment: dict[str, str], *arguments: str) -> str:
    """Run `main` with arguments in a process of its own; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.demo", *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def load_demo(migrated: Path, folder: Path) -> None:
    """Load the demo content into a copy of a migrated SQLite database.

    Arguments:
        migrated: the folder of the migrated database.
        folder: where the database and the media go; exists and is empty.
    """
    shutil.copy(migrated / "db.sqlite3", folder)
    load_demo_into("", folder)


def load_demo_into(database_url: str, folder: Path) -> None:
    """Load the demo content, with its pictures cut to the sizes that its pages show: that takes longer than all else.

    Arguments:
        database_url: a migrated database; empty means the SQLite file in the folder.
        folder: where the media go; exists.
    """
    (folder / "media").mkdir()
    environment = _environment(folder)
    _run(environment | {"DATABASE_URL": database_url or environment["DATABASE_URL"]}, "load")


@contextmanager
def served_copy(loaded: Path, folder: Path) -> Iterator[DemoSite]:
    """Serve a copy of the loaded demo for the length of a ``with`` block.

    Arguments:
        loaded: the folder that `load_demo` filled.
        folder: where the copy goes; must not exist yet.

    Raises:
        RuntimeError: when the server does not start.
    """
    shutil.copytree(loaded, folder)
    command = [sys.executable, "-m", "tests.helpers.demo", "serve"]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            command,
            env=_environment(folder),
            cwd=ROOT,
            stdin=subprocess.PIPE,  # Closing it, or our end, stops the server.
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert server.stdin
    assert server.stdout
    try:
        if not (url := server.stdout.readline().strip()):
            raise RuntimeError(f"The demo server did not start:\n{(folder / 'server.log').read_text()}")
        yield DemoSite(url, folder)
    finally:
        server.stdin.close()
        server.wait()
        server.stdout.close()


def _serve() -> None:
    """Serve the copy that the environment names on a free port, print the address, stop when input ends."""
    import threading

    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application
    from wagtail.models import Site
    from whitenoise import WhiteNoise

    application = WhiteNoise(StaticFilesHandler(get_wsgi_application()), autorefresh=True)
    application.add_files(os.environ["DEMO_FOLDER"] + "/media", prefix="media/")
    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.daemon_threads = True
    server.set_app(application)
    port = server.server_address[1]
    Site.objects.update(hostname="127.0.0.1", port=port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{port}", flush=True)
    sys.stdin.read()


def _load() -> None:
    """Load the demo, and keep of a visit to all its pages nothing but the pictures that were cut for it."""
    from django.core.management import call_command
    from django.db import transaction
    from django.test import Client
    from wagtail.models import Page

    from core.models import SiteImage

    call_command("load_demo", verbosity=0)
    renditions = SiteImage.get_rendition_model().objects
    with transaction.atomic():
        visitor = Client(headers={"host": "localhost"})
        listed = re.findall("<loc>https?://[^/<]+([^<]*)</loc>", visitor.get("/sitemap.xml").content.decode())
        for address in {*listed, *(page.url for page in Page.objects.live().public().filter(depth__gt=1))}:
            visitor.get(address)
        made = list(renditions.all())
        transaction.set_rollback(True)
    renditions.bulk_create(made)


def main() -> None:
    """Be the process that works on a copy: load the demo, run a management command, or serve."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.MEDIA_ROOT = os.environ["DEMO_FOLDER"] + "/media"
    django.setup()
    if sys.argv[1] == "load":
        _load()
    elif sys.argv[1] == "serve":
        _serve()
    else:
        call_command(*sys.argv[2:])


if __name__ == "__main__":
    main()
