import datetime

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import Workflow

from blog.models import MedicalReview, ReviewerAccount
from blog.models.review import months_after
from home.roles import WORKFLOW, set_up_roles
from tests.factories.blog import ArticlePageFactory, PeoplePageFactory, PersonPageFactory
from tests.factories.core import UserFactory


@pytest.fixture
def reviewer(article_list):
    set_up_roles()
    user = UserFactory(role="Medical reviewer")
    people = PeoplePageFactory(parent=article_list.get_parent())
    person = PersonPageFactory(parent=people, title="Dr Ingrid", is_reviewer=True)
    ReviewerAccount.objects.create(account=user, person=person)
    return user


def in_review(article_list):
    writer = UserFactory(role="Writer")
    article = ArticlePageFactory(parent=article_list, live=False, owner=writer)
    article.save_revision(user=writer)
    state = Workflow.objects.get(name=WORKFLOW).start(article, writer)
    return article, state.current_task_state


def test_approving_signs_the_revision_in_front_of_the_reviewer(article_list, reviewer):
    article, task_state = in_review(article_list)
    task_state.task.specific.on_action(task_state, reviewer, "approve", comment="Checked each source.")
    review = MedicalReview.objects.get()
    assert (review.article_id, review.reviewer.title) == (article.pk, "Dr Ingrid")
    assert review.revision == article.latest_revision
    assert review.outcome == MedicalReview.Outcome.APPROVED
    assert review.note == "Checked each source."


def test_asking_for_changes_is_kept_too_and_does_not_count_as_reviewed(article_list, reviewer):
    article, task_state = in_review(article_list)
    task_state.task.specific.on_action(task_state, reviewer, "reject", comment="Too strong.")
    assert MedicalReview.objects.get().outcome == MedicalReview.Outcome.CHANGES
    assert article.last_review is None


def test_an_account_that_belongs_to_no_reviewer_is_offered_no_decision_and_makes_none(article_list, reviewer):
    article, task_state = in_review(article_list)
    stranger = UserFactory(role="Medical reviewer")
    task = task_state.task.specific
    assert task.get_actions(article, stranger) == []
    assert task.get_actions(article, reviewer)
    with pytest.raises(PermissionDenied):
        task.on_action(task_state, stranger, "approve")
    task_state.refresh_from_db()
    assert task_state.status == task_state.STATUS_IN_PROGRESS
    assert not MedicalReview.objects.exists()


def test_a_review_of_a_draft_says_nothing_about_the_text_that_readers_see(article_list, reviewer):
    article = ArticlePageFactory(parent=article_list)
    article.save_revision().publish()
    article.refresh_from_db()
    draft = article.save_revision()
    MedicalReview.objects.create(article=article, reviewer=reviewer.reviewer_account.person, revision=draft)
    assert article.last_review is None
    draft.publish()
    article.refresh_from_db()
    assert article.last_review


def test_readers_are_told_when_the_article_changed_after_its_review(client, article_list, reviewer):
    article = ArticlePageFactory(parent=article_list)
    signed = article.save_revision()
    signed.publish()
    MedicalReview.objects.create(article=article, reviewer=reviewer.reviewer_account.person, revision=signed)
    assert "changed since" not in client.get(article.url).content.decode()
    article.refresh_from_db()
    article.save_revision().publish()
    page = client.get(article.url).content.decode()
    assert "changed since then" in page and "an earlier version" in page


def test_readers_do_not_see_what_a_reviewer_wrote_to_colleagues(client, article_list, reviewer):
    article = ArticlePageFactory(parent=article_list)
    MedicalReview.objects.create(article=article, reviewer=reviewer.reviewer_account.person, note="Between us.")
    page = client.get(article.url).content.decode()
    assert "Dr Ingrid" in page
    assert "Between us." not in page


def test_a_review_lasts_twelve_months(article_list, reviewer):
    article = ArticlePageFactory(parent=article_list)
    review = MedicalReview.objects.create(
        article=article, reviewer=reviewer.reviewer_account.person, reviewed_on=datetime.date(2024, 2, 29)
    )
    assert review.next_due == datetime.date(2025, 2, 28)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [((2026, 11, 12), 12, (2027, 11, 12)), ((2026, 1, 31), 1, (2026, 2, 28)), ((2026, 12, 31), 2, (2027, 2, 28))],
)
def test_months_end_where_the_month_ends(day, months, expected):
    assert months_after(datetime.date(*day), months) == datetime.date(*expected)
