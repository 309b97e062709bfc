"""The checklist beside the page editor, bulk publishing, copies, and what colleagues are told of a missed schedule."""

import datetime
import html
import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision, Workflow

from blog.models import ArticlePage, MedicalReview
from core.publishing import PublishRefused
from home.roles import WORKFLOW, set_up_roles
from tests.blog.articles import published
from tests.factories.blog import ArticlePageFactory, PublishableArticleFactory, TopicFactory, text
from tests.factories.core import UserFactory
from tests.factories.home import StandardPageFactory
from tests.helpers.editor_form import editor_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, article_list):
    set_up_roles()
    user = UserFactory(role="Editor")
    client.force_login(user)
    return user


def edit_address(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def words(response) -> str:
    """Return the text of a page as a person reads it."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode())))


def test_the_checklist_says_what_stops_the_draft_and_leads_there(client, editor, article_list):
    article = PublishableArticleFactory(parent=article_list, live=False, summary="", reviewer=None, key_points=[])
    article.body = [*article.body.get_prep_value(), {"type": "heading", "value": ""}]
    article.save_revision(clean=False)
    page = client.get(edit_address(article)).content.decode()
    heading = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object().body[1].id
    assert "Stops publishing" in page and "Worth a look" in page
    for anchor in ("panel-child-content-summary-section", f"block-{heading}-section"):
        assert f'href="#{anchor}" data-checklist-jump' in page
        assert anchor.startswith("block-") or f'id="{anchor}"' in page
    assert re.search(r"data-side-panel-toggle-counter[^>]*>\s*3\s*</div>", page)


def test_a_draft_that_nothing_stops_is_told_so_and_has_no_number(client, editor, article_list):
    article = PublishableArticleFactory(parent=article_list, live=False)
    article.save_revision()
    page = client.get(edit_address(article)).content.decode()
    assert "Nothing stops this page from being published." in page
    assert re.search(r"data-side-panel-toggle-counter[^>]*hidden", page)


def test_every_kind_of_page_has_a_checklist(client, editor, article_list):
    page = StandardPageFactory(parent=article_list.get_parent())
    assert 'data-side-panel="checklist"' in client.get(edit_address(page)).content.decode()


def test_of_a_page_that_was_never_saved_the_checklist_says_that_the_check_comes_with_the_first_save(
    client, editor, article_list
):
    page = client.get(reverse("wagtailadmin_pages:add", args=["blog", "articlepage", article_list.pk]))
    assert "The check comes with the first save." in words(page)
    assert "There is no title." not in words(page) and "as it was last saved" not in words(page)
    assert re.search(r"data-side-panel-toggle-counter[^>]*hidden", page.content.decode())


def test_the_first_autosave_of_a_new_page_brings_the_check(client, editor, article_list):
    new = reverse("wagtailadmin_pages:add", args=["blog", "articlepage", article_list.pk])
    form = editor_form(ArticlePage(title="Typed just now", slug="typed-just-now"))
    response = client.post(new, form, headers={"accept": "application/json"}).json()
    assert response["success"]
    # The open form fetches its panels from there.
    said = words(client.get(response["hydrate_url"]))
    assert "This is about the page as it was last saved." in said
    assert "There is no summary." in said and "There is no title." not in said


def test_the_checklist_comes_anew_with_each_autosave(client, editor, article_list):
    article = PublishableArticleFactory(parent=article_list, live=False)
    article.save_revision()
    form = editor_form(article, summary="")
    response = client.post(edit_address(article), form, headers={"accept": "application/json"})
    assert response.json()["success"]
    assert "There is no summary." in response.json()["html"]


def test_who_may_not_edit_the_page_sees_no_checklist(client, article_list):
    set_up_roles()
    client.force_login(UserFactory(role="Moderator"))
    article = PublishableArticleFactory(parent=article_list, live=False)
    assert "checklist" not in client.get(edit_address(article), follow=True).content.decode().replace("-checklist", "")


def test_a_refused_article_keeps_all_that_was_typed_and_stores_nothing(client, editor, article_list):
    article = PublishableArticleFactory(parent=article_list, live=False, title="As it was")
    article.save_revision()
    form = editor_form(article, title="Typed just now", summary="") | {"action-publish": "yes"}
    response = client.post(edit_address(article), form)
    assert "Not published. 1 thing stops “Typed just now”." in words(response)
    assert 'value="Typed just now"' in response.content.decode()
    assert article.revisions.count() == 1
    assert ArticlePage.objects.get(pk=article.pk).draft_title == "As it was"


def test_a_new_article_with_its_empty_first_blocks_is_refused_in_words(client, editor, article_list):
    address = f"/admin/pages/add/blog/articlepage/{article_list.pk}/"
    page = ArticlePage(title="A title that is kept", slug="kept", summary="In short.")
    form = ArticlePage.get_edit_handler().get_form_class()(instance=page, parent_page=article_list, for_user=editor)
    page.body, page.key_points = form.initial["body"], form.initial["key_points"]
    answer = client.post(address, editor_form(page, **{"action-publish": "1"}))
    assert answer.status_code == 200
    said = words(answer)
    assert "Not published" in said and "Nothing that you typed is lost" in said
    assert "Nobody is named as the author" in said and "Evidence note" in said
    assert "could not be created" not in said
    assert "A title that is kept" in answer.content.decode()
    assert not ArticlePage.objects.exists()


def test_a_draft_with_everything_empty_is_saved(client, editor, article_list):
    article = ArticlePageFactory(parent=article_list, live=False)
    article.save_revision()
    form = editor_form(article, summary="")
    client.post(edit_address(article), form)
    assert ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object().summary == ""


def test_of_many_pages_those_that_obey_go_live_and_the_others_are_named(client, editor, article_list):
    good = PublishableArticleFactory(parent=article_list, live=False)
    bad = PublishableArticleFactory(parent=article_list, live=False, title="No source here", body=[text("<p>So.</p>")])
    for article in (good, bad):
        article.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = client.post(f"{address}?id={bad.pk}&id={good.pk}&next=/admin/", follow=True)
    assert "1 page has been published" in words(response)
    assert "1 thing stops “No source here”." in words(response)
    assert set(ArticlePage.objects.live()) == {good}


def test_pages_below_a_chosen_one_are_checked_too(client, editor, article_list):
    bad = PublishableArticleFactory(parent=article_list, live=False, title="No source here", body=[])
    bad.save_revision()
    article_list.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    form = {"include_descendants": "on"}
    response = client.post(f"{address}?id={article_list.pk}&next=/admin/", form, follow=True)
    assert "“No source here”" in words(response)
    assert not ArticlePage.objects.live().exists()


@pytest.mark.parametrize("choice", ["publish_copies", "alias"])
def test_a_copy_of_what_breaks_a_rule_is_not_published(client, editor, article_list, choice):
    article = ArticlePageFactory(parent=article_list, title="Live since long ago", summary="")
    address = reverse("wagtailadmin_pages:copy", args=[article.pk])
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": article_list.pk}
    response = client.post(address, form | {choice: "on"}, follow=True)
    assert "There is no summary. Write one or two plain sentences." in words(response)
    assert not ArticlePage.objects.filter(slug="copy").exists()
    client.post(address, form)
    assert ArticlePage.objects.get(slug="copy").live is False


def test_a_copy_may_not_take_an_address_of_the_article_list(client, editor, article_list):
    article = published(article_list, topic=TopicFactory(slug="gut"))
    form = {"new_title": "Copy", "new_slug": "topics", "new_parent_page": article_list.pk}
    page = words(client.post(reverse("wagtailadmin_pages:copy", args=[article.pk]), form))
    assert "“topics” is an address of the article list. Choose another." in page
    assert client.get(f"{article_list.url}topics/gut/").status_code == 200


def test_a_copy_that_code_would_keep_live_is_refused_before_anything_is_stored(article_list):
    article = ArticlePageFactory(parent=article_list, summary="")
    with pytest.raises(PublishRefused):
        article.copy(update_attrs={"slug": "copy"}, keep_live=True)
    assert not ArticlePage.objects.filter(slug="copy").exists()


def test_going_live_by_a_plain_save_is_refused(article_list):
    article = PublishableArticleFactory(parent=article_list, live=False)
    article.summary, article.live = "", True
    with pytest.raises(PublishRefused):
        article.save()
    assert not ArticlePage.objects.get(pk=article.pk).live


def test_what_is_live_is_checked_again_when_the_same_version_is_published_once_more(article_list):
    article = published(article_list)
    article.summary = ""
    article.live_revision.content = article.serializable_data()
    article.live_revision.save()
    with pytest.raises(PublishRefused):
        article.live_revision.publish()
    assert ArticlePage.objects.get(pk=article.pk).summary


def test_a_tab_that_still_holds_the_published_version_makes_a_new_one(client, editor, article_list):
    page = StandardPageFactory(parent=article_list.get_parent(), title="As published", live=False)
    first = page.save_revision(user=editor)
    first.publish()
    form = editor_form(page, title="Published later", overwrite_revision_id=first.pk)
    client.post(edit_address(page), form | {"action-publish": "yes"})
    first.refresh_from_db()
    page.refresh_from_db()
    assert (first.content["title"], page.title) == ("As published", "Published later")
    assert page.live_revision_id > first.pk


def test_an_article_that_is_live_stays_as_it_is_when_a_worse_version_is_refused(article_list):
    article = PublishableArticleFactory(parent=article_list)
    article.summary = ""
    with pytest.raises(PublishRefused):
        article.save_revision(clean=False).publish()
    live = ArticlePage.objects.get(pk=article.pk)
    assert live.live and live.summary == "What is known, and what is not."


def scheduled(article, by) -> Revision:
    revision = article.save_revision(clean=False, user=by)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() - datetime.timedelta(minutes=5))
    return revision


def test_one_refused_page_does_not_hold_up_what_else_is_due(client, editor, article_list):
    bad = PublishableArticleFactory(parent=article_list, live=False, title="No source here", body=[])
    good = PublishableArticleFactory(parent=article_list, live=False)
    scheduled(bad, by=editor)
    scheduled(good, by=editor)
    call_command("housekeeping", verbosity=0)
    assert set(ArticlePage.objects.live()) == {good}
    assert not bad.revisions.exclude(approved_go_live_at=None).exists()
    history = words(client.get(reverse("wagtailadmin_pages:history", args=[bad.pk])))
    assert "Not published as scheduled" in history and "cites no source" in history


def test_the_dashboard_tells_of_a_missed_schedule_until_the_page_is_published(client, editor, article_list):
    bad = PublishableArticleFactory(parent=article_list, live=False, title="No summary", summary="")
    scheduled(bad, by=editor)
    call_command("publish_scheduled", verbosity=0)
    assert "There is no summary." in words(client.get(reverse("wagtailadmin_home")))
    client.force_login(UserFactory(role="Moderator"))
    assert "There is no summary." not in words(client.get(reverse("wagtailadmin_home")))
    client.force_login(editor)
    bad.summary = "Now there is."
    bad.save_revision().publish(user=editor)
    assert "There is no summary." not in words(client.get(reverse("wagtailadmin_home")))


def in_review(article_list) -> ArticlePage:
    writer = UserFactory(role="Writer")
    article = PublishableArticleFactory(parent=article_list, live=False, owner=writer)
    article.save_revision(user=writer)
    Workflow.objects.get(name=WORKFLOW).start(article, writer)
    return article


def test_publishing_in_the_editor_ends_a_running_review_and_says_so(client, editor, article_list):
    article = in_review(article_list)
    client.force_login(UserFactory(is_superuser=True))
    response = client.post(edit_address(article), editor_form(article) | {"action-publish": "yes"}, follow=True)
    assert "The step “Medical review” was under way. It has ended without a decision." in words(response)
    assert ArticlePage.objects.get(pk=article.pk).live
    assert not MedicalReview.objects.exists()


def test_a_refused_publication_leaves_the_running_review_alone(client, editor, article_list):
    article = in_review(article_list)
    client.force_login(UserFactory(is_superuser=True))
    form = editor_form(article, summary="") | {"action-publish": "yes"}
    client.post(edit_address(article), form)
    assert ArticlePage.objects.get(pk=article.pk).current_workflow_task.name == "Medical review"


def test_a_running_review_keeps_bulk_publishing_out(client, editor, article_list):
    article = in_review(article_list)
    client.force_login(UserFactory(is_superuser=True))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = client.post(f"{address}?id={article.pk}&next=/admin/", follow=True)
    assert "A medical review of this article is under way." in words(response)
    assert not ArticlePage.objects.get(pk=article.pk).live
