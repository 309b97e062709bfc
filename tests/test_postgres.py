"""The throwaway PostgreSQL server: it starts, serves an empty database and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from tests import postgres


@pytest.fixture(autouse=True)
def no_given_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start our own server even when the run uses a given one."""
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)


@pytest.fixture(params=["system", "wheel"])
def source(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the test with each kind of binaries that this machine has."""
    monkeypatch.setenv("TEST_POSTGRES", request.param)
    try:
        postgres.find_binaries()
    except postgres.NoPostgres:
        pytest.skip(f"no PostgreSQL binaries here: {request.param}")
    return str(request.param)


def folder_of(url: str) -> Path:
    """Return the folder of the server that an address leads to."""
    return Path(unquote(urlsplit(url).netloc.partition("@")[2]))


def wait_until_gone(folder: Path) -> bool:
    """Tell whether a folder disappears within ten seconds."""
    until = time.monotonic() + 10
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.05)
    return not folder.exists()


def test_serves_an_empty_utf8_database_and_then_is_gone(source: str) -> None:
    with postgres.throwaway_server() as url:
        with psycopg.connect(url) as connection:
            assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
            assert connection.execute("SELECT count(*) FROM pg_stat_user_tables").fetchone() == (0,)
        assert folder_of(url).stat().st_mode & 0o777 == 0o700
    assert not folder_of(url).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_is_gone_after_an_error_in_the_block(source: str) -> None:
    with pytest.raises(ZeroDivisionError), postgres.throwaway_server() as url:
        _ = 1 / 0
    assert not folder_of(url).exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_is_gone_after_we_are_ended(source: str, number: int) -> None:
    command = [sys.executable, "-m", "tests.postgres", "sh", "-c", "echo $DATABASE_URL; exec sleep 60"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout
        folder = folder_of(process.stdout.readline().strip())
        assert folder.exists()
        process.send_signal(number)
        process.wait(timeout=20)
        assert wait_until_gone(folder)
        if number == signal.SIGKILL:
            os.killpg(process.pid, signal.SIGTERM)  # the command, which nobody could tell
        else:
            assert process.returncode == 128 + number


def test_passes_on_the_command_and_its_exit_code(capfd: pytest.CaptureFixture[str]) -> None:
    assert postgres.run_with_server(["sh", "-c", "echo to $DATABASE_URL; exit 7"]) == 7
    assert "to postgresql://postgres@" in capfd.readouterr().out


def test_uses_the_given_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://somewhere/else")
    with postgres.throwaway_server() as url:
        assert url == "postgresql://somewhere/else"


@pytest.mark.parametrize(("ci", "code", "word"), [("", 0, "skipped"), ("true", 1, "FAILED")])
def test_without_binaries_only_ci_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, code: int, word: str
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("TEST_POSTGRES", "neither")
    monkeypatch.setattr(sys, "argv", ["postgres", "true"])
    assert postgres.main() == code
    said = capsys.readouterr().err
    assert said.startswith(f"{word}: no PostgreSQL")
    assert said.count("\n") == 1
