"""Mail to colleagues about comments, and how long the words of refused ones stay."""

from datetime import timedelta

import pytest
from django.utils import timezone
from post_office.models import Email

from blog.models import Comment, ModeratorChoice, ReviewerAccount
from blog.moderation.digest import send_digests
from blog.moderation.retention import delete_refused
from tests.blog.moderation import moderator
from tests.factories.blog import ArticleAuthorFactory, ArticlePageFactory, CommentFactory, person
from tests.factories.core import UserFactory


@pytest.fixture
def article(article_list):
    return ArticlePageFactory(parent=article_list, title="Fibre")


def wants(user, **more):
    return ModeratorChoice.objects.create(user=user, **more)


def test_a_moderator_who_asked_gets_numbers_and_a_link_and_no_readers_words(article):
    wants(moderator(email="anna@example.org"), queue_digest=True)
    moderator(email="did-not-ask@example.org")
    CommentFactory(article=article, state="waiting", name="Qwyz", text="Xylograph", risk_words=["suicid*"])
    CommentFactory(article=article, reports=1, decided_at=timezone.now())
    assert send_digests() == 1
    mail = Email.objects.get()
    assert mail.to == ["anna@example.org"]
    for part in (mail.message, mail.html_message):
        assert "Waiting for a decision: 1." in part and "to be read first: 1" in part
        assert "Reported by readers: 1" in part and "/admin/comments/" in part
        assert "Qwyz" not in part and "Xylograph" not in part


def test_there_is_one_mail_a_day_and_none_when_nothing_waits(article):
    choice = wants(moderator(), queue_digest=True)
    assert send_digests() == 0
    ModeratorChoice.objects.update(digest_at=None)
    CommentFactory(article=article, state="waiting")
    assert [send_digests(), send_digests()] == [1, 0]
    ModeratorChoice.objects.filter(pk=choice.pk).update(digest_at=timezone.now() - timedelta(days=1))
    assert send_digests() == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
def test_who_has_left_or_may_no_longer_moderate_gets_none(article, change):
    wants(UserFactory(), queue_digest=True)
    wants(moderator(**change), queue_digest=True)
    CommentFactory(article=article, state="waiting")
    assert send_digests() == 0


def test_an_author_hears_of_new_comments_under_their_own_public_articles(article, article_list):
    author, begun = person(title="Dr Hill"), UserFactory()
    account = UserFactory(email="hill@example.org")
    ReviewerAccount.objects.create(account=account, person=author)
    ArticleAuthorFactory(article=article, person=author)
    other = ArticlePageFactory(parent=article_list, title="Other", owner=begun)
    hidden = ArticlePageFactory(parent=article_list, title="Hidden", live=False, owner=begun)
    now = timezone.now()
    for under, decided in (
        (article, now),
        (article, now),
        (article, now - timedelta(days=3)),
        (other, now),
        (hidden, now),
    ):
        CommentFactory(article=under, decided_at=decided)
    CommentFactory(article=article, decided_at=now, staff=account)
    CommentFactory(article=article, state="waiting")
    wants(account, article_digest=True)
    wants(begun, article_digest=True)
    assert send_digests() == 2
    message = Email.objects.get(to=["hill@example.org"]).message
    assert "Fibre: 2" in message and "Other" not in message and "Waiting" not in message
    assert "Hidden" not in Email.objects.exclude(to=["hill@example.org"]).get().message


def test_a_colleague_chooses_the_mails_in_the_account(client, article):
    user = moderator(client)
    page = client.get("/admin/account/").content.decode()
    assert "A mail each day while comments wait" in page
    fields = {
        "name_email-first_name": "Anna",
        "name_email-last_name": "Smith",
        "name_email-email": "anna@example.org",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "theme-keyboard_shortcuts": "on",
        "comments-queue_digest": "on",
    }
    response = client.post("/admin/account/", fields)
    assert response.status_code == 302, response.content.decode()[:3000]
    choice = ModeratorChoice.objects.get(user=user)
    assert (choice.queue_digest, choice.article_digest, choice.single_keys) == (True, False, False)
    user.user_permissions.remove(*user.user_permissions.filter(codename="change_comment"))
    assert "A mail each day while comments wait" not in client.get("/admin/account/").content.decode()


def test_spam_and_rejected_comments_go_30_days_after_the_decision(article):
    now = timezone.now()
    late, recent = now - timedelta(days=31), now - timedelta(days=29)
    for state in ("spam", "rejected", "approved", "waiting"):
        CommentFactory(article=article, state=state, text=f"{state} late", decided_at=late)
        CommentFactory(article=article, state=state, text=f"{state} recent", decided_at=recent)
    answered = CommentFactory(article=article, state="rejected", text="answered", name="Rosa", decided_at=late)
    CommentFactory(article=article, parent=answered, text="the answer")
    assert delete_refused() == 3
    assert sorted(Comment.objects.values_list("text", flat=True)) == [
        *("", "approved late", "approved recent", "rejected recent", "spam recent", "the answer"),
        *("waiting late", "waiting recent"),
    ]
    answered.refresh_from_db()
    assert (answered.state, answered.name) == ("removed", "")
    assert delete_refused() == 0
