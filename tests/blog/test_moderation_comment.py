"""One comment in the admin: decisions, undo, answers, parts taken out, and two moderators at it."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from blog.comments import steps
from blog.models import CannedReply, Comment, CommentDecision, ModeratorChoice
from blog.models.comment import REDACTED
from blog.moderation import redacting
from core.tokens import digest
from tests.blog.moderation import decide, moderator, page_of, said
from tests.factories.blog import ArticlePageFactory, CommentFactory
from tests.factories.core import UserFactory

State = Comment.State
Kind = CommentDecision.Kind


@pytest.fixture
def article(article_list):
    return ArticlePageFactory(parent=article_list, title="Fibre")


@pytest.fixture
def waiting(article):
    return CommentFactory(
        article=article, state="waiting", name="Maya", text="Call me on 07700 900123. It helped. Thanks!"
    )


def state_of(comment):
    return Comment.objects.get(pk=comment.pk).state


def address(comment, rest=""):
    return f"/admin/comments/{comment.pk}/{rest}"


def undo(client, response):
    """Press “Undo” in the message of ``response``."""
    form = page_of(response).select_one("form.moderation-undo")
    fields = {field["name"]: field["value"] for field in form.select("input")}
    response = client.post(form["action"], fields, follow=True)
    assert "The decision is undone." in said(response)
    return response


@pytest.mark.parametrize(
    ("verb", "state", "words"),
    [
        ("approve", "approved", "was approved"),
        ("spam", "spam", "was marked as spam"),
        ("reject", "rejected", "was rejected"),
    ],
)
def test_a_decision_is_taken_remembered_and_can_be_undone_from_the_next_page(client, waiting, verb, state, words):
    user = moderator(client)
    following = CommentFactory(article=waiting.article, state="waiting", name="Tom")
    response = decide(client, waiting, verb)
    assert response.redirect_chain[-1][0] == address(following)
    assert f"The comment by Maya {words}." in said(response)
    assert state_of(waiting) == state
    assert waiting.decisions.get().by == user
    response = undo(client, response)
    assert response.redirect_chain[-1][0] == address(waiting)
    assert state_of(waiting) == "waiting"


def test_after_the_last_one_the_list_says_that_nothing_waits(client, waiting):
    moderator(client)
    assert "Nothing waits for you." in decide(client, waiting, "approve").content.decode()


def test_the_page_shows_the_thread_the_score_the_risk_and_what_happened(client, article):
    user = moderator(client, first_name="Anna", last_name="Smith")
    top = CommentFactory(article=article, name="Rosa", text="First")
    steps.decide(top, Kind.REJECTED, by=user)
    steps.undo(top, by=user)
    sibling = CommentFactory(article=article, parent=top, name="Tom", text="Me too <b>")
    here = CommentFactory(
        article=article,
        parent=top,
        state="waiting",
        text="I took an overdose",
        risk_words=["overdos*"],
        spam_score=2,
        spam_reasons=["one link or address of a website (2 points)"],
    )
    page = page_of(client.get(address(here)))
    places = [place.get_text().strip() for place in page.select(".moderation-thread .moderation-text")]
    assert places == ["First", "Me too <b>", "I took an overdose"]
    assert page.select_one("mark.risk").get_text() == "overdose"
    assert page.select_one(f'a[href="{article.url}"]').get_text() == "Fibre"
    assert "One link or address of a website (2 points)" in page.get_text()
    assert "Please read this one first" in page.get_text()
    assert "It has words that can mean danger: words beginning with “overdos”." in page.get_text()
    assert page.select_one(f'a[href="{address(sibling)}"]')
    above = page_of(client.get(address(top))).select_one(".timeline").get_text()
    assert "Undone" in above and "Rejected" in above and "Anna Smith" in above


def test_a_second_moderator_is_told_what_the_first_did_and_changes_nothing(client, waiting):
    first = moderator(first_name="Anna", last_name="Smith")
    steps.decide(waiting, Kind.SPAM, by=first)
    moderator(client)
    response = decide(client, waiting, "approve", seen="waiting")
    assert "somebody was faster. Marked as spam by Anna Smith" in said(response)
    assert "It is now “Spam”." in said(response)
    assert state_of(waiting) == "spam"


def test_an_undo_does_not_touch_what_a_colleague_decided_since(client, waiting):
    moderator(client)
    decide(client, waiting, "approve")
    mine = waiting.decisions.get()
    decide(client, waiting, "reject", seen="approved")
    response = client.post("/admin/comments/undo/", {"decisions": mine.pk}, follow=True)
    assert "somebody has decided something else since" in said(response)
    assert state_of(waiting) == "rejected"


def test_a_report_does_not_stand_in_the_way_of_an_undo(waiting):
    user = moderator()
    steps.decide(waiting, Kind.APPROVED, by=user)
    waiting.decisions.create(kind=Kind.REPORTED, before="approved")
    assert steps.undo(waiting, by=user)
    assert state_of(waiting) == "waiting"


@pytest.mark.parametrize(("verb", "state"), [("keep", "approved"), ("reject", "rejected"), ("spam", "spam")])
def test_undoing_a_decision_brings_the_reports_back_that_it_dealt_with(client, article, verb, state):
    moderator(client)
    comment = CommentFactory(article=article, reports=2)
    response = decide(client, comment, verb, seen="approved")
    comment.refresh_from_db()
    assert (comment.state, comment.reports) == (state, 0)
    if state == "approved":
        steps.report(comment, "It is unkind")
    undo(client, response)
    comment.refresh_from_db()
    assert (comment.state, comment.reports) == ("approved", 3 if state == "approved" else 2)
    assert not steps.undo(comment, by=None)


def test_what_was_reported_is_kept_or_taken_down(client, article):
    moderator(client)
    kept, gone = (CommentFactory(article=article, reports=2) for _ in range(2))
    assert "reports are dealt with" in said(decide(client, kept, "keep", seen="approved"))
    decide(client, gone, "reject", seen="approved")
    assert list(Comment.objects.order_by("pk").values_list("state", "reports")) == [("approved", 0), ("rejected", 0)]


def test_deleting_asks_once_more_and_then_nothing_of_the_text_is_left(client, waiting):
    moderator(client)
    assert decide(client, waiting, "delete").status_code == 200
    assert state_of(waiting) == "waiting"
    assert "cannot be undone" in client.get(address(waiting, "delete/")).content.decode()
    response = decide(client, waiting, "delete", sure="yes")
    assert "was deleted" in said(response)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.name, waiting.text, waiting.email_fingerprint) == ("removed", "", "", "")
    assert client.get(address(waiting)).status_code == 200
    assert client.get(address(waiting, "delete/")).status_code == 302


def test_ticked_sentences_and_typed_words_are_gone_for_good(client, waiting):
    moderator(client)
    page = page_of(client.get(address(waiting)))
    sentences = [label.get_text().strip() for label in page.select(".moderation-sentences label")]
    assert sentences == ["Call me on 07700 900123.", "It helped.", "Thanks!"]
    fields = {"sentences": "0", "part": "  thanks! ", "version": redacting.version(waiting)}
    response = client.post(address(waiting, "redact/"), fields, follow=True)
    assert "2 parts are deleted." in said(response)
    waiting.refresh_from_db()
    assert waiting.text == f"{REDACTED} It helped. {REDACTED}"
    assert "[removed by a moderator] It helped." in page_of(response).select_one(".moderation-thread").get_text()
    assert waiting.decisions.get().kind == Kind.REDACTED


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Please tick a sentence or type the words that should go."),
        ({"part": "   "}, "Please tick a sentence"),
        ({"part": "not there"}, "These words do not stand in the comment."),
        ({"part": "x" * 1001}, "at most 1000 characters"),
    ],
)
def test_taking_nothing_out_is_explained(client, waiting, fields, message):
    moderator(client)
    response = client.post(address(waiting, "redact/"), {"version": redacting.version(waiting)} | fields)
    assert response.status_code == 422
    assert message in BeautifulSoup(response.content, "html.parser").select_one(".moderation-error").get_text()


@pytest.mark.parametrize("sentences", ["99", "-1", "abc", "99999999999999999999"])
def test_a_sentence_that_is_not_there_takes_nothing_out(client, waiting, sentences):
    moderator(client)
    fields = {"sentences": sentences, "version": redacting.version(waiting)}
    client.post(address(waiting, "redact/"), fields, follow=True)
    assert "07700" in Comment.objects.get().text


def test_sentences_of_a_wording_that_has_changed_are_not_taken_out(client, waiting):
    moderator(client)
    seen = redacting.version(waiting)
    redacting.redact(waiting, numbers=[0], part="", seen=seen, by=moderator())
    response = client.post(address(waiting, "redact/"), {"sentences": "0", "version": seen}, follow=True)
    assert "somebody was faster. A part taken out by" in said(response)
    assert Comment.objects.get().text == f"{REDACTED} It helped. Thanks!"


@pytest.mark.parametrize(
    ("text", "numbers", "part", "left"),
    [
        ("One. Two! Three?", [1], "", "One. * Three?"),
        ("One. Two.", [0, 1], "", "*"),
        ("No full stop", [0], "", "*"),
        ("A line\nand another\n\nand a third", [1], "", "A line\n*\n\nand a third"),
        ("Ask Tom Hill. Tom  hill knows.", [], "tom hill", "Ask *. * knows."),
        ("One. Two. Three.", [1], "wo. thr", "One. *ee."),
        ("“Really?” she said. Yes.", [0], "", "* she said. Yes."),
        ("a.*(b)", [], ".*(", "a*b)"),
    ],
)
def test_what_stays_when_parts_go(text, numbers, part, left):
    assert redacting.without(text, redacting.spans_of(text, numbers, part)).replace(REDACTED, "*") == left


def test_a_name_that_says_too_much_is_hidden_and_can_be_shown_again(client, article):
    user = moderator(client)
    comment = CommentFactory(article=article, name="Maya Hill, 12 Elm Road")
    assert page_of(client.get(address(comment))).select_one('button[data-key="h"]')
    response = client.post(address(comment, "name/"), follow=True)
    assert "Readers see “A reader” in place of the name." in said(response)
    public = (client.get(article.url), client.get(f"/comments/article/{article.pk}/feed/"))
    assert all("A reader" in each.content.decode() and "Maya" not in each.content.decode() for each in public)
    decision = comment.decisions.get()
    assert (decision.kind, decision.by) == (Kind.UNNAMED, user)
    page = page_of(response)
    assert "Its writer chose “Maya Hill, 12 Elm Road”" in page.get_text() and not page.select('[data-key="h"]')
    # What is decided beside it does not stand in the way.
    decide(client, comment, "reject", seen="approved")
    assert page_of(undo(client, response)).select_one('button[data-key="h"]')
    comment.refresh_from_db()
    assert (comment.name, comment.name_before, comment.state) == ("Maya Hill, 12 Elm Road", "", "rejected")
    assert steps.undo(comment, by=user) and state_of(comment) == "approved"
    assert [each.get_kind_display() for each in comment.decisions.all()] == [
        *("Name shown as “A reader”", "Rejected", "Name shown again", "Undone")
    ]


def test_a_name_that_a_colleague_has_hidden_or_their_own_is_not_hidden(client, article):
    user = moderator(client)
    comment = CommentFactory(article=article, name="Maya Hill")
    steps.hide_name(comment, by=moderator(first_name="Anna", last_name="Smith"))
    response = client.post(address(comment, "name/"), follow=True)
    assert "somebody was faster. Name shown as “A reader” by Anna Smith" in said(response)
    staff = CommentFactory(article=article, staff=user, email_fingerprint="", name="Dr Halvorsen")
    for other in (staff, CommentFactory(article=article, name="A reader"), CommentFactory(article=article)):
        if other.name == "Rosa":
            steps.decide(other, Kind.REMOVED)
        assert not page_of(client.get(address(other))).select('[data-key="h"]')
        client.post(address(other, "name/"))
        assert Comment.objects.get(pk=other.pk).name_before == ""


def test_a_hidden_name_goes_with_the_comment(client, article):
    comment = CommentFactory(article=article, name="Maya Hill")
    CommentFactory(article=article, parent=comment)
    steps.hide_name(comment, by=moderator(client))
    steps.decide(comment, Kind.REMOVED)
    assert "Maya" not in str(Comment.objects.values())
    assert "Maya" not in client.get(address(comment)).content.decode()


def test_neither_title_nor_address_of_a_page_names_a_reader(client, waiting):
    moderator(client)
    for path in ("", "delete/"):
        page = page_of(client.get(address(waiting, path)))
        assert "Maya" in page.find("main").get_text() and "Maya" not in page.title.get_text()


def test_an_answer_that_was_taken_down_can_be_sent_again(client, article):
    user = moderator(client)
    asked = CommentFactory(article=article)
    fields = {"text": "Thank you.", "seen": "approved"}
    for verb in (Kind.REJECTED, Kind.SPAM, Kind.REMOVED):
        assert "is published" in said(client.post(address(asked, "answer/"), fields, follow=True))
        (answer,) = asked.replies.approved()
        assert (answer.staff, answer.text) == (user, "Thank you.")
        steps.decide(answer, verb, by=user)
    assert asked.replies.count() == 1


def test_an_answer_that_lost_a_part_and_was_taken_down_is_published_whole(client, article):
    user = moderator(client)
    asked = CommentFactory(article=article)
    fields = {"text": "Ask Dr Hill. It helps.", "seen": "approved"}
    client.post(address(asked, "answer/"), fields)
    old = asked.replies.get()
    redacting.redact(old, numbers=[], part="Dr Hill", seen=redacting.version(old), by=user)
    steps.decide(old, Kind.REJECTED, by=user)
    assert "is published" in said(client.post(address(asked, "answer/"), fields, follow=True))
    assert asked.replies.approved().get().text == "Ask Dr Hill. It helps."
    old.refresh_from_db()
    assert (old.state, old.text) == ("rejected", f"Ask {REDACTED}. It helps.")


def test_what_was_taken_out_of_an_answer_cannot_be_guessed_from_what_is_stored(client, article):
    user = moderator(client)
    asked = CommentFactory(article=article)
    client.post(address(asked, "answer/"), {"text": "Ask Dr Hill.", "seen": "approved"})
    stored = asked.replies.get().digest
    assert stored not in {digest(f"answer {asked.pk} {user.pk} {text}") for text in ("Ask Dr Hill.", "ask dr hill.")}


def test_a_colleague_reads_what_readers_will_see_above_the_answer(client, article, waiting):
    moderator(client, first_name="Anna", last_name="Smith")
    page = page_of(client.get(address(waiting)))
    assert "Above your answer readers see “Anna Smith, editorial team”." in page.get_text()
    client.post(address(waiting, "answer/"), {"text": "Thank you.", "seen": "waiting"})
    assert "Anna Smith, editorial team" in client.get(article.url).content.decode()


def test_an_answer_appears_at_once_and_approves_what_it_answers(client, waiting):
    user = moderator(client, first_name="Anna", last_name="Smith")
    fields = {"text": "Thank you for telling us.", "seen": "waiting"}
    response = client.post(address(waiting, "answer/"), fields, follow=True)
    assert "Your answer to Maya is published, as Anna Smith." in said(response)
    answer = Comment.objects.get(staff=user)
    assert (answer.parent, answer.state, answer.email_fingerprint) == (waiting, "approved", "")
    assert state_of(waiting) == "approved"
    assert "This answer is there already." in said(client.post(address(waiting, "answer/"), fields, follow=True))
    assert Comment.objects.count() == 2


def test_an_answer_to_an_answer_stands_next_to_it(client, article):
    moderator(client)
    top = CommentFactory(article=article)
    below = CommentFactory(article=article, parent=top)
    client.post(address(below, "answer/"), {"text": "Thanks.", "seen": "approved"})
    assert Comment.objects.latest("pk").parent == top


def test_an_answer_that_comes_too_late_is_not_lost(client, waiting):
    moderator(client)
    steps.decide(waiting, Kind.SPAM, by=None)
    response = client.post(address(waiting, "answer/"), {"text": "Thank you.", "seen": "waiting"})
    assert response.status_code == 409
    assert "Your answer was not published" in said(response)
    assert BeautifulSoup(response.content, "html.parser").select_one("#answer_text").get_text().strip() == "Thank you."
    assert not Comment.objects.exclude(pk=waiting.pk).exists()


@pytest.mark.parametrize(
    ("text", "message"), [("", "Please add your answer."), ("x" * 5001, "at most 5000"), ("\0", "")]
)
def test_a_faulty_answer_is_explained(client, waiting, text, message):
    moderator(client)
    response = client.post(address(waiting, "answer/"), {"text": text, "seen": "waiting"})
    assert response.status_code == 422
    assert message in BeautifulSoup(response.content, "html.parser").select_one("#answer-problem").get_text()
    assert state_of(waiting) == "waiting"


def test_a_ready_made_answer_is_put_below_what_was_typed_without_a_script(client, waiting):
    moderator(client)
    waiting.risk_words = ["suicid*"]
    waiting.save()
    page = page_of(client.get(address(waiting)))
    first = page.select_one('button[name="insert"]')
    assert first.get_text() == "In a crisis: whom to call"
    response = client.post(
        address(waiting, "answer/"), {"text": "Dear Maya", "insert": first["value"], "seen": "waiting"}
    )
    text = page_of(response).select_one("#answer_text").get_text()
    assert text.strip().startswith("Dear Maya") and "116 123" in text and "999" in text
    assert Comment.objects.count() == 1 and state_of(waiting) == "waiting"
    for odd in ("", "abc", "99999999999999999999", "²"):
        assert client.post(address(waiting, "answer/"), {"text": "Dear", "insert": odd}).status_code == 200


def test_the_first_ready_made_answers_say_where_their_facts_come_from(db):
    crisis = CannedReply.objects.get(title="In a crisis: whom to call")
    assert "samaritans.org" in crisis.source and crisis.for_risk
    assert CannedReply.objects.filter(title="Please ask your clinician").exists()


def test_the_list_of_ready_made_answers_says_yes_and_no(client, db):
    client.force_login(UserFactory(is_superuser=True))
    text = page_of(client.get(reverse("wagtailsnippets_blog_cannedreply:list"))).select_one("table").get_text()
    assert "For words of risk" in text and "Yes" in text and "No" in text and "True" not in text


def test_single_keys_are_listed_and_can_be_switched_off(client, waiting):
    user = moderator(client)
    page = page_of(client.get(address(waiting)))
    assert page.select_one("[data-keys]") and "approve" in page.select_one(".moderation-keys").get_text()
    response = client.post("/admin/comments/keys/", {"keys": "off", "comment": waiting.pk}, follow=True)
    assert "Single keys are switched off." in said(response)
    assert not page_of(response).select_one("[data-keys]")
    assert not ModeratorChoice.objects.get(user=user).single_keys


def test_a_comment_under_an_unpublished_article_can_be_approved_and_is_not_shown(client, waiting):
    moderator(client)
    article = waiting.article
    article.unpublish()
    assert "This article is not published" in client.get(address(waiting)).content.decode()
    assert "was approved" in said(decide(client, waiting, "approve"))
    assert client.get(article.url).status_code == 404


def test_a_comment_that_went_with_its_article_is_no_longer_there(client, waiting):
    moderator(client)
    waiting.article.delete()
    assert client.post(address(waiting, "decide/"), {"verb": "approve", "seen": "waiting"}).status_code == 404


@pytest.mark.parametrize("verb", ["", "explode", "removed", "\0", "undone"])
def test_an_odd_decision_changes_nothing(client, waiting, verb):
    moderator(client)
    assert decide(client, waiting, verb).status_code == 200
    assert state_of(waiting) == "waiting" and not waiting.decisions.exists()


@pytest.mark.parametrize("decisions", ["", "abc", "1,2,x", "99999999999999999999", "\0", ",".join("1" * 500)])
def test_an_odd_undo_changes_nothing(client, waiting, decisions):
    moderator(client)
    assert "Not undone" in said(client.post("/admin/comments/undo/", {"decisions": decisions}, follow=True))
