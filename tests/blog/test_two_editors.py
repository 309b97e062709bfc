"""Two people have one article open. Nothing that either of them typed is lost without a word."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Revision, Workflow

from home.roles import WORKFLOW, set_up_roles
from tests.blog.articles import draft, edit_form, fresh, published
from tests.factories.blog import MedicalReviewFactory
from tests.factories.core import UserFactory


@pytest.fixture
def editors(article_list):
    set_up_roles()
    return UserFactory(role="Editor"), UserFactory(role="Editor")


def opened(article):
    """What the form remembers of the version that was opened."""
    latest = fresh(article).latest_revision
    return {"loaded_revision_id": latest.pk, "loaded_revision_created_at": latest.created_at.isoformat()}


def send(client, editor, article, json=False, **fields):
    client.force_login(editor)
    headers = {"Accept": "application/json"} if json else {}
    return client.post(f"/admin/pages/{article.pk}/edit/", edit_form(article, **fields), headers=headers)


def titles(article):
    return [revision.content["title"] for revision in Revision.objects.for_instance(article).order_by("pk")]


def test_autosave_stops_rather_than_write_over_what_a_colleague_saved(client, article_list, editors):
    first, second = editors
    article = published(article_list, title="As it was")
    both_opened = opened(article)
    assert send(client, first, article, title="By the first", **both_opened).status_code == 302
    response = send(client, second, article, json=True, title="By the second", **both_opened)
    assert response.json()["error_code"] == "invalid_revision"
    assert titles(article) == ["As it was", "By the first"]


def test_who_saves_anyway_makes_a_version_of_their_own_and_the_colleagues_stays_in_the_history(
    client, article_list, editors
):
    first, second = editors
    article = published(article_list, title="As it was")
    both_opened = opened(article)
    send(client, first, article, title="By the first", **both_opened)
    assert send(client, second, article, title="By the second", **both_opened).status_code == 302
    assert titles(article) == ["As it was", "By the first", "By the second"]


def test_autosave_never_writes_over_a_version_that_a_reviewer_signed(client, article_list, editors):
    first, _ = editors
    article = published(article_list, title="As it was")
    send(client, first, article, title="To be signed", **opened(article))
    signed = fresh(article).latest_revision
    MedicalReviewFactory(article=article, reviewer=article.reviewer, revision=signed)
    response = send(client, first, article, json=True, title="Typed later", overwrite_revision_id=signed.pk)
    assert response.json()["success"]
    assert titles(article) == ["As it was", "To be signed", "Typed later"]


def test_autosave_never_writes_over_a_version_that_a_reviewer_is_reading(client, article_list, editors):
    # An administrator, whom the lock of a review does not keep out, with the form still open in another tab.
    administrator = UserFactory(is_superuser=True)
    article = published(article_list, title="As it was")
    send(client, administrator, article, title="To be read", **opened(article))
    article = fresh(article)
    Workflow.objects.get(name=WORKFLOW).start(article, administrator)
    read = article.latest_revision
    response = send(client, administrator, article, json=True, title="Typed later", overwrite_revision_id=read.pk)
    assert response.json()["success"]
    assert titles(article) == ["As it was", "To be read", "Typed later"]


@pytest.mark.parametrize("button", ["action-submit", "action-save"])
@pytest.mark.parametrize("has_saved_before", [True, False], ids=["autosave again", "first autosave"])
@pytest.mark.parametrize("make", [published, draft], ids=["live", "draft"])
def test_autosave_that_comes_late_takes_nothing_from_what_the_button_sent(
    client, article_list, editors, button, has_saved_before, make
):
    first, _ = editors
    article = make(article_list, title="As it was")
    if not article.latest_revision:
        article.save_revision(user=first)
    form = opened(article)
    if has_saved_before:
        saved = send(client, first, article, json=True, title="Half a", **form).json()
        form["overwrite_revision_id"] = saved["revision_id"]
    pressed = []

    def press_meanwhile(request, page):
        if not pressed and not request.accepts("text/html"):
            pressed.append(send(Client(), first, article, title="Half a word and more", **form, **{button: "1"}))

    with hooks.register_temporarily("before_edit_page", press_meanwhile):
        response = send(client, first, article, json=True, title="Half a word", **form)

    assert [answer.status_code for answer in pressed] == [302]
    assert response.json()["error_code"] == "invalid_revision"
    newest = fresh(article).latest_revision
    assert newest.content["title"] == "Half a word and more"
    assert "Half a word" not in titles(article)
    state = fresh(article).current_workflow_task_state
    assert (state and state.revision) == (newest if button == "action-submit" else None)


def test_who_presses_the_button_is_never_refused_for_coming_late(client, article_list, editors):
    first, _ = editors
    article = published(article_list, title="As it was")
    saved = send(client, first, article, json=True, title="Half a", **opened(article)).json()["revision_id"]
    form = {"overwrite_revision_id": saved}
    sent = []

    def autosave_meanwhile(request, page):
        if not sent and request.accepts("text/html"):
            sent.append(send(Client(), first, article, json=True, title="Half a word", **form).json())

    with hooks.register_temporarily("before_edit_page", autosave_meanwhile):
        assert send(client, first, article, title="Half a word and more", **form).status_code == 302

    assert sent[0]["success"]
    assert titles(article) == ["As it was", "Half a word", "Half a word and more"]


def test_autosave_never_writes_over_the_version_that_readers_see(client, article_list, editors):
    first, _ = editors
    article = published(article_list, title="As it was")
    live = article.save_revision(user=first)
    live.publish()
    response = send(client, first, article, json=True, title="Typed later", overwrite_revision_id=live.pk)
    assert response.json()["success"]
    assert titles(article) == ["As it was", "As it was", "Typed later"]


def test_autosave_leaves_what_is_scheduled_on_its_schedule(client, article_list, editors):
    first, _ = editors
    article = published(article_list, title="As it was")
    article.go_live_at = timezone.now() + timedelta(days=1)
    due = article.save_revision(user=first)
    due.publish()
    send(client, first, article, json=True, title="Typed later", overwrite_revision_id=due.pk)
    due.refresh_from_db()
    assert due.approved_go_live_at and due.content["title"] == "As it was"


def test_a_form_that_is_not_right_keeps_what_was_typed(client, article_list, editors):
    article = published(article_list)
    wrong = {"significance": "minor", "corrected_on": "2999-01-01", "was": "We wrote this.", "now": "b", "note": ""}
    page = send(client, editors[0], article, summary="Typed with care.", corrections=[wrong]).content.decode()
    assert "This day has not come yet." in page
    assert "Typed with care." in page
    assert "We wrote this." in page
