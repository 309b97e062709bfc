"""`make run` starts three processes, and they end together."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.run import commands

ROOT = Path(__file__).resolve().parents[1]

# Runs two commands that say who they are and wait; the first ends after a while when asked to.
TWO = """
import sys
from scripts.run import run
# Each line in one piece: both write to the same place.
say = "import os, sys, time; os.write(1, b'%d' % os.getpid() + bytes([10])); "
wait = say + "time.sleep(60)"
end = say + "sys.stdin.read(); sys.exit(3)"
sys.exit(run({"The first": [sys.executable, "-c", end], "The second": [sys.executable, "-c", wait]}))
"""


@pytest.fixture
def runner():
    process = subprocess.Popen(
        [sys.executable, "-c", TWO],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def are_gone(pids):
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_stops_it_stops_all_of_it(runner, number):
    pids = [int(runner.stdout.readline()) for _ in range(2)]
    runner.send_signal(number)
    assert runner.wait(20) == 0
    are_gone(pids)


def test_when_one_ends_the_others_end_too_and_it_is_named(runner):
    pids = [int(runner.stdout.readline()) for _ in range(2)]
    runner.stdin.close()
    runner.stdin = None
    assert runner.wait(20) == 1
    assert "! The first has ended, so everything stops." in runner.stderr.read()
    are_gone(pids)


def test_it_starts_the_site_the_worker_and_the_clock():
    assert [command[2] for command in commands("8001").values()] == ["runserver", "db_worker", "housekeeping"]
