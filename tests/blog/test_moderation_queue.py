"""The lists of comments: their order, tabs, filters, search, and what is done with several at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.models import Comment
from blog.moderation import queue
from tests.blog.moderation import decide, listed, moderator, page_of, said
from tests.factories.blog import ArticlePageFactory, CommentFactory
from tests.helpers.private_search import sealed
from tests.helpers.queries import assert_max_queries

State = Comment.State


@pytest.fixture
def article(article_list):
    return ArticlePageFactory(parent=article_list, title="Fibre")


def comment_in(state, article, text="Hello", **more):
    return CommentFactory(article=article, state=state, text=text, **more)


def ticked(*comments, verb, **more):
    fields = {"comment": [f"{each.pk}-{each.state}" for each in comments], "verb": verb, "tab": "waiting"}
    return fields | more


def test_what_is_urgent_comes_first_then_what_was_reported_then_the_oldest(client, article):
    moderator(client)
    now = timezone.now()
    for text, days, more in (
        ("new", 1, {}),
        ("old", 9, {}),
        ("reported", 2, {"reports": 2}),
        ("urgent", 0, {"risk_words": ["suicid*"]}),
    ):
        comment_in("waiting", article, text, created_at=now - timedelta(days=days), **more)
    comment_in("approved", article, "seen")
    assert listed(client) == ["urgent", "reported", "old", "new"]
    assert "1 waiting comment has words of risk" in client.get("/admin/comments/").content.decode()


def test_next_goes_through_the_queue_in_its_order(client, article):
    now = timezone.now()
    made = [
        comment_in("waiting", article, created_at=now - timedelta(days=days), risk_words=words, reports=reports)
        for days, words, reports in (
            (1, ["x"], 3),
            (3, ["x"], 0),
            (2, ["x"], 0),
            (9, [], 4),
            (8, [], 4),
            (7, [], 0),
            (1, [], 0),
        )
    ]
    order = [made[0]]
    while len(order) < len(made):
        order.append(queue.after(order[-1], queue.WAITING))
    assert order == made
    assert queue.after(made[-1], queue.WAITING) == made[0]


def test_each_tab_has_its_comments_and_their_number(client, article):
    moderator(client)
    for state in ("waiting", "approved", "spam", "rejected", "removed", "unconfirmed"):
        comment_in(state, article, state)
    comment_in("approved", article, "reported", reports=1)
    shown = {tab.slug: sorted(listed(client, f"/admin/comments/list/{tab.slug}/")) for tab in queue.TABS}
    assert shown["reported"] == ["reported"]
    assert shown["approved"] == ["approved", "reported"]
    assert [shown[state] for state in ("waiting", "spam", "rejected")] == [["waiting"], ["spam"], ["rejected"]]
    assert len(shown["all"]) == 7
    tabs = page_of(client.get("/admin/comments/")).select(".saved-views a")
    assert [" ".join(tab.get_text().split()) for tab in tabs] == [
        *("Waiting 1", "Reported 1", "Approved 2", "Spam 1", "Rejected 1", "All 7")
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=rosa", ["www.shop.example"]),
        ("q=THANK", ["Thank you"]),
        ("article=fib", ["Thank you", "www.shop.example"]),
        ("article=nothing", []),
        ("score=likely", ["www.shop.example"]),
        ("score=none", ["Thank you"]),
        ("links=yes", ["www.shop.example"]),
        ("links=no", ["Thank you"]),
        ("risk=yes", []),
        ("created_at_from=2020-01-01&created_at_to=2020-02-01", []),
    ],
)
def test_a_list_is_narrowed(client, article, query, found):
    moderator(client)
    comment_in("waiting", article, "Thank you", name="Maya")
    comment_in("waiting", article, "www.shop.example", name="Rosa", spam_score=7)
    assert sorted(listed(client, f"/admin/comments/?{sealed(query)}")) == found


@pytest.mark.parametrize("words", ["ostergard", "ØSTERGÅRD", "creme brulee", "BRÛLÉE"])
def test_a_search_knows_no_accents_and_stays_when_another_list_is_opened(client, article, words):
    moderator(client)
    comment_in("waiting", article, "Nothing of that")
    comment_in("approved", article, "I had crème brûlée", name="Ida Østergård")
    address = f"/admin/comments/?{sealed(f'q={words}')}"
    assert listed(client, address) == []
    tabs = {tab.get_text().split()[0]: tab["href"] for tab in page_of(client.get(address)).select(".saved-views a")}
    for name in ("Approved", "All"):
        assert listed(client, tabs[name]) == ["I had crème brûlée"]
    assert listed(client, tabs["Spam"]) == []
    assert "?" not in page_of(client.get("/admin/comments/")).select_one(".saved-views a")["href"]


HOSTILE = [
    *("q=%00", "q=%25", "q=%22%27--", "p=abc", "p=0", "p=99999999999999999999", "ordering=;drop", "article=%00"),
    *("score=x", "links=maybe", "risk=%F0%9F", "created_at_from=99999-99-99", "created_at_from=abc", "export=csv"),
    *("created_at_from=0001-01-01&created_at_to=9999-12-31", "tab=x", "q=" + "x" * 3000),
]


@pytest.mark.parametrize("where", ["", "results/", "list/all/", "list/spam/results/"])
def test_odd_addresses_get_an_answer(client, article, where):
    moderator(client)
    comment_in("waiting", article)
    for query in HOSTILE:
        assert client.get(f"/admin/comments/{where}?{sealed(query)}").status_code == 200, query
    assert client.get("/admin/comments/list/nonsense/").status_code == 404
    assert client.get("/admin/comments/99999999999999999999999/").status_code == 404


def test_a_long_queue_costs_no_more_queries_than_a_short_one(client, article):
    moderator(client)
    client.get("/admin/comments/")
    for number in range(60):
        comment_in("waiting", article, f"number {number}", risk_words=["suicid*"] if number % 3 else [])
    with assert_max_queries(20):
        assert len(listed(client)) == 50


def test_several_are_decided_on_at_once_and_undone_with_one_press(client, article):
    moderator(client)
    first, second, other = (comment_in("waiting", article) for _ in range(3))
    response = client.post("/admin/comments/several/", ticked(first, second, verb="approve"), follow=True)
    assert "2 comments were approved." in said(response)
    assert set(Comment.objects.approved()) == {first, second}
    form = page_of(response).select_one("form.moderation-undo")
    fields = {field["name"]: field["value"] for field in form.select("input")}
    assert "2 decisions are undone." in said(client.post(form["action"], fields, follow=True))
    assert Comment.objects.waiting().count() == 3
    assert "Not undone" in said(client.post(form["action"], fields, follow=True))
    assert Comment.objects.waiting().count() == 3
    assert other.decisions.count() == 0


def test_several_are_deleted_only_after_one_more_question(client, article):
    moderator(client)
    first, second = (comment_in("spam", article, "Buy juice") for _ in range(2))
    page = page_of(client.post("/admin/comments/several/", ticked(first, second, verb="delete")))
    assert "Delete 2 comments?" in page.get_text()
    assert Comment.objects.filter(text="Buy juice").count() == 2
    response = client.post("/admin/comments/several/", ticked(first, second, verb="delete", sure="yes"), follow=True)
    assert "2 comments were deleted." in said(response)
    assert not page_of(response).select("form.moderation-undo")
    assert not Comment.objects.filter(text="Buy juice").exists()


def test_who_is_second_is_told_which_were_decided_on_already(client, article):
    moderator(client)
    first, second = comment_in("waiting", article, name="Maya"), comment_in("waiting", article, name="Tom")
    both = ticked(first, second, verb="approve")
    decide(client, first, "spam")
    answer = said(client.post("/admin/comments/several/", both, follow=True))
    assert "1 comment was approved." in answer
    assert "Not done with 1, because somebody was faster: Maya is now “Spam”." in answer
    first.refresh_from_db()
    assert (first.state, first.decisions.count()) == ("spam", 1)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"verb": "approve"},
        {"verb": "explode", "comment": "1-waiting"},
        {"verb": "approve", "comment": ["", "x", "-", "99999999999999999999999-waiting", "²-waiting", "\0-waiting"]},
        {"verb": "keep", "comment": "1-approved"},
    ],
)
def test_an_odd_form_does_nothing(client, article, fields):
    moderator(client)
    comment_in("waiting", article)
    assert "nothing was done" in said(client.post("/admin/comments/several/", fields, follow=True))
    assert Comment.objects.waiting().count() == 1


def test_the_dashboard_says_what_waits(client, article):
    moderator(client)
    assert "Nothing waits for you: every comment" in client.get("/admin/").content.decode()
    comment_in("waiting", article, risk_words=["suicid*"])
    comment_in("waiting", article)
    comment_in("approved", article, reports=1)
    text = page_of(client.get("/admin/")).get_text()
    for line in (
        "1 comment has words of risk: please read it first",
        "2 comments wait for a decision",
        "1 comment was reported by readers",
    ):
        assert line in text
