"""Comments are decided on by moderators. Everybody else meets Wagtail's refusal, and no look changes anything."""

import pytest
from django.test import Client

from blog.models import CannedReply, Comment, CommentDecision, CommentWords
from home.roles import set_up_roles
from tests.factories.blog import ArticlePageFactory, CommentFactory
from tests.factories.core import UserFactory

PAGES = ["", "results/", *(f"list/{tab}/" for tab in ("waiting", "reported", "approved", "spam", "rejected", "all"))]
PAGES += ["list/all/results/", "{pk}/", "{pk}/delete/"]
FORMS = {
    "{pk}/decide/": {"verb": "approve", "seen": "waiting"},
    "{pk}/answer/": {"text": "Thank you.", "seen": "waiting"},
    "{pk}/redact/": {"part": "Thank"},
    "several/": {"verb": "approve", "comment": "{pk}-waiting"},
    "undo/": {"decisions": "1"},
    "keys/": {"keys": "off"},
}


@pytest.fixture
def comment(article_list):
    set_up_roles()
    return CommentFactory(article=ArticlePageFactory(parent=article_list), state="waiting")


def address(comment, rest):
    return "/admin/comments/" + rest.format(pk=comment.pk)


def send(client, comment, rest):
    return client.post(address(comment, rest), {key: text.format(pk=comment.pk) for key, text in FORMS[rest].items()})


def untouched(comment):
    return Comment.objects.get().state == "waiting" and not CommentDecision.objects.exists()


@pytest.mark.parametrize("role", ["Writer", "Editor", "Medical reviewer", "Fulfilment", "Privacy"])
def test_others_are_refused_at_every_address(client, comment, role):
    client.force_login(UserFactory(role=role))
    for rest in (*PAGES, *FORMS):
        for answer in (client.get(address(comment, rest)), *([send(client, comment, rest)] if rest in FORMS else [])):
            assert (answer.status_code, answer.headers.get("Location")) == (302, "/admin/"), rest
    assert untouched(comment)
    assert "/admin/comments/" not in client.get("/admin/").content.decode()


def test_nobody_without_an_account_gets_further_than_the_door(client, comment):
    for rest in PAGES:
        assert client.get(address(comment, rest))["Location"].startswith("/admin/login/"), rest
    for rest in FORMS:
        assert send(client, comment, rest)["Location"].startswith("/admin/login/"), rest
    assert untouched(comment)


@pytest.mark.parametrize("role", ["Moderator", "superuser"])
def test_a_moderator_opens_every_page_and_no_look_changes_anything(client, comment, role):
    client.force_login(UserFactory(is_superuser=True) if role == "superuser" else UserFactory(role=role))
    for rest in PAGES:
        assert client.get(address(comment, rest)).status_code == 200, rest
    for rest, fields in FORMS.items():
        assert client.get(address(comment, rest), fields).status_code == 405, rest
    assert untouched(comment)


def test_a_form_without_its_secret_does_nothing(comment):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(UserFactory(role="Moderator"))
    for rest in FORMS:
        assert send(strict, comment, rest).status_code == 403
    assert untouched(comment)


def test_nobody_writes_or_changes_a_comment_by_hand(client, comment):
    client.force_login(UserFactory(is_superuser=True))
    for rest in ("new/", f"edit/{comment.pk}/", f"delete/{comment.pk}/", f"{comment.pk}/edit/"):
        assert client.post(f"/admin/comments/{rest}", {"text": "Buy juice"}).status_code == 404
    comment.refresh_from_db()
    assert comment.text != "Buy juice"


def test_editors_keep_the_ready_made_answers_and_moderators_the_words(client, comment):
    fields = {"title": "Thanks", "text": "Thank you.", "source": "", "position": "5"}
    client.force_login(UserFactory(role="Moderator"))
    client.post("/admin/snippets/blog/cannedreply/add/", fields)
    assert not CannedReply.objects.filter(title="Thanks").exists()
    words = {"spam_words": "casino", "risk_words": "suicid*"}
    place = f"/admin/settings/blog/commentwords/{CommentWords.load().pk}/"
    assert client.get(place).status_code == 200
    client.post(place, words)
    assert CommentWords.load().spam_words == "casino"

    client.force_login(UserFactory(role="Editor"))
    client.post("/admin/snippets/blog/cannedreply/add/", fields)
    assert CannedReply.objects.get(title="Thanks").text == "Thank you."
    client.post(place, {"spam_words": "x", "risk_words": "x"})
    assert CommentWords.load().spam_words == "casino"
