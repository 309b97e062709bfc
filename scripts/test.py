"""Runs everything that has to pass: the checks of the code, then the tests on SQLite and on PostgreSQL.

``make test`` calls it; ``python -m scripts.test --checks`` stops after the checks. A failing step does not
keep the others from running. The last line counts what passed and failed, the tests and the checks together.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from environs import Env

from scripts import setup_tests
from tests.helpers.needs import on_ci
from tests.postgres import DATABASE, NoPostgres, throwaway_server

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "test-results"
IN_MEMORY = "sqlite://:memory:"
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as run; run(['--no-logo'])"

CHECKS = {
    "mypy": ["-m", "mypy"],
    "ruff check": ["-m", "ruff", "check", "--output-format=concise"],
    "ruff format": ["-m", "ruff", "format", "--check", "--output-format=concise"],
    "import contracts": ["-c", LINT_IMPORTS],
    "djlint": ["-m", "djlint", "--lint", "--quiet", "templates"],
    "manage.py check": ["manage.py", "check", "--fail-level=WARNING"],
    "migrations are complete": ["manage.py", "makemigrations", "--check", "--dry-run"],
}


@dataclass
class Outcome:
    """What became of one step: how long it took, and how many tests passed, failed and were skipped."""

    name: str
    ok: bool
    seconds: float
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    note: str = ""

    def line(self) -> str:
        """Return the outcome as a line of the summary."""
        word = "skipped" if self.ok and self.note else "ok" if self.ok else "FAILED"
        return f"  {word:8} {self.name:28} {self.seconds:6.1f} s  {self.note}".rstrip()


def environment(**variables: str) -> dict[str, str]:
    """Return the variables of a step: ours, the test settings, SQLite in memory unless told otherwise."""
    defaults = {"DJANGO_SETTINGS_MODULE": "website.settings.test", "DATABASE_URL": IN_MEMORY}
    return os.environ | defaults | variables


def header(text: str) -> None:
    """Print the line that separates a step's output from the one before."""
    print(f"\n== {text}", flush=True)


def run_check(name: str) -> tuple[Outcome, str]:
    """Run one of the CHECKS and return its outcome with what it printed."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, *CHECKS[name]],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    ok = done.returncode == 0
    return Outcome(name, ok, time.monotonic() - started, passed=int(ok), failed=int(not ok)), done.stdout.strip()


def run_checks() -> list[Outcome]:
    """Run all CHECKS, two at a time, and print the output of those that fail."""
    header("Checks")
    outcomes = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for outcome, output in pool.map(run_check, CHECKS):
            print(outcome.line(), flush=True)
            if not outcome.ok:
                print(output, flush=True)
            outcomes.append(outcome)
    return outcomes


def run_tests(
    name: str, database_url: str, arguments: Sequence[str] = (), tracer: Sequence[str] = (), **variables: str
) -> Outcome:
    """Run pytest on a database, show its output as it comes, and return the counts from its report.

    Arguments:
        name: the step's name.
        database_url: the database, as ``DATABASE_URL`` wants it.
        arguments: more arguments for pytest.
        tracer: what Python runs pytest under: arguments before ``-m pytest``.
        variables: more variables for pytest's environment.
    """
    header(name)
    RESULTS.mkdir(exist_ok=True)
    report = RESULTS / f"{name.split()[-1].lower()}.xml"
    report.unlink(missing_ok=True)
    # As many workers as processors: "auto" would count cores only.
    command = [sys.executable, *tracer, "-m", "pytest", "-n", "logical", f"--junit-xml={report}"]
    started = time.monotonic()
    variables["DATABASE_URL"] = database_url
    code = subprocess.call([*command, *arguments], cwd=ROOT, env=environment(**variables))
    outcome = Outcome(name, code == 0, time.monotonic() - started)
    try:
        suites = list(ElementTree.parse(report).iter("testsuite"))
    except (OSError, ElementTree.ParseError):
        suites = []
    for suite in suites:
        counts = {key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")}
        outcome.failed += counts["failures"] + counts["errors"]
        outcome.skipped += counts["skipped"]
        outcome.passed += counts["tests"] - counts["failures"] - counts["errors"] - counts["skipped"]
    if code and not outcome.failed:
        outcome.failed = 1
        outcome.note = f"pytest ended with {code}"
    return outcome


def run_postgres_tests() -> Outcome:
    """Run the tests, without those in the browser, on PostgreSQL, where that can be had."""
    name = "Tests on PostgreSQL"
    try:
        with throwaway_server() as url:
            # Without measuring what it covers: SQLite's run has told it.
            arguments = ["-m", "not browser"]
            if "TEST_DATABASE_URL" in os.environ:
                return run_tests(name, url, arguments)
            # The server's own database is ours to migrate, and each worker starts from a copy of it.
            command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
            subprocess.run(command, cwd=ROOT, env=environment(DATABASE_URL=url), check=False)
            return run_tests(name, url, arguments, TEST_DATABASE_TEMPLATE=DATABASE)
    except NoPostgres as reason:
        header(name)
        print(reason, flush=True)
        return Outcome(name, not on_ci(), 0, failed=int(on_ci()), note=str(reason).partition("\n")[0])


def summary(outcomes: list[Outcome]) -> int:
    """Print a line for each step and the line that counts; return the exit code."""
    header("Summary")
    for outcome in outcomes:
        print(outcome.line())
    passed, failed, skipped = (
        sum(getattr(outcome, kind) for outcome in outcomes) for kind in ("passed", "failed", "skipped")
    )
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return int(not all(outcome.ok for outcome in outcomes))


def main() -> int:
    """Run the steps; return 1 when one of them failed."""
    env = Env()
    env.read_env(ROOT / ".env", recurse=False)
    if given := env.str("TEST_DATABASE_URL", default=""):
        os.environ["TEST_DATABASE_URL"] = given
    parser = argparse.ArgumentParser(prog="python -m scripts.test", description=__doc__)
    parser.add_argument("--checks", action="store_true", help="leave out the tests")
    if parser.parse_args().checks:
        return summary(run_checks())
    header("What the tests need")
    started = time.monotonic()
    code = setup_tests.main()
    outcomes = [Outcome("what the tests need", code == 0, time.monotonic() - started, failed=code)]
    outcomes += run_checks()
    coverage = RESULTS / "coverage.txt"
    coverage.unlink(missing_ok=True)
    # It rewrites the code it watches and so costs next to nothing; what Python's tracing watches takes twice as long.
    outcomes.append(run_tests("Tests on SQLite", IN_MEMORY, tracer=["-m", "slipcover", f"--out={coverage}"]))
    outcomes.append(run_postgres_tests())
    header("Coverage")
    print(coverage.read_text() if coverage.exists() else "It was not measured.")
    return summary(outcomes)


if __name__ == "__main__":
    sys.exit(main())
