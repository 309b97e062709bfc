import pytest
from django.db import DatabaseError, InterfaceError
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db


def test_healthz_answers_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_healthz_answers_a_probe_that_knows_no_host_name(client, settings):
    settings.ALLOWED_HOSTS = ["www.example.org"]
    assert client.get("/healthz", headers={"host": "10.0.0.7"}).status_code == 200


def test_readyz_answers_when_the_database_has_every_migration(client):
    assert client.get("/readyz").content == b"ready\n"


def test_readyz_says_that_migrations_wait(client, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: [("blog", False)])
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"migrations\n")


@pytest.mark.parametrize("error", [DatabaseError, InterfaceError])
def test_readyz_says_that_the_database_is_away_and_not_why(client, monkeypatch, error):
    def fail(self, connection):
        raise error("password=secret")

    monkeypatch.setattr(MigrationExecutor, "__init__", fail)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"database\n")
