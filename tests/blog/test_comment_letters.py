"""What readers are written to about their comments, and what the links in these mails do."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from post_office.models import Email

from blog.comments import steps
from blog.comments.forgetting import delete_subscriptions, delete_unconfirmed
from blog.comments.steps import Kind
from blog.models import Comment, CommentCount, Commenter, CommentLink, CommentSubscription
from blog.privacy import HOLDINGS, erase_by_fingerprint, find_by_fingerprint, key_of
from core.forms import opened_token
from core.sealed import seal, unseal
from tests.factories.blog import ArticlePageFactory, CommentFactory

State = Comment.State
ROSA, MAX = "rosa@example.org", "max@example.org"


@pytest.fixture
def article(article_list):
    return ArticlePageFactory(parent=article_list, title="Living with zebrafolk", slug="zebrafolk")


@pytest.fixture
def moderator(db):
    return get_user_model().objects.create_user("mo", password=None)


def send(client, article, email=ROSA, **changes):
    fields = {"name": "Rosa", "email": email, "text": "Thank you.", "opened": opened_token()} | changes
    answer = client.post(article.url, {f"reply-{name}": value for name, value in fields.items()})
    assert answer.status_code == 302, answer.content.decode()
    return Comment.objects.latest("pk")


def link(kind, mail=None) -> str:
    message = (mail or Email.objects.latest("pk")).message
    return re.search(rf"https?://[^/\s]+(/requests/{kind}/\S+)", message)[1]  # type: ignore[index]


def mails(name="") -> list[str]:
    return [mail.subject for mail in Email.objects.order_by("pk") if name in mail.subject]


def trusted(email=ROSA):
    Commenter.objects.create(email_fingerprint=key_of(email), confirmed_at=timezone.now(), approved=2)


def confirmed(client, article, email=ROSA, **changes):
    comment = send(client, article, email, **changes)
    if comment.state == State.UNCONFIRMED:
        client.post(link("comment", Email.objects.filter(to=email).latest("pk")))
    comment.refresh_from_db()
    return comment


def test_an_address_in_a_comment_is_no_link_before_a_moderator_has_read_it(client, article):
    comment = send(client, article, text="Win at https://juice.example/now")
    for kind in ("comment", "comment-delete"):
        page = client.get(link(kind)).content.decode()
        assert "https://juice.example/now" in page and 'href="https://juice.example' not in page
    Comment.objects.filter(pk=comment.pk).update(state=State.APPROVED)
    assert 'href="https://juice.example/now"' in client.get(link("comment-delete")).content.decode()


def test_a_comment_reaches_the_queue_by_a_press_and_not_by_looking(client, article):
    comment = send(client, article)
    page = client.get(link("comment"))
    assert "Thank you." in page.content.decode() and "no-store" in page["Cache-Control"]
    comment.refresh_from_db()
    assert comment.state == State.UNCONFIRMED
    answer = client.post(link("comment"), follow=True)
    assert "waiting for a moderator" in answer.content.decode()
    comment.refresh_from_db()
    assert comment.state == State.WAITING


def test_a_second_press_changes_nothing_and_says_so(client, article):
    comment = confirmed(client, article)
    steps.decide(comment, Kind.SPAM)
    assert "confirmed already" in client.post(link("comment")).content.decode()
    comment.refresh_from_db()
    assert comment.state == State.SPAM
    assert comment.decisions.filter(kind=Kind.CONFIRMED).count() == 1


def test_no_mail_names_the_article_nor_its_address(client, article):
    first = confirmed(client, article, notify="on")
    steps.decide(first, Kind.APPROVED)
    steps.decide(confirmed(client, article, MAX, parent=first.pk), Kind.APPROVED)
    send(client, article, text="Another one.")
    assert len(mails()) == 4
    for mail in Email.objects.all():
        both = mail.subject + mail.message + mail.html_message
        assert "zebrafolk" not in both.lower() and article.url not in both


@pytest.mark.parametrize("kind", ["comment", "comment-delete", "comment-stop"])
@pytest.mark.parametrize("token", ["forged", "%00", "a" * 3000, "é"])
def test_a_forged_link_leads_nowhere(client, article, kind, token):
    for method in (client.get, client.post):
        assert method(f"/requests/{kind}/{token}/").status_code == 410


def test_a_link_for_one_thing_does_not_do_another(client, article):
    comment = send(client, article, notify="on")
    secret = link("comment-delete").split("/")[-2]
    for kind in ("comment", "comment-stop"):
        assert client.post(f"/requests/{kind}/{secret}/").status_code == 410
    assert client.post(f"/requests/comment-delete/{link('comment').split('/')[-2]}/").status_code == 410
    comment.refresh_from_db()
    assert comment.state == State.UNCONFIRMED and CommentSubscription.objects.exists()


def test_a_link_acts_on_its_own_comment_only(client, article):
    mine, other = send(client, article), send(client, article, MAX)
    client.post(link("comment-delete", Email.objects.get(to=MAX)))
    client.post(link("comment", Email.objects.get(to=ROSA)))
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.state, other.state) == (State.WAITING, State.REMOVED)


def test_a_link_works_for_two_days(client, article):
    comment = send(client, article)
    CommentLink.objects.update(created_at=timezone.now() - timedelta(hours=49))
    for method in (client.get, client.post):
        assert method(link("comment")).status_code == 410
    comment.refresh_from_db()
    assert comment.state == State.UNCONFIRMED


def test_a_known_address_needs_no_second_press_and_the_page_does_not_tell_on_it(client, article):
    unknown = send(client, article, MAX)
    confirmed(client, article)
    known = send(client, article, text="One more.")
    assert known.state == State.WAITING and unknown.state == State.UNCONFIRMED
    assert mails()[-1] == "We have your comment"
    # The answer to both was the same redirect to the same page, or anybody could ask who comments here.


def test_a_trusted_address_appears_by_its_own_press_and_not_before(client, article):
    trusted()
    comment = send(client, article)
    assert comment.state == State.UNCONFIRMED
    client.post(link("comment"))
    comment.refresh_from_db()
    assert comment.state == State.APPROVED


def test_what_a_trusted_address_says_of_danger_waits_for_a_person(client, article):
    trusted()
    assert confirmed(client, article, text="I want to end my life.").state == State.WAITING


def test_nothing_appears_under_an_article_that_went_offline(client, article):
    trusted()
    comment = send(client, article)
    article.unpublish()
    client.post(link("comment"))
    comment.refresh_from_db()
    assert comment.state == State.WAITING


def test_who_lost_the_mail_and_sends_again_gets_another_and_nobody_gets_many(client, article):
    send(client, article)
    send(client, article, text="  thank   YOU. ")
    assert len(mails()) == 1
    CommentLink.objects.update(created_at=timezone.now() - timedelta(hours=1))
    send(client, article)
    assert len(mails()) == 2 and Comment.objects.count() == 1


def test_too_many_from_one_address_are_told_to_wait_and_keep_their_words(client, article):
    for number in range(5):
        send(client, article, text=f"Number {number}")
    fields = {"name": "Rosa", "email": ROSA, "text": "Number six", "opened": opened_token()}
    answer = client.post(article.url, {f"reply-{name}": value for name, value in fields.items()})
    assert answer.status_code == 429 and answer["Retry-After"]
    assert "Number six" in answer.content.decode()


def test_its_writer_deletes_a_comment_for_good(client, article):
    comment = confirmed(client, article, text="My secret words.", notify="on")
    path = link("comment-delete")
    steps.decide(comment, Kind.APPROVED)
    assert CommentCount.objects.get().comments == 1
    assert "cannot be undone" in client.get(path).content.decode()
    comment.refresh_from_db()
    assert comment.state == State.APPROVED
    for _ in range(2):
        assert "is deleted" in client.post(path, follow=True).content.decode()
    comment.refresh_from_db()
    assert (comment.state, comment.text, comment.name, comment.email_fingerprint) == (State.REMOVED, "", "", "")
    assert not CommentSubscription.objects.exists() and not comment.links.exists()
    assert CommentCount.objects.get().comments == 0
    assert "secret" not in client.get(article.url).content.decode()
    assert client.get(f"/comments/{comment.pk}/").status_code == 410


def test_what_was_deleted_can_be_written_again(client, article):
    first = confirmed(client, article)
    client.post(link("comment-delete"))
    assert send(client, article).pk != first.pk


def test_news_of_answers_need_the_box_and_the_press(client, article, moderator):
    for email, ticked in ((ROSA, {"notify": "on"}), (MAX, {})):
        first = send(client, article, email, **ticked)
        steps.confirm(first)
        steps.decide(first, Kind.APPROVED, by=moderator)
        answer = CommentFactory(
            article=article, parent=first, email_fingerprint=key_of("kim@example.org"), state=State.WAITING
        )
        steps.decide(answer, Kind.APPROVED, by=moderator)
    # Rosa ticked and never pressed; Max did not tick.
    assert not mails("answered")


def test_who_waits_is_told_once_of_each_answer_and_stops_it_by_one_press(client, article, moderator):
    first = confirmed(client, article, notify="on")
    steps.decide(first, Kind.APPROVED, by=moderator)
    own = confirmed(client, article, text="I forgot something.", parent=first.pk)
    steps.decide(own, Kind.APPROVED, by=moderator)
    assert not mails("answered")

    answer = confirmed(client, article, MAX, parent=first.pk)
    steps.decide(answer, Kind.APPROVED, by=moderator)
    steps.undo(answer, by=moderator)
    steps.decide(answer, Kind.APPROVED, by=moderator)
    assert len(mails("answered")) == 1

    mail = Email.objects.latest("pk")
    stop = link("comment-stop", mail)
    assert mail.to == [ROSA] and stop in mail.headers["List-Unsubscribe"]
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client.get(stop)
    assert CommentSubscription.objects.exists()
    from_a_mail_program = {"origin": "https://mail.example"}
    assert client.post(stop, {"List-Unsubscribe": "One-Click"}, headers=from_a_mail_program).status_code == 200
    assert not CommentSubscription.objects.exists()
    assert client.post(stop).status_code == 200
    steps.decide(confirmed(client, article, MAX, text="More.", parent=first.pk), Kind.APPROVED, by=moderator)
    assert len(mails("answered")) == 1


def test_nobody_gets_more_than_five_such_mails_a_day(client, article, moderator):
    first = confirmed(client, article, notify="on")
    steps.decide(first, Kind.APPROVED, by=moderator)
    for number in range(7):
        fingerprint = key_of(f"{number}@example.org")
        answer = CommentFactory(article=article, parent=first, state=State.WAITING, email_fingerprint=fingerprint)
        steps.decide(answer, Kind.APPROVED, by=moderator)
    assert len(mails("answered")) == 5


def test_no_news_come_from_an_article_that_is_offline_nor_after_their_time(client, article, moderator):
    first = confirmed(client, article, notify="on")
    steps.decide(first, Kind.APPROVED, by=moderator)
    CommentSubscription.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    steps.decide(
        CommentFactory(article=article, parent=first, state=State.WAITING, email_fingerprint="a"), Kind.APPROVED
    )
    CommentSubscription.objects.update(expires_at=timezone.now() + timedelta(days=1))
    article.unpublish()
    steps.decide(
        CommentFactory(article=article, parent=first, state=State.WAITING, email_fingerprint="b"), Kind.APPROVED
    )
    assert not mails("answered")


def test_a_known_address_confirms_its_box_by_the_press_in_its_mail(client, article):
    confirmed(client, article)
    comment = send(client, article, text="One more.", notify="on")
    assert "Yes, write to me" in client.get(link("comment")).content.decode()
    client.post(link("comment"))
    assert CommentSubscription.objects.get(comment=comment).confirmed_at


def test_a_step_that_fails_leaves_no_mail_and_no_count(client, article, moderator):
    first = confirmed(client, article, notify="on")
    steps.decide(first, Kind.APPROVED, by=moderator)
    answer = confirmed(client, article, MAX, parent=first.pk)

    class Stop(Exception):
        pass

    with pytest.raises(Stop), transaction.atomic():
        steps.decide(answer, Kind.APPROVED, by=moderator)
        raise Stop
    assert not mails("answered") and CommentCount.objects.get().comments == 1


def test_unconfirmed_comments_and_addresses_are_deleted_after_a_week(client, article):
    late = send(client, article, notify="on")
    Comment.objects.update(created_at=timezone.now() - timedelta(days=8))
    Commenter.objects.update(last_at=timezone.now() - timedelta(days=8))
    kept = send(client, article, MAX, notify="on")
    assert (delete_unconfirmed(), delete_unconfirmed()) == (1, 0)
    assert list(Comment.objects.all()) == [kept] and late.pk != kept.pk
    assert not Commenter.objects.filter(email_fingerprint=key_of(ROSA)).exists()
    CommentSubscription.objects.update(asked_at=timezone.now() - timedelta(days=8))
    assert delete_subscriptions() == 1


def test_housekeeping_takes_these_steps(db, capsys):
    call_command("housekeeping")
    printed = capsys.readouterr().out
    assert "Unconfirmed comments deleted" in printed and "Addresses for news of answers deleted" in printed


def test_an_address_is_sealed_and_a_seal_has_one_purpose(client, article):
    send(client, article, notify="on")
    sealed = CommentSubscription.objects.get().email_sealed
    assert "rosa" not in sealed and unseal(sealed, purpose="comment-address") == ROSA
    assert unseal(sealed, purpose="comment-delete") is None
    assert seal("x", purpose="a") != seal("x", purpose="a")


def test_a_person_is_found_and_erased_by_their_address(client, article):
    first = confirmed(client, article, notify="on")
    steps.decide(first, Kind.APPROVED)
    steps.decide(confirmed(client, article, MAX, parent=first.pk), Kind.APPROVED)
    send(client, article, text="Alone.")
    assert [found.count() for found in find_by_fingerprint(key_of(ROSA))] == [2, 1, 1]
    for holding in HOLDINGS:
        assert holding.records(ROSA) and holding.preview(ROSA).gone
    assert erase_by_fingerprint(key_of(ROSA)) == 4
    assert erase_by_fingerprint(key_of(ROSA)) == 0
    assert [found.count() for found in find_by_fingerprint(key_of(ROSA))] == [0, 0, 0]
    page = client.get(article.url).content.decode()
    assert "Its writer removed this comment." in page and "Comments (1)" in page


def test_the_desk_erases_each_holding_and_may_repeat_it(client, article):
    confirmed(client, article, notify="on")
    for holding in HOLDINGS:
        assert holding.erase(ROSA, None).gone or holding.name == "answers"
        assert not holding.erase(ROSA, None).gone
    assert not Comment.objects.exists() and not Commenter.objects.exists()
