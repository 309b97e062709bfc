"""Fixtures and rules for all tests."""

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tests.helpers.demo import load_demo, load_demo_into
from tests.helpers.once import made_once, make_migrated_database
from tests.postgres import copy_database, drop_database

COMMITTING_FIXTURES = {"live_server", "transactional_db"}
DATABASE_FIXTURES = {"db", "django_db_setup", *COMMITTING_FIXTURES}
DEMO_DATABASE = "website_tests_demo"
BROWSER_TESTS = Path(__file__).parent / "browser"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what nobody should have to remember to mark.

    What stands in tests/browser is a browser test. A test that commits empties the database when it is done,
    so each of them starts by putting back what the migrations made: the root page, the locale, the groups.
    What touches no database runs on the first one only: it is the same on the second. So does what is marked so.
    """
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker("browser")
        marker = item.get_closest_marker("django_db")
        arguments = dict(marker.kwargs) if marker else {}
        if arguments.get("transaction") or COMMITTING_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            arguments |= {"transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**arguments), append=False)
    if is_on_postgresql():
        elsewhere = [item for item in items if not _differs_by_database(item)]
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if _differs_by_database(item)]


def is_on_postgresql() -> bool:
    """Return whether this run is on PostgreSQL; else it is on SQLite."""
    return bool(settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql")


def _differs_by_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_database"):
        return False
    fixtures = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db"))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return a folder of this run that all its workers see."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def migrated_folder(shared_folder: Path) -> Path:
    """Return the folder of an SQLite database that has only what the migrations make; nobody writes into it."""
    return made_once(shared_folder, "migrated", make_migrated_database)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Keep pytest-django from replacing the SQLite file that `django_db_modify_db_settings` puts in place."""
    return not is_on_postgresql()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_keepdb: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Start from a migrated database, so that not every worker migrates one of its own.

    A file rather than memory also lets threads have connections of their own, as they have on a server.
    """
    test_settings = settings.DATABASES["default"]["TEST"]
    if django_db_keepdb:
        migrated: Path = request.getfixturevalue("migrated_folder")
        test_settings["NAME"] = str(tmp_path_factory.mktemp("database") / "db.sqlite3")
        shutil.copy(migrated / "db.sqlite3", test_settings["NAME"])
    elif template := os.environ.get("TEST_DATABASE_TEMPLATE"):
        test_settings["TEMPLATE"] = template


@pytest.fixture(scope="session", autouse=True)
def media_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that uploads of this run go to; it is gone some runs later."""
    folder = tmp_path_factory.mktemp("media")
    settings.MEDIA_ROOT = str(folder)
    return folder


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Start every test with an empty cache: rate limits and cached pages do not reach the next test."""
    cache.clear()
    yield


@pytest.fixture
def at_once(transactional_db: None) -> Callable[[Iterable[Callable]], list]:
    """Return a function that calls each of others in a thread of its own, all at once, and returns what they did."""

    def call(functions: Iterable[Callable]) -> list:
        functions = list(functions)
        barrier = threading.Barrier(len(functions))
        results = []

        def run(function: Callable) -> None:
            try:
                barrier.wait(timeout=30)
                results.append(function())
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=[function]) for function in functions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(results) == len(functions)
        return results

    return call


@pytest.fixture(scope="session")
def demo_folder(shared_folder: Path, migrated_folder: Path) -> Path:
    """Return the demo as an SQLite database and media, which all workers of this run share; nobody writes into it."""
    return made_once(shared_folder, "demo", lambda folder: load_demo(migrated_folder, folder))


@pytest.fixture(scope="session")
def demo_database(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    shared_folder: Path,
    media_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Put the demo's media among those of this worker; yield the name of a database of its own with the content."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        folder: Path = request.getfixturevalue("demo_folder")
        name = str(shutil.copy(folder / "db.sqlite3", tmp_path_factory.mktemp("demo-database")))
    else:
        url = os.environ["DATABASE_URL"]
        connection.close()

        def load(folder: Path) -> None:
            load_demo_into(copy_database(url, DEMO_DATABASE, name), folder)

        folder = made_once(shared_folder, "demo-on-postgresql", load)
        copy_database(url, f"{name}_demo", DEMO_DATABASE)
        name = f"{name}_demo"
    shutil.copytree(folder / "media", media_folder, dirs_exist_ok=True)
    yield name
    if connection.vendor != "sqlite":
        drop_database(url, name)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Throw away the database that the workers copied their demo from; they have ended."""
    if is_on_postgresql() and not hasattr(session.config, "workerinput"):
        drop_database(os.environ["DATABASE_URL"], DEMO_DATABASE)


@pytest.fixture(scope="module")
def demo(demo_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give the tests of a module a database with the demo content; each test still rolls back what it does.

    Every later test of the module sees the content, so such tests have a module of their own:
    ``pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]``. Not for tests that commit.
    """
    usual = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = demo_database
        # Where the site begins, as the last test before this module left it. Other fixtures of the module come before
        # the one that empties the cache for each test.
        cache.clear()
        # What other fixtures of the module add is gone after it, too.
        with transaction.atomic():
            with django_db_blocker.block():
                yield
            transaction.set_rollback(True)
        connection.close()
        connection.settings_dict["NAME"] = usual
