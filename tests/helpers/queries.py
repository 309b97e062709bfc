"""How many queries a piece of code makes, and which."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from django.test.utils import CaptureQueriesContext

SHOWN_CHARACTERS = 300


def count_queries(using: str = DEFAULT_DB_ALIAS) -> CaptureQueriesContext:
    """Return a context manager that records queries; ``len()`` of it is their number so far.

    Arguments:
        using: the alias of the database.
    """
    return CaptureQueriesContext(connections[using])


@contextmanager
def assert_max_queries(limit: int, using: str = DEFAULT_DB_ALIAS) -> Iterator[CaptureQueriesContext]:
    """Fail the test when the ``with`` block makes more queries than allowed, and list them.

    Arguments:
        limit: the most queries the block may make.
        using: the alias of the database.

    Yields:
        what `count_queries` returns.
    """
    with count_queries(using) as captured:
        yield captured
    if len(captured) > limit:
        statements = [query["sql"] for query in captured.captured_queries]
        pytest.fail(f"{len(statements)} queries, at most {limit} allowed:\n{listing(statements)}", pytrace=False)


def listing(statements: list[str]) -> str:
    """Return SQL statements as numbered lines, cut to a readable length; repeated ones are marked as such."""
    times = Counter(statements)
    return "\n".join(
        f"{number:3}. {f'[{times[sql]} times] ' if times[sql] > 1 else ''}{_shortened(sql)}"
        for number, sql in enumerate(statements, start=1)
    )


def _shortened(sql: str) -> str:
    """Return a statement without its middle: 40 names of columns say less than tables and conditions."""
    half = SHOWN_CHARACTERS // 2
    return sql if len(sql) <= SHOWN_CHARACTERS else f"{sql[:half]} … {sql[-half:]}"
