"""What has to be done as time passes. Each app adds its steps; `manage.py housekeeping` takes them."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection, transaction

from core.locks import only_one
from core.models import RetentionReport

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """One thing to do.

    Arguments:
        name: what the command prints; the same each time.
        do: does it, safe to run again, and returns how many times, or None.
        deletes: whether it deletes what was promised to be deleted: reported, and tried by a dry run. Such a step works
            on the database alone.
    """

    name: str
    do: Callable[[], int | None]
    deletes: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a step: in words, and whether it failed."""

    name: str
    words: str
    failed: bool = False


_steps: dict[str, Step] = {}


def add_step(name: str, do: Callable[[], int | None], *, deletes: bool = False) -> None:
    """Let housekeeping take this step, after those added before it. Call it when the apps are ready."""
    _steps[name] = Step(name, do, deletes)


def every_step() -> list[Step]:
    """Return the steps, in the order in which they are taken."""
    return list(_steps.values())


def take(step: Step) -> Outcome:
    """Take ``step`` unless another process is at it. It may fail: each step promises something to somebody else."""
    try:
        with only_one(f"housekeeping {step.name}") as mine:
            if not mine:
                return Outcome(step.name, "being done elsewhere")
            count = step.do()
            if step.deletes and count:
                RetentionReport.objects.create(step=step.name, count=count)
    except Exception:
        logger.exception("Housekeeping: this step failed: %s", step.name)
        # A connection that was lost is not used again: the next step gets a new one.
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        return Outcome(step.name, "failed", failed=True)
    return Outcome(step.name, "done" if count is None else str(count))


def would_delete() -> list[tuple[Step, int]]:
    """Return each step that deletes, with how many records it would delete now. Nothing is changed.

    The steps are taken, one after the other as in a real run, in a transaction that is rolled back at the end.
    """
    with transaction.atomic():
        counts = [(step, step.do() or 0) for step in every_step() if step.deletes]
        transaction.set_rollback(True)
    return counts


def publish_scheduled() -> None:
    """Publish the pages that are due, and take down those whose time is over."""
    call_command("publish_scheduled")
