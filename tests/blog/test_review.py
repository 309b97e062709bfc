import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Revision, Workflow

from blog.models import ArticleAuthor, ArticlePage, MedicalReview, ReviewerAccount
from blog.models.review import ApprovalForm, months_after
from blog.text_digest import text_digest
from home.roles import WORKFLOW, set_up_roles
from tests.blog.articles import fresh, published
from tests.factories.blog import (
    ArticlePageFactory,
    PeoplePageFactory,
    PersonPageFactory,
    SourceFactory,
    TopicFactory,
    cite,
    text,
)
from tests.factories.core import UserFactory

POINTS = [{"type": "point", "value": "<p>In short.</p>"}]


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


def test_whoever_mends_an_article_that_was_sent_back_reads_what_the_reviewer_asks_for(client, article_list, reviewer):
    article, task_state = in_review(article_list)
    task_state.task.specific.on_action(task_state, reviewer, "reject", comment="Too <b>strong</b>.")
    client.force_login(article.owner)
    page = client.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    assert "Dr Ingrid asks for changes: “Too &lt;b&gt;strong&lt;/b&gt;.”" in page


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


def sign(article, **fields):
    """Return an approval of the latest revision of ``article`` by its reviewer."""
    fields = {"revision": fresh(article).latest_revision, **fields}
    return MedicalReview.objects.create(article=article, reviewer=article.reviewer, **fields)


def publish(article, **changes):
    """Publish the newest version of ``article`` with these changes."""
    save(article, **changes).publish()


def save(article, **changes):
    version = fresh(article).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(version, name, value)
    return Revision.objects.get(pk=version.save_revision().pk)


def test_a_review_of_a_draft_says_nothing_about_the_text_that_readers_see(article_list):
    article = published(article_list)
    version = save(article, summary="Not yet to be read.")
    sign(article)
    assert fresh(article).last_review is None
    version.publish()
    assert fresh(article).last_review


def test_a_review_of_a_draft_that_was_never_published_stays_unsaid_when_its_revision_is_purged(article_list):
    article = published(article_list)
    save(article, summary="Never to be read.")
    review = sign(article)
    save(article, summary="Written over it.")
    call_command("purge_revisions")
    review.refresh_from_db()
    assert review.revision is None
    assert fresh(article).last_review is None


def test_a_review_still_counts_when_its_revision_is_purged(client, article_list):
    article = published(article_list)
    sign(article)
    save(article, summary="A draft.")
    call_command("purge_revisions")
    article = fresh(article)
    assert article.last_review.revision is None
    assert not article.changed_since(article.last_review)
    assert "an earlier version" not in client.get(article.url).content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another title"},
        {"summary": "Another summary."},
        {"key_points": [{"type": "point", "value": "<p>One more.</p>"}]},
        {"body": "another text, with the same source"},
    ],
)
def test_readers_are_told_when_the_text_changed_after_its_review(client, article_list, change):
    source = cite(SourceFactory())
    article = published(article_list, body=[text(f"<p>The text.{source}</p>")], key_points=POINTS)
    sign(article)
    assert "changed since" not in client.get(article.url).content.decode()
    if "body" in change:
        change = {"body": [text(f"<p>Another text.{source}</p>")]}
    publish(article, **change)
    page = client.get(article.url).content.decode()
    assert "changed since then" in page
    assert "an earlier version" in page


def digest_of(body):
    return text_digest(ArticlePage(title="A title", body=body))


def test_another_source_or_another_certainty_is_a_change_too(article_list):
    first, second = SourceFactory(), SourceFactory()
    note = {"claim": "<p>A claim</p>", "certainty": "low", "who": "44 adults", "studied_in": ["people"]}
    note |= {"kind": "A comparison", "limits": "Which came first", "sources": [first.pk]}
    body = [text(f"<p>It is so.{cite(first)}</p>"), {"type": "evidence", "value": note}]
    digest = digest_of(body)
    for changed in (
        [text(f"<p>It is so.{cite(second)}</p>"), body[1]],
        [text("<p>It is so.</p>"), body[1]],
        [body[0], {"type": "evidence", "value": {**note, "certainty": "high"}}],
        [body[0], {"type": "evidence", "value": {**note, "sources": [second.pk]}}],
    ):
        assert digest_of(changed) != digest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>Ten<sup>9</sup> of them</p>", "<p>Ten9 of them</p>"),
        ("<p>not harmful</p>", "<p>harmful</p>"),
    ],
)
def test_words_that_mean_something_else_are_a_change(db, one, other):
    digests = {digest_of([text(words)]) for words in (one, other)}
    assert len(digests) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>Fibre &amp; you</p>", '<p data-block-key="a1b2">Fibre &amp;  you</p>'),
        ("<p>fibre</p>", "<p>fi<b>bre</b></p>"),
        (
            '<p>So.<a linktype="citation" id="7">Sender 2016</a></p>',
            '<p>So.<a id="7" linktype="citation">Renamed 2016</a></p>',
        ),
    ],
)
def test_words_that_only_look_different_are_no_change(db, one, other):
    digests = {digest_of([text(words)]) for words in (one, other)}
    assert len(digests) == 1


