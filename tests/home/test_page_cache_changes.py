"""What readers see is made anew once something of it has changed, and stays kept while nothing has."""

import pytest
from django.contrib.auth import user_logged_in
from django.core.management import call_command
from django.db import transaction
from django.test import RequestFactory
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, PageViewRestriction, Site

from blog.comments import steps
from blog.models import Comment, CommentCount, CommentDecision, Correction
from core import page_cache
from core.models import ContentVersion, SiteSettings
from core.page_cache import changes, version
from home.search.counting import count_search
from offers.models import OfferCount, TrialPage, TrialSupply
from offers.requests import stock
from tests.factories.blog import (
    ArticleListPageFactory,
    CommentFactory,
    CorrectionFactory,
    GlossaryTermFactory,
    MedicalReviewFactory,
    PublishableArticleFactory,
    SourceFactory,
    TopicFactory,
    person,
)
from tests.factories.core import MailFactory, SiteImageFactory, UserFactory
from tests.factories.home import StandardPageFactory, site_with_home
from tests.factories.offers import ConsentTextFactory, GuideRequestFactory, OutboundLinkFactory, TrialPageFactory
from tests.helpers.kept import seen_by_readers

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(db):
    return site_with_home()


@pytest.fixture
def article(home):
    return PublishableArticleFactory(parent=ArticleListPageFactory(parent=home))


@pytest.fixture
def trial(home):
    return TrialPageFactory(parent=home, supply__stock=3)


def test_somebody_has_said_of_every_model_whether_readers_see_it():
    assert not changes.undeclared(), "Declare it in `shown.py` of its app: is it on a page that readers see?"


def test_what_belongs_to_a_page_that_is_gone_can_still_be_deleted():
    assert changes.of_live_page("article")(Correction(article_id=10**6)) is False


def publish(article):
    article.save_revision().publish()


def change(record, **fields):
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()


PAGES = {
    "published": publish,
    "unpublished": lambda article: article.unpublish(),
    "moved": lambda article: article.move(article.get_parent().get_parent(), pos="last-child"),
    "sorted": lambda article: StandardPageFactory(parent=article.get_parent().get_parent()).move(
        article.get_parent(), pos="left"
    ),
    "deleted": lambda article: article.delete(),
    "given another address": lambda article: change(article, slug="elsewhere"),
    "restricted": lambda article: PageViewRestriction.objects.create(page=article, restriction_type="login"),
    "scheduled to go, and gone": lambda article: (
        change(article, expire_at=timezone.now()),
        call_command("publish_scheduled", verbosity=0),
    ),
    "corrected": lambda article: CorrectionFactory(article=article),
    "reviewed": lambda article: MedicalReviewFactory(article=article, reviewer=person()),
}
RECORDS = {
    "menu": lambda: change(SiteSettings.for_default_site(), site_name="Another name"),
    "site": lambda: change(Site.objects.get(), hostname="www.example.org"),
    "topic": TopicFactory,
    "glossary": GlossaryTermFactory,
    "source": lambda: change(SourceFactory(), title="Retracted: fibre"),
    "picture": lambda: change(SiteImageFactory(), description="Other words"),
    "picture taken away": lambda: SiteImageFactory().delete(),
    "redirect": lambda: Redirect.objects.create(old_path="/old", redirect_link="/new/"),
    "collection": lambda: Collection.get_first_root_node().add_child(name="Private"),
    "link of a partner": OutboundLinkFactory,
    "words of a consent": ConsentTextFactory,
    "name of a colleague": lambda: change(UserFactory(), first_name="Maya"),
}


@pytest.mark.parametrize("step", PAGES.values(), ids=PAGES)
def test_what_happens_to_a_page_is_seen(article, step, django_capture_on_commit_callbacks):
    with seen_by_readers(django_capture_on_commit_callbacks) as changed:
        step(article)
    assert changed == [True]


@pytest.mark.parametrize("step", RECORDS.values(), ids=RECORDS)
def test_what_stands_on_pages_is_seen(home, step, django_capture_on_commit_callbacks):
    with seen_by_readers(django_capture_on_commit_callbacks) as changed:
        step()
    assert changed == [True]


