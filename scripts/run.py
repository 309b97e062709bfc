"""Runs the site for development: web server, worker and clock, each in a process of its own. The Makefile calls it.

All three end together: on Ctrl+C, and when one of them ends by itself.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from types import FrameType

MANAGE = [sys.executable, "manage.py"]
# How long each may take to finish what it is doing.
PATIENCE = 10


class Stop(Exception):
    """Somebody asked us to end."""


def commands(port: str) -> dict[str, list[str]]:
    """Return what to run, by what it is called."""
    return {
        "The web server": [*MANAGE, "runserver", f"127.0.0.1:{port}"],
        "The worker": [*MANAGE, "db_worker"],
        "The clock": [*MANAGE, "housekeeping", "--loop"],
    }


def run(wanted: dict[str, list[str]]) -> int:
    """Run the commands until one of them ends or somebody asks us to; return 0 only in the second case."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in wanted.items():
            # A session of its own: Ctrl+C reaches us alone, and its children are stopped together with it.
            running[name] = subprocess.Popen(command, start_new_session=True)
        while all(process.poll() is None for process in running.values()):
            time.sleep(0.2)
        ended = next(name for name, process in running.items() if process.poll() is not None)
        print(f"! {ended} has ended, so everything stops. The lines above say why.", file=sys.stderr, flush=True)
        return 1
    except Stop:
        return 0
    finally:
        _end(list(running.values()))


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    # A second Ctrl+C must not leave any of them behind.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        _signal(process, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, deadline - time.monotonic()))
        _signal(process, signal.SIGKILL)
        process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


if __name__ == "__main__":
    sys.exit(run(commands(sys.argv[1])))
