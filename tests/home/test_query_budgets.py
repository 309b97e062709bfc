"""How many queries each kind of list takes, uncached: no more than 12, and the same with few and with many articles."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.factories.blog import (
    ArticleAuthorFactory,
    ArticleListPageFactory,
    ArticlePageFactory,
    MedicalReviewFactory,
    PeoplePageFactory,
    PersonPageFactory,
    TopicFactory,
)
from tests.factories.core import SiteImageFactory
from tests.factories.home import site_with_home
from tests.factories.offers import GuidePageFactory
from tests.helpers.queries import assert_max_queries, count_queries

# What docs/architecture.md promises for every public page.
BUDGET = 12


class Library:
    """A site with an article list, two people and one topic; ``add`` puts more articles into it."""

    def __init__(self):
        self.home = site_with_home()
        self.list = ArticleListPageFactory(parent=self.home)
        self.people = PeoplePageFactory(parent=self.home)
        self.author = PersonPageFactory(parent=self.people, slug="author", image=SiteImageFactory())
        self.reviewer = PersonPageFactory(parent=self.people, slug="reviewer", is_reviewer=True)
        self.topic = TopicFactory(slug="fibre", image=SiteImageFactory())
        guide = GuidePageFactory(parent=self.home, image=SiteImageFactory())
        featured = self.add(1)[0]
        self.home.body = [
            {"type": "featured", "value": {"article": featured.pk}},
            {"type": "latest", "value": {"title": "New", "intro": "", "count": 6}},
            {"type": "topics", "value": {"title": "Topics", "intro": ""}},
            {"type": "people", "value": {"title": "People", "intro": ""}},
            {"type": "guide_band", "value": {"page": guide.pk, "title": "", "text": ""}},
        ]
        self.home.save()

    def add(self, number):
        made = []
        for _ in range(number):
            article = ArticlePageFactory(parent=self.list, topic=self.topic, image=SiteImageFactory())
            article.more_topics.add(TopicFactory())
            article.save()
            ArticleAuthorFactory(article=article, person=self.author)
            MedicalReviewFactory(article=article, reviewer=self.reviewer)
            made.append(article)
        return made


ADDRESSES = {
    "home": "/",
    "list": "/articles/",
    "the second page of the list": "/articles/?page=2",
    "the list by title": "/articles/?sort=title",
    "the list by update": "/articles/?sort=updated",
    "topic": "/articles/topics/fibre/",
    "feed": "/articles/feed/",
    "feed of a topic": "/articles/topics/fibre/feed/",
    "search": "/search/?q=article",
    "sitemap": "/sitemap.xml",
    "author": "/people/author/",
    "reviewer": "/people/reviewer/",
    "people": "/people/",
}


@pytest.fixture(scope="module")
def library(django_db_setup, django_db_blocker):
    """A library of 26 articles that knows how many queries each address took when it had twelve.

    It is made once for all tests of the module; each rolls back what it adds.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        library = Library()
        library.add(11)
        library.few = {address: len(queries_of(Client(), address)) for address in ADDRESSES.values()}
        library.add(14)
        with django_db_blocker.block():
            yield library
        transaction.set_rollback(True)


def queries_of(client, address):
    cache.clear()
    # The first visit makes the pictures' renditions.
    assert client.get(address).status_code == 200
    with count_queries() as queries:
        client.get(address)
    return queries


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES.keys())
def test_it_keeps_the_budget_and_more_articles_cost_no_more(db, client, library, address):
    assert client.get(address).status_code == 200
    with assert_max_queries(BUDGET) as queries:
        client.get(address)
    assert len(queries) <= library.few[address] <= BUDGET


def test_a_person_who_writes_and_reviews_keeps_the_budget(db, client, library):
    for article in library.add(3):
        MedicalReviewFactory(article=article, reviewer=library.author)
    client.get("/people/author/")
    with assert_max_queries(BUDGET):
        page = client.get("/people/author/").content.decode()
    assert "Written" in page and "Reviewed" in page
