"""Indexes on Wagtail's table of pages for what every request asks, so that it takes no longer with many pages.

Wagtail has none for the address of a page, nor for the newest live pages of a kind. They are not in a migration of
ours: Wagtail's own migrations may build the table anew on SQLite, and what they do not know would be gone. So they
are looked after whenever migrations have run.
"""

from django.db import connections
from wagtail.models import Page


def make_page_indexes(using: str, **kwargs) -> None:
    """Make the indexes that are missing. For the signal ``post_migrate``.

    Arguments:
        using: the alias of the database.
    """
    connection = connections[using]
    table = Page._meta.db_table
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return
        there = connection.introspection.get_constraints(cursor, table)
        # PostgreSQL refuses even IF NOT EXISTS while pages that the same transaction wrote are still to be checked.
        for name, what in _indexes(connection.vendor).items():
            if name not in there:
                cursor.execute(f"CREATE INDEX {name} ON {table} {what}")


def _indexes(vendor: str) -> dict[str, str]:
    # An address has no greatest length, but an entry of PostgreSQL's usual index has.
    return {
        "core_page_address": "USING hash (url_path)" if vendor == "postgresql" else "(url_path)",
        "core_page_newest": "(content_type_id, first_published_at DESC, id DESC, path, depth) WHERE live",
    }
