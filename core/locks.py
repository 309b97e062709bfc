"""Work that one process at a time may do, however many of them run, on one machine or on several."""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.utils.text import slugify

from core.tokens import fingerprint


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """Hold the lock called ``name``; yield whether it was free.

    It does not wait: whoever gets False leaves the work to the one who has the lock. It is freed at the end, and by
    the operating system or PostgreSQL when the process dies. On PostgreSQL it is an advisory lock of the database
    session, which holds between machines; a connection pooler must not share sessions between clients. On SQLite,
    which is one machine's, it is a file next to the database.
    """
    with _session_lock(name) if connection.vendor == "postgresql" else _file_lock(name) as mine:
        yield mine


@contextmanager
def _session_lock(name: str) -> Iterator[bool]:
    key = int(fingerprint(name, purpose="lock")[:16], 16) - 2**63
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        [mine] = cursor.fetchone()
    try:
        yield mine
    finally:
        # A connection that was lost took the lock with it, and after a database error inside a transaction nothing
        # can be asked: then it goes with the connection.
        if mine and connection.connection is not None and not connection.needs_rollback and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


@contextmanager
def _file_lock(name: str) -> Iterator[bool]:
    database = Path(str(connection.settings_dict["NAME"]))
    # One in memory is no other process's; it has no folder.
    folder = database.parent if database.is_file() else Path(tempfile.gettempdir())
    lock = folder / f"{database.name}-{slugify(name)}.lock"
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
