"""What one process changes, readers of another see: each keeps pages of its own."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client

from blog.comments import steps
from blog.models import ArticlePage, Comment, CommentDecision
from core.models import SiteSettings
from core.page_cache import version
from offers.models import TrialPage
from offers.requests import stock
from tests.factories.blog import ArticleListPageFactory, CommentFactory, PublishableArticleFactory
from tests.factories.core import UserFactory
from tests.factories.home import site_with_home
from tests.factories.offers import TrialPageFactory
from tests.helpers.kept import asked

pytestmark = pytest.mark.django_db(transaction=True)
# Long enough for the slowest machine: what is asked is whether it comes, not when.
PATIENCE = 30


class OtherProcess:
    """A process of the web server: it gets addresses and answers with the page and the number of queries."""

    def __init__(self, line: Connection):
        self.line = line

    def get(self, address: str) -> tuple[str, int]:
        """Return the page that a reader gets there, and how many queries it took."""
        self.line.send(address)
        return self.line.recv()

    def keeps(self, address: str) -> str:
        """Return the page once it has come without the database."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            text, queries = self.get(address)
            if not queries:
                return text
        raise AssertionError(f"{address} is not kept.")

    def comes_to(self, address: str, words: str, *, shown: bool = True) -> bool:
        """Wait until the page has the words, or has them no more; tell whether that came."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if (words in self.get(address)[0]) is shown:
                return True
            time.sleep(0.05)
        return False


@contextmanager
def other_process() -> Iterator[OtherProcess]:
    """Start one with a memory and a connection of its own."""
    connections.close_all()
    ours, theirs = Pipe()
    child = os.fork()
    if not child:
        # Whatever happens here, the tests must not run on in two processes.
        try:
            ours.close()
            serve(theirs)
        finally:
            os._exit(0)
    theirs.close()
    try:
        yield OtherProcess(ours)
    finally:
        ours.close()
        os.waitpid(child, 0)


def serve(line: Connection) -> None:
    settings.PAGE_CACHE = True
    version.forget()
    cache.clear()
    client = Client(raise_request_exception=False)
    with suppress(EOFError):
        while address := line.recv():
            response, queries = asked(client, address)
            line.send((response.content.decode(), queries))
    connection.close()


def test_a_change_reaches_the_readers_of_another_process():
    home = site_with_home()
    article = PublishableArticleFactory(parent=ArticleListPageFactory(parent=home), title="Fibre and gout")
    trial = TrialPageFactory(parent=home, supply__stock=1)
    comment = CommentFactory(article=article, state=Comment.State.WAITING, text="It helped my father.", counted=False)
    moderator, listed = UserFactory(), article.get_parent().url
    with other_process() as readers:
        assert "Fibre and gout" in readers.keeps(article.url)
        assert "It helped my father." not in readers.keeps(article.url)

        steps.decide(comment, CommentDecision.Kind.APPROVED, by=moderator)
        assert readers.comes_to(article.url, "It helped my father.")
        assert "It helped my father." in readers.keeps(article.url)

        steps.decide(comment, CommentDecision.Kind.SPAM, by=moderator)
        assert readers.comes_to(article.url, "It helped my father.", shown=False)

        readers.keeps(listed)
        draft = ArticlePage.objects.get(pk=article.pk)
        draft.title = "Fibre and arthritis"
        draft.save_revision().publish()
        # On its own page, and where it is listed.
        assert readers.comes_to(article.url, "Fibre and arthritis")
        assert readers.comes_to(listed, "Fibre and arthritis")

        readers.keeps(article.url)
        frame = SiteSettings.for_default_site()
        frame.site_name = "Another name"
        frame.save()
        assert readers.comes_to(article.url, "Another name")

        readers.keeps(trial.url)
        assert stock.take_one(TrialPage.objects.get(pk=trial.pk))
        assert readers.comes_to(trial.url, "All samples are taken.")

        readers.keeps(article.url)
        ArticlePage.objects.get(pk=article.pk).unpublish()
        assert readers.comes_to(article.url, "Fibre and arthritis", shown=False)
