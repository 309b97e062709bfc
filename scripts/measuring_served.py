"""Measures what a page that is kept takes from the web server: CPU of the server's processes, and answers a second.

Reads the CPU time of processes from ``/proc``, so it works on Linux.
"""

import http.client
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from scripts.soak import free_port

REQUESTS = 4000
# So many readers ask at once, each over a connection that stays open, as a proxy in front keeps them.
READERS = 4
PATIENCE = 30


@dataclass(frozen=True)
class Served:
    """What an answer takes: milliseconds of CPU in the server, and how many come in a second."""

    milliseconds: float
    a_second: float


def measure(address: str, host: str) -> Served:
    """Serve with one worker, ask for ``address`` until it is kept, then measure.

    Raises:
        RuntimeError: when the server does not start, or does not answer with the page.
    """
    port = free_port()
    granian = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "website.wsgi:application"]
    command = [*granian, "--workers", "1", "--host", "127.0.0.1", "--port", str(port), "--log-level", "error"]
    server = subprocess.Popen(command, env={**os.environ, "PAGE_CACHE": "true"}, start_new_session=True)
    try:
        _wait(port)
        _ask(port, address, host, 10)
        before, started = _cpu(server.pid), time.monotonic()
        with ThreadPoolExecutor(READERS) as readers:
            list(readers.map(lambda _: _ask(port, address, host, REQUESTS // READERS), range(READERS)))
        took, cpu = time.monotonic() - started, _cpu(server.pid) - before
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
    return Served(cpu / REQUESTS * 1000, REQUESTS / took)


def _wait(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            _ask(port, "/healthz", "localhost", 1)
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("granian does not answer.")


def _ask(port: int, address: str, host: str, times: int) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    for _ in range(times):
        line.request("GET", address, headers={"Host": host, "X-Forwarded-Proto": "https"})
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{address} answers {answer.status}.")
    line.close()


def _cpu(session: int) -> float:
    """Return the seconds of CPU that the processes of a session have used."""
    total = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name of the program, in parentheses, may hold spaces.
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        # Counted from the state, which is field 3 of proc(5).
        if int(fields[3]) == session:
            total += sum(int(ticks) for ticks in fields[11:15])
    return total / os.sysconf("SC_CLK_TCK")
