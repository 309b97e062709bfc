"""Kills the site while readers send forms, and counts what became of them: ``make soak``.

It serves the demo with the production settings from a database of its own: a web server with two processes, a worker, a
clock, and a mail server that takes everything. Readers fill in the forms for the guide and the sample, some of them
twice; whoever gets no answer sends the form again, as people do. All the while one of the three is killed and started
again. In the end everybody who was shown the thank-you page must be stored exactly once and have their mail.

SQLite in a temporary folder, or the empty database that DATABASE_URL names:
``python -m tests.postgres python -m scripts.soak``.
"""

import argparse
import logging
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from scripts.soak_readers import HOST, Outcome, Postbox, Reader

READERS = 12
# How long the queue may take to empty once nobody kills anything any more.
LAST_MAILS = 90


def environment(folder: Path, mail_port: int) -> dict[str, str]:
    """Return the variables with which the production settings start."""
    return {
        "DJANGO_SETTINGS_MODULE": "website.settings.production",
        "ENV_FILE": os.devnull,
        "DEBUG": "false",
        "DEMO_MODE": "true",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": HOST,
        "BASE_URL": f"https://{HOST}",
        "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{folder / 'db.sqlite3'}",
        "DEFAULT_FROM_EMAIL": "soak@example.org",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        # So that each reader comes from an address of their own, and none is one too many.
        "TRUSTED_PROXIES": "1",
    }


