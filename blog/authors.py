"""Keeps the people whom articles name as their authors."""

from django.db.models import ProtectedError, QuerySet

from blog.models import ArticlePage, PersonPage


def keep_authors(sender, instance: PersonPage, origin=None, **kwargs) -> None:
    """Refuse to delete somebody whom an article names as an author. Receives Django's ``pre_delete``.

    A foreign key cannot say it: a draft that names somebody who is gone must still open, and for that modelcluster
    asks for a key that cascades.

    Raises:
        ProtectedError: with the articles, except those that are deleted together with the person.
    """
    written = ArticlePage.objects.filter(article_authors__person=instance)
    if isinstance(origin, QuerySet):
        written = written.exclude(pk__in=origin.order_by().values("pk"))
    if articles := set(written):
        raise ProtectedError(f"{instance} is named as an author.", articles)
