import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import Collection, GroupPagePermission, WorkflowPage
from wagtail_factories import DocumentFactory

from home.roles import ROLES, set_up_roles
from tests.factories.blog import ArticleListPageFactory, ArticlePageFactory, CommentFactory
from tests.factories.core import UserFactory


@pytest.fixture
def article_list(home):
    article_list = ArticleListPageFactory(parent=home)
    set_up_roles()
    return article_list


def colleague(client, role):
    user = UserFactory(role=role)
    client.force_login(user)
    return user


def test_setting_up_twice_changes_nothing(article_list):
    before = list(GroupPagePermission.objects.values_list("group__name", "page", "permission__codename").order_by("pk"))
    groups = {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}
    set_up_roles()
    after = GroupPagePermission.objects.values_list("group__name", "page", "permission__codename").order_by("pk")
    assert sorted(after) == sorted(before)
    assert {g.name: set(g.permissions.values_list("codename", flat=True)) for g in Group.objects.all()} == groups


def test_there_are_just_our_roles(article_list):
    assert set(Group.objects.values_list("name", flat=True)) == {role.name for role in ROLES}


def test_a_right_that_was_added_by_hand_is_taken_back(article_list):
    writer = Group.objects.get(name="Writer")
    writer.permissions.add(*Group.objects.get(name="Fulfilment").permissions.all())
    set_up_roles()
    assert not writer.permissions.filter(codename="view_trialrequest").exists()


@pytest.mark.parametrize("role", [role.name for role in ROLES])
def test_every_role_reaches_the_admin(client, article_list, role):
    colleague(client, role)
    assert client.get("/admin/").status_code == 200


# What each role may open. Everything that is not named is refused.
MAY_OPEN = {
    "Writer": {"new article", "sources", "topics"},
    "Editor": {"new article", "sources", "topics", "partners", "site settings", "new page", "consent report"},
    "Medical reviewer": set(),
    "Moderator": {"replies"},
    "Fulfilment": {"guide requests", "trial requests", "outbox"},
    "Privacy": {"privacy desk", "receipts", "periods", "audit log", "consent report"},
}


def addresses(article_list):
    home = article_list.get_parent()
    return {
        "new article": f"/admin/pages/add/blog/articlepage/{article_list.pk}/",
        "new page": f"/admin/pages/add/home/standardpage/{home.pk}/",
        "sources": "/admin/snippets/blog/source/",
        "topics": "/admin/snippets/blog/topic/",
        "partners": "/admin/snippets/offers/partner/",
        "site settings": "/admin/settings/core/sitesettings/",
        "replies": "/admin/comments/",
        "guide requests": "/admin/guide_requests/",
        "trial requests": "/admin/trial_requests/",
        "outbox": "/admin/outbox/",
        "privacy desk": "/admin/privacy/",
        "receipts": "/admin/privacy_receipts/",
        "periods": "/admin/privacy_periods/",
        "audit log": "/admin/audit_log/",
        "consent report": "/admin/reports/consents/",
        "accounts": "/admin/users/",
        "groups": "/admin/groups/",
        "sites": "/admin/sites/",
    }


@pytest.mark.parametrize("role", MAY_OPEN)
def test_each_role_opens_what_it_needs_and_nothing_else(client, article_list, role):
    colleague(client, role)
    opened = set()
    for name, address in addresses(article_list).items():
        # Somebody without the right is sent to the dashboard.
        response = client.get(address, follow=True)
        if response.status_code == 200 and response.request["PATH_INFO"].startswith(address):
            opened.add(name)
    assert opened == MAY_OPEN[role]


def test_a_writer_cannot_publish_nor_touch_a_colleagues_article(client, article_list):
    user = colleague(client, "Writer")
    article = ArticlePageFactory(parent=article_list, live=False)
    permissions = article.permissions_for_user(user)
    assert not permissions.can_publish()
    assert not permissions.can_edit()


def test_a_writer_chooses_a_document_for_a_download_and_uploads_one(client, article_list):
    user = colleague(client, "Writer")
    ours = DocumentFactory(title="A diary to print", collection=Collection.get_first_root_node())
    answer = client.get(reverse("wagtaildocs_chooser:choose"))
    assert "A diary to print" in answer.json()["html"]
    chosen = client.get(reverse("wagtaildocs_chooser:chosen", args=[ours.pk]))
    assert chosen.json()["step"] == "chosen"
    upload = {
        "document-chooser-upload-title": "A list for the shop",
        "document-chooser-upload-file": SimpleUploadedFile("list.pdf", b"%PDF-1.4"),
    }
    answer = client.post(reverse("wagtaildocs_chooser:create"), upload)
    assert answer.json()["step"] == "chosen"
    assert Document.objects.get(title="A list for the shop").uploaded_by_user == user


def test_a_writer_does_not_change_a_colleagues_document(client, article_list):
    colleague(client, "Writer")
    address = reverse("wagtaildocs:edit", args=[DocumentFactory(collection=Collection.get_first_root_node()).pk])
    assert client.get(address).status_code == 302


def test_a_moderator_approves_a_comment_and_is_remembered(client, article_list):
    user = colleague(client, "Moderator")
    comment = CommentFactory(article=ArticlePageFactory(parent=article_list), state="waiting")
    client.post(f"/admin/comments/{comment.pk}/decide/", {"verb": "approve", "seen": "waiting"})
    comment.refresh_from_db()
    assert (comment.state, comment.decisions.get().by) == ("approved", user)
    assert comment.decided_at


def test_articles_go_through_medical_review(article_list):
    workflow = WorkflowPage.objects.get(page=article_list).workflow
    assert [task.name for task in workflow.tasks] == ["Medical review", "Publish"]
