import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from core.indexes import make_page_indexes

MADE = {"core_page_address", "core_page_newest"}


def page_indexes():
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, Page._meta.db_table).keys() & MADE


@pytest.mark.django_db
def test_pages_are_found_by_their_address_and_by_their_day_through_indexes():
    assert page_indexes() == MADE


@pytest.mark.django_db
def test_an_index_that_a_migration_dropped_comes_back_with_the_next():
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX core_page_newest")
    call_command("migrate", verbosity=0)
    assert page_indexes() == MADE


@pytest.mark.django_db
def test_nothing_is_made_twice_even_while_pages_are_being_written():
    Page.objects.get(depth=1).add_child(instance=Page(title="One more", slug="one-more"))
    with CaptureQueriesContext(connection) as queries:
        make_page_indexes(using=connection.alias)
    assert not [query for query in queries if "CREATE" in query["sql"]]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a table of few rows whole.")
def test_the_page_at_an_address_and_the_newest_pages_are_read_from_them():
    at_address = Page.objects.filter(url_path__in=["/one/", "/two/"]).order_by()
    newest = Page.objects.filter(content_type__in=[1], live=True).order_by("-first_published_at", "-pk")
    assert "core_page_address" in at_address.explain()
    assert "core_page_newest" in newest.values("pk")[:3].explain()
