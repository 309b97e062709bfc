"""Pages that are kept, in tests: they are off unless a test asks for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.models import ContentVersion
from core.page_cache import version
from tests.helpers.queries import count_queries


def switch_on(settings: Any, monkeypatch: Any) -> None:
    """Let sites of this test keep pages, and begin with none.

    Whether they are current is asked once, and again after `ask_again`: however slow the machine is.
    """
    settings.PAGE_CACHE = True
    monkeypatch.setattr(version, "ASK_EVERY", float("inf"))
    monkeypatch.setattr(version, "ASK_AGAIN_AFTER", float("inf"))
    version.forget()


def ask_again() -> None:
    """Let the next reader find out whether kept pages are current."""
    version._known.ask_at = 0.0


def asked(client: Any, address: str, **more: Any) -> tuple[Any, int]:
    """Return the answer to a reader, and how many queries it took."""
    with count_queries() as captured:
        response = client.get(address, **more)
    return response, len(captured)


@contextmanager
def seen_by_readers(on_commit: Any) -> Iterator[list[bool]]:
    """Run what waits for the commit; the list then holds whether pages that were kept are out of date.

    Arguments:
        on_commit: the fixture ``django_capture_on_commit_callbacks``.
    """
    before = ContentVersion.current()
    changed: list[bool] = []
    with on_commit(execute=True):
        yield changed
    changed.append(ContentVersion.current() != before)
