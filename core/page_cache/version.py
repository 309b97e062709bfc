"""Which version of what readers see is current: one number in the database, which every process watches.

A process asks for it at most every half second, and only while readers come. Whoever changes what readers see raises it
once the change is committed. So a page that was kept is out of date for half a second and the time of a query.
"""

import logging
import threading
import time
from typing import Any

from django.db import DatabaseError, InterfaceError, transaction
from django.utils.autoreload import file_changed
from wagtail.models import Site

from core.models.content_version import ContentVersion
from core.page_cache.store import Store

logger = logging.getLogger(__name__)

ASK_EVERY = 0.5
# A database that does not answer is not asked by every reader.
ASK_AGAIN_AFTER = 5.0
# Bytes a process: some hundreds of articles. An address with a query has a place of its own: anybody can write many of
# them, and would otherwise push out the pages that readers ask for.
STORE = Store(24 * 1024 * 1024)
QUERY_STORE = Store(8 * 1024 * 1024)


class _Known:
    """What this process knows of the number."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self.number: int | None = None
        self.ask_at = 0.0


class _Pending(threading.local):
    """Whether the number still has to be raised for what this thread has changed."""

    waits = False


_known, _pending = _Known(), _Pending()


def current() -> int | None:
    """Return the number as it was at most half a second ago; None while it was never to be had.

    A new number empties the stores. While the database does not answer, the last number holds: readers are served what
    is kept, until that is too old.
    """
    now = time.monotonic()
    # One thread asks; the others go on with what is known.
    if now < _known.ask_at or not _known.lock.acquire(blocking=_known.number is None):
        return _known.number
    try:
        if now >= _known.ask_at:
            _ask(now)
        return _known.number
    finally:
        _known.lock.release()


def clear() -> None:
    """Let every process forget what it kept, once the transaction around this is committed.

    Call it where a change reaches readers by a way that sends no signals, such as ``QuerySet.update()``. Called many
    times in one transaction it writes once. When it cannot be written, pages are late by up to a minute, no more.
    """
    _pending.waits = True
    transaction.on_commit(_raise, robust=True)


def forget(**kwargs: Any) -> None:
    """Forget what this process has kept and knows."""
    STORE.renew(None)
    QUERY_STORE.renew(None)
    _known.forget()


def _ask(now: float) -> None:
    try:
        number = ContentVersion.current()
    except (DatabaseError, InterfaceError) as error:
        logger.warning("The database does not say whether kept pages are current: %s", type(error).__name__)
        # From now: it may have taken seconds to find out.
        _known.ask_at = time.monotonic() + ASK_AGAIN_AFTER
        return
    if number != _known.number:
        STORE.renew(number)
        QUERY_STORE.renew(number)
        _forget_site_roots()
    _known.number, _known.ask_at = number, now + ASK_EVERY


def _forget_site_roots() -> None:
    # Wagtail keeps them for an hour in Django's cache, which may be each process's own.
    try:
        Site.clear_site_root_paths_cache()
    except Exception as error:  # Each cache has errors of its own, and none of them may keep a reader out.
        logger.warning("The cache does not answer: %s", type(error).__name__)


def _raise() -> None:
    if _pending.waits:
        _pending.waits = False
        ContentVersion.raise_number()
        # Whoever changed something looks at it next, often in this process.
        _known.ask_at = 0.0


# While one works on templates, pages show them at once.
file_changed.connect(forget, dispatch_uid="forget_kept_pages")
