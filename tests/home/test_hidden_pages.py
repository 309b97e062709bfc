"""What not everybody may read shows nowhere: each way to hide a page, in each place that lists pages."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.factories.blog import (
    ArticleAuthorFactory,
    ArticleListPageFactory,
    ArticlePageFactory,
    CorrectionFactory,
    MedicalReviewFactory,
    TopicFactory,
    person,
)
from tests.factories.core import SiteImageFactory
from tests.factories.home import StandardPageFactory

# Stands in the title and in all other words of the article that is hidden, and nowhere else.
WORD = "zanzibar"


def change(article, **fields):
    type(article).objects.filter(pk=article.pk).update(**fields)


def restrict(article, kind, group=None):
    restriction = PageViewRestriction.objects.create(page=article, restriction_type=kind)
    if group:
        restriction.groups.add(group)


YESTERDAY, TOMORROW = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
HIDE = {
    "a draft that never was public": lambda article: change(article, live=False, first_published_at=None),
    "unpublished": lambda article: article.unpublish(),
    "expired": lambda article: change(article, live=False, expired=True, expire_at=YESTERDAY),
    "scheduled": lambda article: change(article, live=False, first_published_at=None, go_live_at=TOMORROW),
    "for people who are signed in": lambda article: restrict(article, PageViewRestriction.LOGIN),
    "for a group": lambda article: restrict(article, PageViewRestriction.GROUPS, Group.objects.first()),
}
PLACES = {
    "home": "/",
    "list": "/articles/",
    "list by update": "/articles/?sort=updated",
    "topic": "/articles/topics/spices/",
    "related and before": "/articles/cloves/",
    "author": "/people/rosa/",
    "reviewer": "/people/ingrid/",
    "corrections": "/corrections/",
    "feed": "/articles/feed/",
    "feed of the topic": "/articles/topics/spices/feed/",
    "feed of corrections": "/corrections/feed/",
    "sitemap": "/sitemap.xml",
    "search": "/search/?q=island",
    "suggestions": f"/search/suggest/?q={WORD[:4]}",
    "page not found": f"/old/{WORD}/",
}


@pytest.fixture
def hidden(home):
    """An article that is in every place of the site, each of which shows it while it is public."""
    articles = ArticleListPageFactory(parent=home)
    topic = TopicFactory(slug="spices")
    rosa, ingrid = person(title="Rosa", slug="rosa"), person(title="Ingrid", slug="ingrid", is_reviewer=True)
    article = ArticlePageFactory(
        parent=articles, title=f"An island called {WORD}", slug=WORD, summary=WORD, topic=topic,
        image=SiteImageFactory(title=WORD, description=WORD), first_published_at=YESTERDAY,
    )  # fmt: skip
    ArticleAuthorFactory(article=article, person=rosa)
    MedicalReviewFactory(article=article, reviewer=ingrid)
    CorrectionFactory(article=article, was=WORD)
    chosen = [{"type": "related_articles", "value": [article.pk]}]
    cloves = ArticlePageFactory(parent=articles, title="Cloves", slug="cloves", topic=topic, body=chosen)
    ArticleAuthorFactory(article=cloves, person=rosa)
    cloves.read_next = [("article", article)]
    cloves.save(clean=False)
    StandardPageFactory(parent=home, slug="corrections", body=[{"type": "corrections_log", "value": None}])
    home.body = [
        {"type": "featured", "value": {"article": article.pk}},
        {"type": "latest", "value": {"title": "New", "intro": "", "count": 6}},
        {"type": "topics", "value": {"title": "Topics", "intro": ""}},
        {"type": "people", "value": {"title": "People", "intro": ""}},
    ]
    home.save()
    return article


def places_that_name_it(client):
    # What was looked for stands on the page that says that it is not there.
    texts = {place: client.get(address).content.decode().lower() for place, address in PLACES.items()}
    texts["page not found"] = texts["page not found"].replace(f"/old/{WORD}/", "")
    return {place for place, text in texts.items() if WORD in text}


def test_while_everybody_may_read_it_an_article_is_in_every_place(client, hidden):
    assert places_that_name_it(client) == PLACES.keys()


@pytest.mark.parametrize("way", HIDE)
def test_what_not_everybody_may_read_is_in_no_place_not_even_for_machines(client, hidden, way):
    HIDE[way](hidden)
    assert places_that_name_it(client) == set()


def test_a_person_is_public_or_not_published_so_no_article_leads_to_a_locked_page(admin_client, hidden):
    privacy = admin_client.get(f"/admin/pages/{hidden.authors[0].pk}/privacy/").content.decode()
    assert "restriction_type" not in privacy
