"""What takes long to make and is made once for a test run, by whichever worker needs it first."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def made_once(shared: Path, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that was made once; the other workers wait while one makes it.

    Arguments:
        shared: a folder that all workers of this run see.
        name: the name of the folder in it.
        make: fills the folder, which exists and is empty.
    """
    folder = shared / name
    complete = shared / f"{name}.complete"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not complete.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            make(folder)
            complete.touch()
    return folder


def environment_of(folder: Path) -> dict[str, str]:
    """Return the variables of a process that works on the SQLite database in a folder."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "website.settings.test",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
    }


def make_migrated_database(folder: Path) -> None:
    """Put an SQLite database with all migrations applied into a folder.

    A process of its own does it: this one is about to work on another database.

    Raises:
        RuntimeError: when a migration fails.
    """
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        env=environment_of(folder),
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        raise RuntimeError(f"manage.py migrate failed:\n{done.stdout}{done.stderr}")
