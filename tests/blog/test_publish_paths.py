"""Each publish rule against each way to publish: the page does not go live, and the editor is told why and how."""

import json
import re
from collections.abc import Callable

import pytest
from django.db import transaction
from django.urls import reverse

from blog.models import ArticlePage, Source
from blog.models.source import STUB
from tests.factories.blog import ArticleListPageFactory, PublishableArticleFactory, SourceFactory, cite, text
from tests.factories.core import SiteImageFactory
from tests.factories.home import site_with_home
from tests.factories.offers import PartnerFactory, ProductPageFactory
from tests.helpers.editor_form import editor_form
from tests.helpers.publishing import (
    Told,
    approve_in_the_editor,
    approve_on_the_dashboard,
    publish_as_scheduled,
    publish_by_code,
    publish_in_bulk,
    publish_in_the_editor,
    schedule_in_the_editor,
)

pytestmark = pytest.mark.django_db
WRITTEN_AT_ONCE = "written-at-once"


# What breaks each rule, and what the editor is told of it.


def no_title(article):
    article.title = ""


def no_summary(article):
    article.summary = " "


def no_topic(article):
    article.topic = None


def no_author(article):
    article.article_authors = []


def no_reviewer(article):
    article.reviewer = None


def reviews_oneself(article):
    article.reviewer = article.article_authors.first().person
    type(article.reviewer).objects.filter(pk=article.reviewer.pk).update(is_reviewer=True)


def no_citation(article):
    article.body = [text("<p>They live with you.</p>")]


def citation_of_nothing(article):
    article.body = [*article.body.get_prep_value(), text('<p>So.<a linktype="citation" id="99999">Gone 2001</a></p>')]


def stub_cited(article):
    source = SourceFactory(title=f"{STUB} 10.1000/1", doi="10.1000/1")
    article.body = [*article.body.get_prep_value(), text(f"<p>So.{cite(source)}</p>")]


def retracted_cited(article):
    source = SourceFactory(status=Source.Status.RETRACTED)
    article.body = [*article.body.get_prep_value(), text(f"<p>So.{cite(source)}</p>")]


def evidence_without_source(article):
    note = {
        "claim": "<p>One bacterium</p>",
        "certainty": "low",
        "who": "44 adults",
        "studied_in": ["people"],
        "kind": "A comparison",
        "limits": "Which came first",
        "sources": [],
    }
    article.body = [*article.body.get_prep_value(), {"type": "evidence", "value": note}]


def figure_without_alt(article):
    image = {"image": SiteImageFactory(title="Microbes").pk, "alt_text": "", "decorative": False}
    figure = {"image": image, "caption": "", "credit": "", "width": "text"}
    article.body = [*article.body.get_prep_value(), {"type": "figure", "value": figure}]


def lead_picture_without_description(article):
    article.image = SiteImageFactory(title="Microbes", description="")


def empty_heading(article):
    article.body = [*article.body.get_prep_value(), {"type": "heading", "value": ""}]


def partner_half_known(article):
    partner = PartnerFactory(relationship="")
    product = ProductPageFactory(parent=article.get_parent().get_parent(), partner=partner, live=False)
    type(product).objects.filter(pk=product.pk).update(live=True)
    band = {"page": product.pk, "title": "", "text": ""}
    article.body = [*article.body.get_prep_value(), {"type": "product_band", "value": band}]


BREACHES: dict[Callable, str] = {
    no_title: "no title|field is required|cannot be blank",
    no_summary: "There is no summary. Write one or two plain sentences.",
    no_topic: "No main topic is chosen. Choose the topic",
    no_author: "Nobody is named as the author. Add an author",
    no_reviewer: "No medical reviewer is chosen. Choose one",
    reviews_oneself: "is both an author and the medical reviewer. Choose a reviewer",
    no_citation: "The article cites no source. Put the cursor behind a claim",
    citation_of_nothing: "“Gone 2001” points at a source that no longer exists. Choose another",
    stub_cited: "has nothing but its number so far. Complete it",
    retracted_cited: "was retracted. Take it out",
    evidence_without_source: "Add at least one source: an evidence note says what a claim rests on",
    figure_without_alt: "has no alt text. Say in a few words|add some alt text",
    lead_picture_without_description: "“Microbes” has no description. Open it under Images",
    empty_heading: "Section heading, |Section heading is empty. Fill in|field is required",
    partner_half_known: "what readers must be told about it is incomplete: how we are tied to it. Open",
}


