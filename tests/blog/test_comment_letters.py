"""What readers are written to about their comments, and what the links in these mails do."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone
from post_office.models import STATUS, Email

from blog.comments import steps
from blog.comments.forgetting import delete_hidden_names, delete_subscriptions, delete_unconfirmed
from blog.comments.letters import stop_all
from blog.comments.steps import Kind
from blog.models import Comment, CommentCount, Commenter, CommentLink, CommentSubscription
from blog.privacy import HOLDINGS, erase_by_fingerprint, find_by_fingerprint, key_of
from core.forms import opened_token
from core.mail import delete_early, send_waiting
from core.privacy.choices import choices_of, take_back
from core.privacy.consent_report import live_consents
from core.privacy.links import send_link
from core.sealed import seal, unseal
from tests.factories.blog import (
    ArticlePageFactory,
    CommentFactory,
    MedicalReviewFactory,
    PeoplePageFactory,
    PersonPageFactory,
)

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


# What our readers have in their mailboxes, whatever is deleted here.
arrived: list[Email] = []


@pytest.fixture(autouse=True)
def mailboxes():
    """Remember each mail that was written."""

    def arrive(instance, created, **kwargs):
        arrived.extend([instance] if created else [])

    arrived.clear()
    post_save.connect(arrive, sender=Email)
    yield
    post_save.disconnect(arrive, sender=Email)


def mail_to(email) -> Email:
    return [mail for mail in arrived if mail.to == [email]][-1]


def link(kind, mail=None) -> str:
    message = (mail or arrived[-1]).message
    return re.search(rf"https?://[^/\s]+(/requests/{kind}/\S+)", message)[1]  # type: ignore[index]


def mails(name="") -> list[str]:
    return [mail.subject for mail in arrived if name in mail.subject]


def trusted(email=ROSA):
    Commenter.objects.create(email_fingerprint=key_of(email), confirmed_at=timezone.now(), approved=2)


def confirmed(client, article, email=ROSA, **changes):
    comment = send(client, article, email, **changes)
    if comment.state == State.UNCONFIRMED:
        client.post(link("comment", mail_to(email)))
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
    for mail in arrived:
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
    client.post(link("comment-delete", mail_to(MAX)))
    client.post(link("comment", mail_to(ROSA)))
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
    page = client.post(link("comment"), follow=True).content.decode()
    assert "Your comment is on our site" in page and f'href="/comments/{comment.pk}/"' in page
    comment.refresh_from_db()
    assert comment.state == State.APPROVED
    type(article).objects.filter(pk=article.pk).update(comment_switch="closed")
    assert "Your comment is on our site" in client.get(link("comment")).content.decode()
    article.unpublish()
    assert "Your comment is on our site" not in client.get(link("comment")).content.decode()


def test_what_a_trusted_address_says_of_danger_waits_for_a_person(client, article):
    trusted()
    assert confirmed(client, article, text="I want to end my life.").state == State.WAITING


def close(article, comment, how):
    """Let ``article`` take no comments by itself any more."""
    if how in ("closed by hand", "too old"):
        old = {"first_published_at": timezone.now() - timedelta(days=31)}
        changes = {"comment_switch": "closed"} if how == "closed by hand" else old
        type(article).objects.filter(pk=article.pk).update(**changes)
    elif how == "review overdue":
        reviewer = PersonPageFactory(parent=PeoplePageFactory(parent=article.get_parent().get_parent()))
        due = timezone.localdate() - timedelta(days=1)
        MedicalReviewFactory(article=article, reviewer=reviewer, next_due=due, outcome="approved", published=True)
    elif how == "private":
        article.view_restrictions.create(restriction_type="login")
    elif how == "unpublished":
        article.unpublish()
    elif how == "answered comment gone":
        steps.decide(comment.parent, Kind.REJECTED)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("closed by hand", "Comments on this article are closed."),
        ("too old", "30 days after the article was published."),
        ("review overdue", "its medical review is overdue."),
        ("private", "The article is not on our site at present"),
        ("unpublished", "The article is not on our site at present"),
        ("answered comment gone", "The comment that it answers is no longer there."),
    ],
)
def test_what_closed_between_sending_and_the_press_waits_and_its_writer_is_told(client, article, how, words):
    trusted()
    parent = CommentFactory(article=article, email_fingerprint=key_of(MAX))
    comment = send(client, article, parent=parent.pk)
    close(article, comment, how)
    before = client.get(link("comment")).content.decode()
    assert words in before and "You can still send it" in before
    after = client.post(link("comment"), follow=True).content.decode()
    assert words in after and "waiting for a moderator, who decides whether it still appears" in after
    comment.refresh_from_db()
    assert comment.state == State.WAITING
    assert words in comment.decisions.get().note


def test_a_link_whose_article_was_deleted_leads_nowhere(client, article):
    send(client, article)
    path = link("comment")
    article.delete()
    assert client.post(path).status_code == 410


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

    mail = arrived[-1]
    stop = link("comment-stop", mail)
    assert mail.to == [ROSA] and stop in mail.headers["List-Unsubscribe"]
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client.get(stop)
    assert CommentSubscription.objects.exists()
    from_a_mail_program = {"origin": "https://mail.example"}
    assert client.post(stop, {"List-Unsubscribe": "One-Click"}, headers=from_a_mail_program).status_code == 200
    assert not CommentSubscription.objects.exists()
    for again in (client.get(stop), client.post(stop)):
        assert again.status_code == 200 and "We write no more about answers" in again.content.decode()
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
    assert "We write to you when somebody answers." in client.post(link("comment"), follow=True).content.decode()
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
    assert not Email.objects.filter(subject__contains="answered").exists() and CommentCount.objects.get().comments == 1


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


def test_a_hidden_name_is_deleted_after_a_month(client, article, moderator):
    lately, long_ago = (CommentFactory(article=article, name="Maya Hill") for _ in range(2))
    for comment in (lately, long_ago):
        steps.hide_name(comment, by=moderator)
    long_ago.decisions.update(at=timezone.now() - timedelta(days=31))
    assert (delete_hidden_names(), delete_hidden_names()) == (1, 0)
    for comment, before in ((lately, "Maya Hill"), (long_ago, "")):
        comment.refresh_from_db()
        assert (comment.name, comment.name_before) == ("A reader", before)
    assert not steps.undo(long_ago, by=moderator, decision=long_ago.decisions.get().pk)


def test_who_takes_back_the_mails_about_answers_in_my_data_gets_none(client, article, moderator):
    first, second = (confirmed(client, article, text=text, notify="on") for text in ("One.", "Two."))
    client.post(link("comment"))
    waiting = send(client, article, text="Three.", notify="on")
    other = confirmed(client, article, MAX, notify="on")
    for comment in (first, second, other):
        steps.decide(comment, Kind.APPROVED, by=moderator)
    send_link(ROSA)
    path = link("my-data")
    page = client.get(path).content.decode()
    assert page.count("Mails about answers to your comments</h") == 1 and "answers to your 2 comments" in page
    (name, _) = choices_of(ROSA, private=True)[0]
    (agreed,) = live_consents()
    assert (agreed.wording, agreed.count) == (CommentSubscription.objects.first().wording, 2)
    # Whoever was sent somebody’s newsletter learns nothing of comments.
    assert choices_of(ROSA, private=False) == [] and not take_back(ROSA, name, private=False)
    assert "It is taken back." in client.post(path, {"choice": name}, follow=True).content.decode()
    assert [news.comment for news in CommentSubscription.objects.all()] == [other] and waiting.pk
    assert choices_of(ROSA, private=True) == [] and stop_all(key_of(ROSA)) == 0
    answer = CommentFactory(article=article, parent=first, state=State.WAITING, email_fingerprint="a")
    steps.decide(answer, Kind.APPROVED, by=moderator)
    assert not mails("answered") and stop_all(key_of(MAX)) == 1


def test_housekeeping_takes_these_steps(db, capsys):
    call_command("housekeeping")
    printed = capsys.readouterr().out
    assert "Unconfirmed comments deleted" in printed and "Addresses for news of answers deleted" in printed


def later(**more):
    return time_machine.travel(timezone.now() + timedelta(**more), tick=False)


def test_no_stored_mail_leads_from_an_address_to_a_comment_that_is_confirmed(client, article, moderator):
    first = send(client, article, notify="on")
    CommentLink.objects.update(created_at=timezone.now() - timedelta(hours=1))
    send(client, article, notify="on")
    assert Email.objects.filter(to=ROSA).count() == 2
    client.post(link("comment"))
    assert not Email.objects.filter(to=ROSA).exists() and first.links.count() == 2
    # The mails that tell of the next comment and of an answer go as soon as they were sent, an hour later at most.
    send(client, article, text="Another one.")
    steps.decide(first, Kind.APPROVED, by=moderator)
    steps.decide(confirmed(client, article, MAX, parent=first.pk), Kind.APPROVED, by=moderator)
    assert mails()[-1] == "Somebody has answered you" and Email.objects.filter(to=ROSA).count() == 2
    with later(hours=2):
        assert delete_early() == 0
        send_waiting()
        assert (delete_early(), delete_early()) == (2, 0)
    assert not Email.objects.exists()


def test_a_mail_that_nobody_answered_goes_after_a_week_and_one_that_failed_can_be_tried_again(client, article):
    send(client, article)
    send(client, article, MAX, text="Failed.")
    send_link(ROSA)
    send_waiting()
    Email.objects.filter(to=MAX).update(status=STATUS.failed, context={"mail": "comment_answered"})
    with later(days=6, hours=23):
        assert delete_early() == 0
    with later(days=7, hours=1):
        assert delete_early() == 2
    assert [mail.subject for mail in Email.objects.all()] == ["Your data"]


@pytest.mark.parametrize("who", ["writer", "moderator"])
def test_the_mail_goes_with_the_comment(client, article, moderator, who):
    comment = send(client, article)
    if who == "writer":
        client.post(link("comment-delete"))
    else:
        steps.decide(comment, Kind.REMOVED, by=moderator)
    assert not Email.objects.exists()


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
