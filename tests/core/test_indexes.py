import pytest
from django.core.management import call_command
from django.db import connection
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
def test_making_them_again_changes_nothing():
    make_page_indexes(using=connection.alias)
    assert page_indexes() == MADE