# The ways to publish. Each returns what the person who publishes is told.


def publish_a_new_page(client, article) -> Told:
    address = reverse("wagtailadmin_pages:add", args=["blog", "articlepage", article.get_parent().pk])
    article.slug = WRITTEN_AT_ONCE
    form = editor_form(article) | {"action-publish": "yes"}
    form = {name: value for name, value in form.items() if not re.fullmatch(r"article_authors-\d+-id", name)}
    form["article_authors-INITIAL_FORMS"] = 0
    return Told.by(client.post(address, form, follow=True))


def publish_by_the_api(client, article) -> Told:
    article.save_revision(clean=False)
    response = client.post(f"/admin/api/main/pages/{article.pk}/action/publish/")
    return Told(" ".join(json.loads(response.content).get("__all__", ())))


def publish_again(client, article) -> Told:
    """An article that was live before and was taken offline."""
    ArticlePage.objects.filter(pk=article.pk).update(live=True)
    ArticlePage.objects.get(pk=article.pk).unpublish()
    return publish_in_the_editor(client, article)


PATHS = (
    publish_in_the_editor,
    schedule_in_the_editor,
    publish_a_new_page,
    publish_as_scheduled,
    approve_on_the_dashboard,
    approve_in_the_editor,
    publish_in_bulk,
    publish_by_code,
    publish_by_the_api,
    publish_again,
)


@pytest.fixture
def client(admin_client):
    """Superusers are not exempt."""
    return admin_client


@pytest.fixture(scope="module")
def sound_article(django_db_setup, django_db_blocker):
    """The key of a draft that breaks no rule: making it costs as much as a test, so all tests here share it."""
    with django_db_blocker.unblock(), transaction.atomic():
        articles = ArticleListPageFactory(parent=site_with_home())
        article = PublishableArticleFactory(parent=articles, live=False)
        with django_db_blocker.block():
            yield article.pk
        transaction.set_rollback(True)


@pytest.fixture
def article(db, sound_article):
    """That draft, fresh for each test, which rolls back what it does to it."""
    return ArticlePage.objects.get(pk=sound_article)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
@pytest.mark.parametrize(
    "breach",
    # The ways to publish differ between databases, the rules do not.
    [
        pytest.param(breach, marks=[pytest.mark.one_database] if number else [])
        for number, breach in enumerate(BREACHES)
    ],
    ids=lambda breach: breach.__name__,
)
def test_what_breaks_a_rule_does_not_go_live_whichever_way_it_goes(client, article, breach, path):
    if breach is no_title and path in (approve_on_the_dashboard, approve_in_the_editor):
        pytest.skip("Wagtail stores no draft without a title and starts no workflow on one.")
    breach(article)
    told = path(client, article)
    assert not ArticlePage.objects.get(pk=article.pk).live
    assert re.search(BREACHES[breach], told.text)
    # Nothing has half happened.
    assert not ArticlePage.objects.filter(slug=WRITTEN_AT_ONCE).exists()
    assert not article.revisions.exclude(approved_go_live_at=None).exists()
    for state in article.workflow_states.all():
        assert (state.status, state.current_task_state.status) == ("in_progress", "in_progress")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_what_breaks_no_rule_goes_live(client, article, path):
    path(client, article)
    if path is schedule_in_the_editor:
        assert article.revisions.exclude(approved_go_live_at=None).exists()
    else:
        assert ArticlePage.objects.live().filter(slug__in=[article.slug, WRITTEN_AT_ONCE]).exists()
