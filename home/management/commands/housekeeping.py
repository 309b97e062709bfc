import logging
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections

from core.housekeeping import every_step, take, would_delete
from core.models import HousekeepingRun

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Do what is due: send waiting mail, publish what is scheduled, delete what was promised to be deleted."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--loop", action="store_true", help="Do it again and again, until stopped.")
        parser.add_argument("--every", type=float, default=60, metavar="SECONDS", help="With --loop: how often.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be deleted, and touch nothing.")

    def handle(self, *args: Any, loop: bool, every: float, dry_run: bool, **options: Any) -> None:
        if every <= 0:
            raise CommandError("--every needs a number of seconds above 0.")
        if dry_run:
            if loop:
                raise CommandError("--dry-run looks once: leave out --loop.")
            for step, count in would_delete():
                self.stdout.write(f"{step.name}: {count} would go.")
        elif loop:
            self._repeat(every)
        elif failed := self._take_steps():
            raise CommandError(f"These steps failed, the others are done: {', '.join(failed)}.")

    def _repeat(self, every: float) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            began = time.monotonic()
            close_old_connections()
            # What failed is logged, and tried again in the next round.
            self._take_steps(stop)
            stop.wait(max(0.0, every - (time.monotonic() - began)))

    def _take_steps(self, stop: threading.Event | None = None) -> list[str]:
        """Take the steps, those that are left when ``stop`` is set excepted; return the names of those that failed."""
        failed = []
        for step in every_step():
            if stop and stop.is_set():
                break
            outcome = take(step)
            if outcome.failed:
                failed.append(step.name)
            # In a loop only what was done: a line a minute for each step would hide it.
            elif not stop or outcome.words not in ("0", "done"):
                self.stdout.write(f"{step.name}: {outcome.words}.")
        self._note_run()
        return failed

    def _note_run(self) -> None:
        try:
            HousekeepingRun.note()
        except DatabaseError:
            # The steps said so before, and the next run notes itself.
            logger.exception("Housekeeping: the run could not be noted")
