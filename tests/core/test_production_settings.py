"""Production settings refuse to start while they are unsafe, in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = "q8Zr1vT0yLw5Xe2Ns7Ua9Ib4Oc6Pd3Hf-mJgKkRtVxBnQzWsEaYu"


def started(tmp_path, *command, **variables):
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "website.settings.production",
        "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": "www.example.org",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        **variables,
    }
    environment = {name: value for name, value in environment.items() if value is not None}
    command = command or ("manage.py", "check")
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True)


def test_safe_settings_start(tmp_path):
    result = started(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "development-only-and-refused-by-the-production-settings"}, "SECRET_KEY is a default"),
        ({"SECRET_KEY": "django-insecure-" + SECRET}, "SECRET_KEY is a default"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is too short or too simple"),
        ({"DEBUG": "true"}, "DEBUG is on"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS is not set"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS has a wildcard"),
        ({"ALLOWED_HOSTS": "www.example.org,*.example.org"}, "ALLOWED_HOSTS has a wildcard"),
    ],
)
def test_an_unsafe_setting_stops_the_start_with_one_clear_line(tmp_path, variables, line):
    result = started(tmp_path, **variables)
    assert result.returncode != 0
    assert sum(line in printed for printed in result.stderr.splitlines()) == 1


def test_every_fault_is_named_at_once(tmp_path):
    result = started(tmp_path, SECRET_KEY=None, ALLOWED_HOSTS=None, DEBUG="1")
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "DEBUG"):
        assert f"- {name}" in result.stderr