def test_ids_of_blocks_the_address_and_words_for_search_engines_are_no_change(client, article_list):
    article = published(article_list)
    sign(article)
    body = [{**block, "id": None} for block in article.body.get_prep_value()]
    changes = {"slug": "elsewhere", "seo_title": "For engines", "search_description": "Another line", "body": body}
    publish(article, **changes)
    article = fresh(article)
    assert article.latest_revision != article.last_review.revision
    assert "changed since" not in client.get(article.url).content.decode()


def test_going_back_to_the_reviewed_text_makes_the_review_count_again(article_list):
    article = published(article_list, summary="As reviewed.")
    review = sign(article)
    publish(article, summary="Changed.")
    assert fresh(article).changed_since(review)
    publish(article, summary="As reviewed.")
    assert not fresh(article).changed_since(review)


def test_readers_are_told_when_the_next_review_is_overdue(client, article_list):
    article = published(article_list)
    sign(article, reviewed_on=datetime.date(2024, 5, 2))
    soup = BeautifulSoup(client.get(article.url).content, "html.parser")
    notice = soup.find(attrs={"aria-label": "Review overdue"}).get_text(" ", strip=True)
    assert "due to be checked again by 2 May 2025" in notice
    assert "may be out of date" in notice
    assert "overdue" in soup.find(class_="imprint").get_text()
    assert "has not been done yet" in soup.find("section", attrs={"aria-labelledby": "reviewer"}).get_text()


@pytest.mark.parametrize(("hour", "overdue"), [(22, False), (23, True)])
def test_a_review_is_overdue_from_midnight_where_the_site_is(article_list, hour, overdue):
    article = published(article_list)
    review = sign(article, next_due=datetime.date(2027, 6, 30))
    # 23:30 by Greenwich is half past midnight in London in summer.
    with time_machine.travel(datetime.datetime(2027, 6, 30, hour, 30, tzinfo=datetime.UTC), tick=False):
        assert review.is_overdue is overdue


def test_a_topic_has_a_cycle_of_its_own(article_list):
    article = published(article_list, topic=TopicFactory(review_months=6))
    article.more_topics.add(TopicFactory(review_months=1))
    assert sign(article, reviewed_on=datetime.date(2026, 8, 31)).next_due == datetime.date(2027, 2, 28)


@pytest.mark.parametrize("months", [0, 61, -1])
def test_a_cycle_outside_one_to_sixty_months_is_refused(db, months):
    topic = TopicFactory.build(review_months=months)
    with pytest.raises(ValidationError, match="1 to 60"):
        topic.full_clean()


def test_the_reviewer_may_set_the_day_of_the_next_review(article_list, reviewer):
    _, task_state = in_review(article_list)
    soon = timezone.localdate() + datetime.timedelta(days=30)
    # The editor's form sends it back as text.
    task_state.task.specific.on_action(task_state, reviewer, "approve", comment="", next_due=soon.isoformat())
    assert MedicalReview.objects.get().next_due == soon


@pytest.mark.parametrize("day", ["2020-01-01", "2999-01-01", "soon"])
def test_a_next_review_in_the_past_or_far_off_is_refused_in_plain_words(db, day):
    form = ApprovalForm({"next_due": day})
    assert not form.is_valid()
    assert form.errors["next_due"]


def test_an_author_is_offered_no_decision_on_their_own_article_and_makes_none(client, article_list, reviewer):
    article, task_state = in_review(article_list)
    ArticleAuthor.objects.create(article=article, person=reviewer.reviewer_account.person)
    task = task_state.task.specific
    assert task.get_actions(fresh(article), reviewer) == []
    for action in ("approve", "reject"):
        with pytest.raises(PermissionDenied):
            task.on_action(task_state, reviewer, action)
    assert not MedicalReview.objects.exists()
    client.force_login(reviewer)
    page = client.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    assert "Dr Ingrid is an author of this article, so another reviewer has to sign it." in page


def test_an_author_of_the_version_in_review_cannot_sign_it_either(article_list, reviewer):
    article, task_state = in_review(article_list)
    version = fresh(article).get_latest_revision_as_object()
    version.article_authors = [ArticleAuthor(person=reviewer.reviewer_account.person)]
    task_state.revision = version.save_revision()
    task_state.save()
    with pytest.raises(PermissionDenied):
        task_state.task.specific.on_action(task_state, reviewer, "approve")


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        ([], "Never reviewed."),
        (["sign"], "Reviewed and current: approved on"),
        (["sign", "change"], "Changed since review:"),
        (["sign", "change", "sign"], "Reviewed and current: approved on"),
        (["sign late"], "Review overdue since 2 May 2025"),
    ],
)
def test_editors_see_where_the_version_in_front_of_them_stands(admin_client, article_list, steps, line):
    article = published(article_list)
    for step in steps:
        if step == "change":
            save(article, summary="A draft that says something else.")
        else:
            dates = {"reviewed_on": datetime.date(2024, 5, 2)} if step == "sign late" else {}
            sign(article, note="Between colleagues.", **dates)
    page = admin_client.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    assert line in page
    assert ("Between colleagues." in page) is bool(steps)
    assert ("Compare with the latest" in page) is ("change" in steps)


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