def prepare() -> dict[str, str]:
    """Make the database and the demo; return the paths of the forms, by kind. Stops at a database that is in use."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    if connection.introspection.table_names():
        sys.exit("! DATABASE_URL names a database that is in use. Give an empty one.")
    # Packing takes most of a minute, and nobody here asks for a file.
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
        "css",
        "html",
        "ico",
        "js",
        "json",
        "map",
        "md",
        "mjs",
        "svg",
        "txt",
    ]
    for command in ("migrate", "load_demo"):
        call_command(command, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from offers.models import GuidePage, TrialPage

    kinds: dict[str, Any] = {"guide": GuidePage, "trial": TrialPage}
    return {kind: model.objects.live().first().url for kind, model in kinds.items()}


class Process:
    """A part of the site that is killed now and then."""

    def __init__(self, command: list[str], log: Path):
        self.command = command
        self.log = log.open("ab")
        self.kills = 0
        self.start()

    def start(self) -> None:
        """Start it, in a session of its own, so that its children can be killed with it."""
        self.process = subprocess.Popen(self.command, start_new_session=True, stdout=self.log, stderr=self.log)

    def kill(self) -> None:
        """Kill it and its children, without a chance to clean up."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        """Kill it for good."""
        self.kill()
        self.log.close()


@contextmanager
def site(folder: Path, port: int) -> Iterator[dict[str, Process]]:
    """Run the web server, the worker and the clock."""
    manage = [sys.executable, "manage.py"]
    serve = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "website.wsgi:application"]
    processes = {
        "web": Process([*serve, "--workers", "2", "--host", "127.0.0.1", "--port", str(port)], folder / "web.log"),
        "worker": Process([*manage, "db_worker", "--no-startup-delay"], folder / "worker.log"),
        "clock": Process([*manage, "housekeeping", "--loop", "--every", "5"], folder / "clock.log"),
    }
    try:
        yield processes
    finally:
        for process in processes.values():
            process.end()


def kill_at_random(processes: dict[str, Process], stop: threading.Event) -> None:
    """Kill one of the processes every few seconds and start it again, until told to stop."""
    while not stop.wait(random.uniform(3, 9)):  # noqa: S311
        # The web server as often as the others together: it is what readers talk to.
        [process] = random.choices(list(processes.values()), weights=[2, 1, 1])  # noqa: S311
        process.kill()
        process.kills += 1
        process.start()


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def soak(folder: Path, seconds: float, submissions: int, postbox: Postbox) -> bool:
    """Let readers and killers at it; print the counts, and return whether nothing was lost."""
    print("> Making the database and the demo", flush=True)
    forms = prepare()
    port = free_port()
    outcome = Outcome()
    with site(folder, port) as processes:
        stop = threading.Event()
        killer = threading.Thread(target=kill_at_random, args=(processes, stop))
        print(f"> Up to {submissions} forms in up to {seconds:g} seconds, while processes are killed", flush=True)
        killer.start()
        until = time.monotonic() + seconds
        numbers = iter(range(submissions))
        lock = threading.Lock()

        def keep_sending() -> None:
            while time.monotonic() < until:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                kind = "guide" if number % 2 else "trial"
                Reader(number, kind, forms[kind], port).take_part(outcome)

        try:
            with ThreadPoolExecutor(READERS) as readers:
                for running in [readers.submit(keep_sending) for _ in range(READERS)]:
                    running.result()
        finally:
            stop.set()
            killer.join()
        print("> Waiting for the last mails", flush=True)
        wait_for_mail(outcome, postbox)
        kills = ", ".join(f"{name} {process.kills}" for name, process in processes.items())
    return report(outcome, postbox, kills)


def wait_for_mail(outcome: Outcome, postbox: Postbox) -> None:
    """Wait until no mail waits any more and everybody who was thanked has theirs, or it takes too long."""
    from post_office.models import STATUS, Email

    until = time.monotonic() + LAST_MAILS
    while time.monotonic() < until:
        waiting = Email.objects.filter(status__in=[STATUS.queued, STATUS.requeued]).exists()
        if not waiting and outcome.thanked <= postbox.readers:
            return
        time.sleep(0.5)


def report(outcome: Outcome, postbox: Postbox, kills: str) -> bool:
    """Print what became of the forms; return whether everybody who was thanked is stored once and has their mail."""
    from offers.models import GuideRequest, TrialRequest

    stored = Counter(
        email.lower()
        for model in (GuideRequest, TrialRequest)
        for email in model.objects.values_list("email", flat=True)
    )
    mails = Counter(reader for reader, _ in postbox.received)
    lost = sorted(reader for reader in outcome.thanked if not stored[reader] or reader not in mails)
    doubled = sorted(reader for reader, count in stored.items() if count > 1)
    lines = {
        "killed": kills,
        "forms sent": f"{outcome.sent}, {outcome.again} of them twice",
        "shown a thank-you": str(len(outcome.thanked)),
        "stored": str(len(stored)),
        "mailed": str(len(mails)),
        "stored twice": str(len(doubled)),
        "two mails of their own": str(sum(count > 1 for count in mails.values())),
        "the same mail twice": str(sum(count > 1 for count in postbox.received.values())),
        "lost": str(len(lost)),
    }
    for name, words in lines.items():
        print(f"{name:<24}{words}")
    for reason, count in outcome.refused.items():
        print(f"{'no thank-you':<24}{count} × {reason}")
    for reader in [*lost, *doubled]:
        print(f"! {reader}: stored {stored[reader]}, mails {mails[reader]}")
    if not outcome.thanked:
        print("! Nobody was shown a thank-you, so this says nothing.")
    return bool(outcome.thanked) and not lost and not doubled


def main() -> int:
    """Run it; return 1 when something was lost or stored twice."""
    parser = argparse.ArgumentParser(prog="python -m scripts.soak", description="Kill the site while forms are sent.")
    parser.add_argument("--seconds", type=float, default=60, help="for how long forms are sent (60)")
    parser.add_argument("--submissions", type=int, default=200, help="how many forms at most (200)")
    arguments = parser.parse_args()
    from aiosmtpd.controller import Controller

    # Set up by Django later on, with a line for each word that mail servers say to each other.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        postbox = Postbox()
        server = Controller(postbox, hostname="127.0.0.1", port=free_port())
        server.start()
        try:
            os.environ.update(environment(Path(name), server.port))
            ok = soak(Path(name), arguments.seconds, arguments.submissions, postbox)
        finally:
            server.stop()
    return int(not ok)


if __name__ == "__main__":
    sys.exit(main())
