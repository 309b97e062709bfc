"""The comments under an article as readers see them: pages, stable addresses, words of colleagues, feed, reports."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from blog.comments import steps
from blog.comments.counting import recount
from blog.comments.rendering import as_html
from blog.comments.steps import Kind
from blog.models import Comment, CommentDecision, ReviewerAccount
from blog.models.comment import REDACTED
from core.forms import opened_token
from core.models import SiteSettings
from tests.factories.blog import (
    ArticleAuthorFactory,
    ArticlePageFactory,
    CommentFactory,
    MedicalReviewFactory,
    PeoplePageFactory,
    PersonPageFactory,
)
from tests.helpers.queries import assert_max_queries

State = Comment.State


@pytest.fixture
def article(article_list):
    return ArticlePageFactory(parent=article_list)


@pytest.fixture
def moderator(db):
    return get_user_model().objects.create_user("mo", password=None)


def read(client, article, **parameters):
    answer = client.get(article.url, parameters)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def many(article, number, parent=None, **fields):
    """Return the keys of so many approved comments, stored at once."""
    start = timezone.now() - timedelta(days=1)
    Comment.objects.bulk_create(
        Comment(
            article=article,
            parent=parent,
            name=f"Reader {count}",
            text=f"Words {count} https://example.org/{count}",
            email_fingerprint="x",
            digest=f"{parent and parent.pk} {count}",
            state=State.APPROVED,
            created_at=start + timedelta(seconds=count),
            **fields,
        )
        for count in range(number)
    )
    recount(article.pk)
    return list(article.comments.filter(parent=parent).order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("One\r\n\r\n\r\nTwo\nThree", "<p>One</p><p>Two<br>Three</p>"),
        ("javascript:alert(1) data:text/html,x", "<p>javascript:alert(1) data:text/html,x</p>"),
        (
            "See (https://a.example/x?b=1&c=2).",
            '<p>See (<a href="https://a.example/x?b=1&amp;c=2" rel="ugc nofollow noopener">'
            "https://a.example/x?b=1&amp;c=2</a>).</p>",
        ),
        ('https://a.example/"onclick="alert(1)', 'https://a.example/</a>"onclick="alert(1)</p>'),
        (f"Take {REDACTED} daily", "<p>Take <em>[removed by a moderator]</em> daily</p>"),
        ("https:// x", "<p>https:// x</p>"),
        ("", ""),
    ],
)
def test_text_becomes_paragraphs_and_links_and_nothing_else(typed, shown):
    html = as_html(typed)
    assert shown in html
    assert not BeautifulSoup(html, "html.parser").find(lambda tag: tag.name not in ("p", "br", "a", "em"))


def test_threads_stand_on_pages_and_each_comment_has_an_address_that_stays(client, article):
    keys = many(article, 120)
    first, last = read(client, article), read(client, article, comments=3)
    assert "Comments (120)" in first.find("nav", class_="toc").get_text()
    assert [len(page.select(".thread > li")) for page in (first, last)] == [50, 20]
    assert first.find("link", rel="canonical")["href"] == last.find("link", rel="canonical")["href"]
    for place, page in ((0, ""), (49, ""), (50, "?comments=2"), (119, "?comments=3")):
        answer = client.get(f"/comments/{keys[place]}/")
        assert answer["Location"] == f"{article.url}{page}#comment-{keys[place]}"
        assert f'id="comment-{keys[place]}"' in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("number", ["abc", "0", "-1", "9" * 40, "", "\0", "2.5"])
def test_an_odd_page_of_comments_is_the_nearest(client, article, number):
    many(article, 2)
    assert len(read(client, article, comments=number).select(".thread > li")) == 2


def test_five_thousand_comments_cost_no_more_queries_than_a_few(client, article):
    article.body = []
    article.save(clean=False)
    many(article, 5000)
    read(client, article)
    with assert_max_queries(12):
        page = read(client, article, comments=50)
    assert len(page.select(".thread > li")) == 50


def test_counts_follow_each_step(client, article, moderator):
    comment = CommentFactory(article=article, state=State.WAITING)
    answer = CommentFactory(article=article, parent=comment, state=State.WAITING)

    def count():
        total = recount(article.pk)
        article.comment_total.refresh_from_db()
        assert (article.comment_total.comments, article.comment_total.threads) == (total.comments, total.threads)
        return total.comments

    for step, expected in (
        (lambda: steps.decide(comment, Kind.APPROVED, by=moderator), 1),
        (lambda: steps.decide(answer, Kind.APPROVED, by=moderator), 2),
        (lambda: steps.decide(comment, Kind.REJECTED, by=moderator), 0),
        (lambda: steps.undo(comment, by=moderator), 2),
        (lambda: steps.decide(comment, Kind.REMOVED, by=moderator), 1),
        (lambda: steps.decide(answer, Kind.REMOVED, by=moderator), 0),
    ):
        assert step()
        assert article.comment_total.__class__.objects.get(article=article).comments == expected
        assert count() == expected
    assert not read(client, article).find("ol", class_="thread")


def test_a_removed_comment_keeps_its_place_above_its_answers(client, article, moderator):
    by_moderator, by_writer = CommentFactory(article=article), CommentFactory(article=article)
    for comment in (by_moderator, by_writer):
        CommentFactory(article=article, parent=comment, name="Maya")
    steps.decide(by_moderator, Kind.REMOVED, by=moderator)
    steps.decide(by_writer, Kind.REMOVED, by_writer=True)
    thread = read(client, article).find("ol", class_="thread")
    assert "A moderator removed this comment." in thread.get_text()
    assert "Its writer removed this comment." in thread.get_text()
    assert "Rosa" not in thread.get_text() and len(thread.select(".replies li")) == 2
    assert len(thread.find_all("a", string="Reply")) == 0


def test_what_readers_never_saw_has_no_address_and_what_is_gone_says_so(client, article, moderator):
    seen = CommentFactory(article=article, state=State.WAITING)
    steps.decide(seen, Kind.APPROVED, by=moderator)
    steps.decide(seen, Kind.REJECTED, by=moderator)
    never = CommentFactory(article=article, state=State.WAITING)
    elsewhere = CommentFactory(article=article)
    assert client.get(f"/comments/{seen.pk}/").status_code == 410
    for pk in (never.pk, 0, 10**18, 10**30):
        assert client.get(f"/comments/{pk}/").status_code == 404
    article.unpublish()
    assert client.get(f"/comments/{elsewhere.pk}/").status_code == 404
    assert client.get(f"/comments/{elsewhere.pk}/report/").status_code == 404
    assert client.get(f"/comments/article/{article.pk}/feed/").status_code == 404


def test_colleagues_have_a_word_beside_their_name_and_cost_no_query_each(client, article, moderator):
    people = PeoplePageFactory(parent=article.get_parent().get_parent())
    author = PersonPageFactory(parent=people, title="Maya Okafor")
    reviewer = PersonPageFactory(parent=people, title="Dr Halvorsen", is_reviewer=True)
    ArticleAuthorFactory(article=article, person=author)
    accounts = [get_user_model().objects.create_user(f"user{number}", password=None) for number in range(3)]
    ReviewerAccount.objects.create(account=accounts[1], person=reviewer)
    names = ("Maya Okafor", "Dr Halvorsen", "Mo")
    for account, name in zip(accounts, names, strict=True):
        CommentFactory(article=article, name=name, staff=account, email_fingerprint="")
    CommentFactory(article=article, name="Maya Okafor")
    headings = [heading.get_text() for heading in read(client, article).select(".thread h3")]
    assert headings == ["Maya Okafor, author", "Dr Halvorsen, medical reviewer", "Mo, editorial team", "Maya Okafor"]
    feed = BeautifulSoup(client.get(f"/comments/article/{article.pk}/feed/").content, "xml")
    assert {entry.title.get_text() for entry in feed.find_all("entry")} == set(headings)
    accounts[2].delete()
    assert "Mo, editorial team" in read(client, article).find(class_="thread").get_text()


def test_links_keep_what_says_that_readers_wrote_them(client, article):
    CommentFactory(article=article, text="See https://example.org/x")
    link = read(client, article).find("a", href="https://example.org/x")
    assert set(link["rel"]) >= {"ugc", "nofollow", "noopener"}


def frame(**settings) -> None:
    found = SiteSettings.for_default_site()
    for name, value in settings.items():
        setattr(found, name, value)
    found.save()


@pytest.mark.parametrize(
    ("settings", "fields", "says"),
    [
        ({}, {}, ""),
        ({}, {"comment_switch": "closed"}, "Comments on this article are closed."),
        ({"comments_open": False}, {}, "We take no comments at present."),
        ({"comments_open": False}, {"comment_switch": "open"}, ""),
        ({}, {"age": 31}, "30 days after the article was published."),
        ({"comments_close_after": 0}, {"age": 3000}, ""),
        ({"comments_close_after": 40}, {"age": 31}, ""),
        ({}, {"age": 31, "comment_switch": "open"}, ""),
        ({}, {"overdue": True, "comment_switch": "open"}, "its medical review is overdue"),
    ],
)
def test_an_article_says_why_it_takes_no_comments_and_a_late_one_is_not_lost(client, article, settings, fields, says):
    frame(**settings)
    if fields.pop("overdue", False):
        people = PeoplePageFactory(parent=article.get_parent().get_parent())
        MedicalReviewFactory(
            article=article,
            reviewer=PersonPageFactory(parent=people, is_reviewer=True),
            next_due=timezone.localdate() - timedelta(days=1),
            outcome="approved",
            published=True,
        )
    if age := fields.pop("age", 0):
        fields["first_published_at"] = timezone.now() - timedelta(days=age)
    if fields:
        type(article).objects.filter(pk=article.pk).update(**fields)
    CommentFactory(article=article)
    section = read(client, article).find("section", attrs={"aria-labelledby": "comments"})
    assert says in section.get_text() and bool(section.find("form")) is not bool(says)
    assert ("Reply" in [link.get_text() for link in section.find_all("a")]) is not bool(says)
    sent = {"name": "Max", "email": "max@example.org", "text": "Late words", "opened": opened_token()}
    answer = client.post(article.url, {f"reply-{name}": value for name, value in sent.items()})
    assert answer.status_code == (422 if says else 302)
    if says:
        assert "Late words" in answer.content.decode() and says in answer.content.decode()
    assert Comment.objects.count() == (1 if says else 2)


def test_words_for_a_page_that_has_just_gone_offline_are_not_lost(client, article):
    article.unpublish()
    answer = client.post(article.url, {"reply-text": "Many <b>words</b>."})
    assert answer.status_code == 404
    assert "Many &lt;b&gt;words&lt;/b&gt;." in answer.content.decode()
    assert "What you wrote" not in client.get(article.url).content.decode()


def test_a_feed_has_the_newest_comments_of_one_article(client, article, article_list):
    CommentFactory(article=article, name="Rosa & Max", text="<b>1 < 2</b>\x0b\n\nhttps://example.org/a?b=1&c=2")
    CommentFactory(article=article, state=State.WAITING, text="Not yet")
    CommentFactory(article=ArticlePageFactory(parent=article_list), text="Elsewhere")
    path = read(client, article).find("link", title="Comments on this article")["href"]
    answer = client.get(path)
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = BeautifulSoup(answer.content, "xml")
    (entry,) = feed.find_all("entry")
    assert entry.title.get_text() == "Rosa & Max" and entry.author.find("name").get_text() == "Rosa & Max"
    assert "&lt;b&gt;1 &lt; 2&lt;/b&gt;" in entry.summary.get_text()
    assert "Not yet" not in str(feed) and "Elsewhere" not in str(feed)
    assert client.get(entry.link["href"]).status_code == 302
    assert client.get("/comments/article/999999/feed/").status_code == 404


def report(client, comment, **changes):
    fields = {"reason": "harm", "opened": opened_token()} | changes
    return client.post(reverse("report_comment", args=[comment.pk]), {f"report-{n}": v for n, v in fields.items()})


def test_a_reader_reports_a_comment_and_it_counts_once(client, article):
    comment = CommentFactory(article=article)
    assert "Report a comment" in client.get(reverse("report_comment", args=[comment.pk])).content.decode()
    for _ in range(2):
        assert "A moderator will look" in client.get(report(client, comment)["Location"]).content.decode()
    comment.refresh_from_db()
    assert (comment.reports, comment.state) == (1, State.APPROVED)
    (decision,) = comment.decisions.all()
    assert decision.kind == CommentDecision.Kind.REPORTED and "harm" in decision.note
    report(client.__class__(REMOTE_ADDR="203.0.113.9"), comment)
    comment.refresh_from_db()
    assert comment.reports == 2


@pytest.mark.parametrize("changes", [{"reason": ""}, {"reason": "x"}, {"homepage": "x"}, {"opened": "forged"}])
def test_a_faulty_report_is_explained(client, article, changes):
    comment = CommentFactory(article=article)
    assert report(client, comment, **changes).status_code == 422
    comment.refresh_from_db()
    assert not comment.reports


def test_what_nobody_sees_cannot_be_reported(client, article):
    assert report(client, CommentFactory(article=article, state=State.WAITING)).status_code == 404
    assert client.get("/comments/99999999999999999999999999/report/").status_code == 404


def test_a_long_thread_takes_no_more_answers(client, article):
    parent = CommentFactory(article=article)
    many(article, 50, parent=parent)
    sent = {"name": "Max", "email": "max@example.org", "text": "Me too", "parent": parent.pk, "opened": opened_token()}
    answer = client.post(article.url, {f"reply-{name}": value for name, value in sent.items()})
    assert answer.status_code == 422 and "begin a new one" in answer.content.decode()
