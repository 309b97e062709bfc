"""The commands behind the Makefile: what is installed again when, and what is said when something cannot be had."""

import os
import subprocess
from pathlib import Path

import pytest

from scripts import environment, setup_tests
from tests.helpers import chromium

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def installs(monkeypatch, tmp_path):
    """A project of its own, in which pip installs nothing; the list of lock files that were installed."""
    (tmp_path / ".venv").mkdir()
    for name in environment.LOCK_FILES.values():
        (tmp_path / name).write_text(f"first {name}")
    done = []

    def call(command, **options):
        done.append(os.path.basename(command[-1]))
        return 0

    monkeypatch.setattr(environment, "ROOT", str(tmp_path))
    monkeypatch.setattr(environment, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(environment, "venv_works", lambda: True)
    monkeypatch.setattr(environment.subprocess, "call", call)
    return done


def test_what_is_installed_is_not_installed_again(installs):
    for purpose in ("run", "run", "dev", "dev", "run", "dev"):
        environment.main(purpose)
    assert installs == ["requirements.txt", "requirements-dev.txt"]


def test_another_branch_cannot_leave_packages_of_two_states(installs, tmp_path):
    environment.main("dev")
    # Another branch with other releases, and back again.
    for text in ("other", "first"):
        for name in environment.LOCK_FILES.values():
            (tmp_path / name).write_text(f"{text} {name}")
        environment.main("run" if text == "other" else "dev")
    assert installs == ["requirements-dev.txt", "requirements.txt", "requirements-dev.txt"]


def test_an_install_that_fails_leaves_no_stamp(installs, monkeypatch, tmp_path):
    environment.main("dev")
    (tmp_path / "requirements.txt").write_text("other")
    monkeypatch.setattr(environment.subprocess, "call", lambda command: 1)
    with pytest.raises(SystemExit, match="could not be installed"):
        environment.main("run")
    assert not environment.is_installed("run")
    assert not environment.is_installed("dev")


def test_the_lock_file_for_development_has_all_that_the_site_runs_on():
    def pins(name):
        lines = (ROOT / name).read_text().splitlines()
        return {line.split()[0] for line in lines if "==" in line and not line.startswith(("#", " "))}

    assert len(pins("requirements.txt")) > 20
    assert pins("requirements.txt") <= pins("requirements-dev.txt")


class FakePlaywright:
    """Stands for Playwright: Chromiums at the given paths start, all others do not."""

    def __init__(self, own, starting):
        self.chromium = self
        self.executable_path = str(own)
        self.starting = starting

    def launch(self, executable_path, args):
        if executable_path not in self.starting:
            raise chromium.Error("BrowserType.launch: closed\n - chrome: error while loading shared libraries: libX.so")
        return self

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine with nothing but what a test puts on it."""
    monkeypatch.delenv("CHROMIUM_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    own, starting = tmp_path / "own", []
    monkeypatch.setattr(setup_tests, "sync_playwright", lambda: FakePlaywright(own, starting))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    for name in ("apt-get", "chromium"):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(0o755)
    return own, starting


def test_playwrights_chromium_comes_in_where_the_systems_fails(machine, monkeypatch):
    own, starting = machine

    def run(command):
        if command[0] == "apt-get":
            raise setup_tests.Unavailable("apt-get failed")
        own.touch()
        starting.append(str(own))

    monkeypatch.setattr(setup_tests, "_run", run)
    assert setup_tests.ensure_chromium() == str(own)
    assert os.environ["CHROMIUM_PATH"] == str(own)


def test_a_chromium_that_does_not_start_is_none(machine, monkeypatch):
    own, _ = machine
    monkeypatch.setattr(setup_tests, "_run", lambda command: own.touch())
    with pytest.raises(setup_tests.Unavailable, match="error while loading shared libraries") as reason:
        setup_tests.ensure_chromium()
    assert "\n" not in str(reason.value)


def test_an_old_python_is_refused_in_one_line(tmp_path):
    old = tmp_path / "old-python"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit 0\nexit 1\n')
    old.chmod(0o755)
    # Whatever else this machine lacks is not installed by a test.
    for name in ("java", "npm", "make", "apt-get"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 0\n")
        (tmp_path / name).chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHON": str(old)}
    done = subprocess.run([ROOT / ".ci" / "run"], env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith(f"! Python 3.11 or newer is needed; {old} is: Python 3.9.2.")