def test_work_that_readers_do_not_see_leaves_pages_kept(home, article, trial, django_capture_on_commit_callbacks):
    colleague, image = UserFactory(), SiteImageFactory()
    waiting = CommentFactory(article=article, state=Comment.State.WAITING, counted=False)
    shown = CommentFactory(article=article)
    draft = {"live": False, "parent": article.get_parent()}
    work = [
        lambda: article.save_revision(),
        lambda: PublishableArticleFactory(**draft, topic=article.topic, reviewer=article.reviewer, authors=[], body=[]),
        lambda: user_logged_in.send(type(colleague), request=RequestFactory().get("/"), user=colleague),
        lambda: image.get_rendition("fill-10x10"),
        MailFactory,
        GuideRequestFactory,
        lambda: OfferCount.add_one(trial.pk, OfferCount.Kind.VIEW),
        lambda: count_search("lentils"),
        lambda: call_command("housekeeping", verbosity=0),
        lambda: CommentFactory(article=article, state=Comment.State.UNCONFIRMED, counted=False),
        lambda: steps.decide(waiting, CommentDecision.Kind.SPAM, by=colleague),
        lambda: steps.report(shown, "Rude"),
        # Two of three are left.
        lambda: stock.take_one(trial),
    ]
    for number, step in enumerate(work):
        with seen_by_readers(django_capture_on_commit_callbacks) as changed:
            step()
        assert changed == [False], number


def test_each_step_of_a_comment_that_readers_see_is_seen(article, django_capture_on_commit_callbacks):
    colleague, Kind = UserFactory(), CommentDecision.Kind
    comment = CommentFactory(article=article, state=Comment.State.WAITING, counted=False)
    for step in (
        lambda: steps.decide(comment, Kind.APPROVED, by=colleague),
        lambda: steps.decide(comment, Kind.SPAM, by=colleague),
        lambda: steps.undo(comment, by=colleague),
        lambda: steps.decide(comment, Kind.REMOVED, by_writer=True),
        lambda: comment.delete(),
    ):
        with seen_by_readers(django_capture_on_commit_callbacks) as changed:
            step()
        assert changed == [True]
    assert CommentCount.objects.get(article=article).comments == 0


def test_readers_see_when_the_last_sample_goes_and_when_one_comes_back(trial, django_capture_on_commit_callbacks):
    # Three samples: nothing changes for readers until the last one goes.
    TrialSupply.objects.update(taken=2)
    for step, left in ((stock.take_one, 0), (stock.give_back, 1)):
        with seen_by_readers(django_capture_on_commit_callbacks) as changed:
            step(trial)
        assert changed == [True]
        assert TrialPage.objects.get().supply.left == left
    with seen_by_readers(django_capture_on_commit_callbacks) as changed:
        change(TrialSupply.objects.get(), takes_requests=False)
    assert changed == [True]


@pytest.mark.django_db(transaction=True)
def test_only_what_is_committed_counts_and_it_counts_once(monkeypatch):
    raised = []
    database = transaction.get_connection()
    monkeypatch.setattr(ContentVersion, "raise_number", lambda: raised.append(database.in_atomic_block))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        TopicFactory()
        raise ZeroDivisionError
    assert not raised
    with transaction.atomic():
        for _ in range(3):
            TopicFactory()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            TopicFactory()
            raise ZeroDivisionError
        assert not raised
    # Once, and when nobody waits for it any more.
    assert raised == [False]


@pytest.mark.django_db(transaction=True)
def test_a_number_that_cannot_be_raised_loses_no_change(monkeypatch):
    def fail():
        raise OSError

    monkeypatch.setattr(ContentVersion, "raise_number", fail)
    with transaction.atomic():
        topic = TopicFactory()
    topic.refresh_from_db()


def test_the_number_begins_where_there_is_none_and_grows():
    ContentVersion.objects.all().delete()
    assert ContentVersion.current() == 0
    ContentVersion.raise_number()
    ContentVersion.raise_number()
    assert ContentVersion.current() == 2
    assert str(ContentVersion.objects.get()) == "2"


def test_the_process_that_changed_something_asks_at_once(django_capture_on_commit_callbacks):
    version.forget()
    before = version.current()
    with django_capture_on_commit_callbacks(execute=True):
        page_cache.clear()
    assert version.current() != before
    version.forget()
