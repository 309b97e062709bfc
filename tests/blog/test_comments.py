import pytest
from bs4 import BeautifulSoup

from blog.models import Comment
from core.forms import opened_token
from core.tokens import digest
from tests.factories.blog import ArticlePageFactory, CommentFactory


@pytest.fixture
def article(article_list):
    return ArticlePageFactory(parent=article_list)


def reply(**changes):
    fields = {
        "name": "Rosa",
        "email": "rosa@example.org",
        "text": "Thank you.",
        "parent": "",
        "homepage": "",
        "opened": opened_token(),
    } | changes
    return {f"reply-{name}": value for name, value in fields.items()}


def send(client, article, **changes):
    return client.post(article.url, reply(**changes))


def test_a_reply_is_stored_and_the_reader_is_told_what_is_missing(client, article):
    response = client.post(article.url, reply(text="Words of mine."), follow=True)
    page = BeautifulSoup(response.content, "html.parser")
    assert "look in your mail" in page.find(role="status").get_text()
    assert "Words of mine." not in response.content.decode() and "Rosa" not in page.find("main").get_text()
    assert Comment.objects.get().state == Comment.State.UNCONFIRMED
    # True also for who sends it a second time, which makes no second mail.
    said = " ".join(page.find(role="status").get_text().split())
    assert "Did you send the same comment twice? It counts once." in said


def test_the_address_is_not_kept_and_the_page_never_shows_it(client, article):
    send(client, article)
    comment = Comment.objects.get()
    assert "rosa@example.org" not in str([getattr(comment, field.attname) for field in comment._meta.fields])
    assert len(comment.email_fingerprint) == 64


def test_what_is_stored_of_a_comment_does_not_tell_its_words_to_who_guesses(client, article):
    send(client, article)
    comment = Comment.objects.get()
    assert comment.digest != digest(f"{article.pk} None {comment.email_fingerprint} thank you.")
    send(client, article, text="thank  YOU.")
    assert Comment.objects.count() == 1


def test_who_answers_sees_which_comment_and_the_way_back(client, article):
    comment = CommentFactory(article=article, name="Maya", text="Fibre helped me. " + "And more of it. " * 20)
    page = BeautifulSoup(client.get(f"{article.url}?answer={comment.pk}").content, "html.parser")
    form = page.find("form", class_="form")
    assert form.find("h3").get_text() == "Your answer to Maya"
    assert form.find("blockquote").get_text().startswith("Maya: “Fibre helped me. And more of it.")
    assert len(form.find("blockquote").get_text()) < 120
    back = form.find("a", string="Write a new comment instead")
    page = BeautifulSoup(client.get(back["href"]).content, "html.parser")
    assert page.find("form", class_="form").find("h3").get_text() == "Leave a reply"
    assert not page.find("form", class_="form").find("blockquote")


def test_an_approved_reply_shows_with_its_answers_and_others_do_not(client, article):
    first = CommentFactory(article=article, name="Rosa")
    CommentFactory(article=article, name="Maya", parent=first)
    CommentFactory(article=article, name="Hidden", state=Comment.State.WAITING)
    CommentFactory(article=article, name="Gone", state=Comment.State.REJECTED, parent=first)
    thread = BeautifulSoup(client.get(article.url).content, "html.parser").find("ol", class_="thread").get_text()
    assert "Rosa" in thread and "Maya" in thread
    assert "Hidden" not in thread and "Gone" not in thread


def test_html_in_a_reply_is_shown_as_text(client, article):
    CommentFactory(article=article, text="<script>alert(1)</script>\n\n<b>bold</b>")
    html = client.get(article.url).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;b&gt;bold" in html


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "Please add a name."),
        ({"email": ""}, "Please add your email address."),
        ({"email": "rosa"}, "There is no @ in “rosa”."),
        ({"text": ""}, "Please add your comment."),
        ({"text": "x" * 5001}, "at most 5000 characters"),
        ({"name": "x" * 81}, "at most 80 characters"),
        ({"text": "\0"}, "Something in here is no letter."),
        ({"text": "x" * 100_000}, "at most 5000 characters"),
        ({"text": "https://a.example " * 500}, "at most 5000 characters"),
        ({"text": "https://a.example www.b.example http://c.example"}, "has 3 links"),
        ({"text": "<script>alert(1)</script>"}, "plain text"),
        ({"text": "<style>p { color: red }</style>Hello"}, "plain text"),
        ({"text": '<a href="javascript:alert(1)">here</a>'}, "plain text"),
        ({"text": "\u200b\u202e\u2800"}, "Please add your comment."),
        ({"name": "\u200b"}, "Please add a name."),
        ({"name": "rosa@example.org"}, "leave addresses out"),
        ({"name": "www.spam.example"}, "leave addresses out"),
        ({"homepage": "https://spam.example"}, "press the button again"),
        ({"opened": ""}, "send it again"),
        ({"opened": "forged"}, "send it again"),
        ({"parent": "999999"}, "no longer there"),
        ({"parent": "abc"}, "Enter a whole number."),
    ],
)
def test_a_faulty_reply_is_explained_and_nothing_typed_is_lost(client, article, changes, message):
    response = send(client, article, **changes)
    assert response.status_code == 422
    page = BeautifulSoup(response.content, "html.parser")
    assert message in page.find(class_="error-summary").get_text()
    kept = {"name": "Rosa", "text": "Thank you."} | changes
    if "\0" not in kept["text"]:
        assert page.find(id="id_reply-text").get_text().strip("\r\n") == kept["text"]
    assert page.find(id="id_reply-name")["value"] == kept["name"] if kept["name"] else True
    assert not Comment.objects.exists()


def test_line_breaks_count_as_one_sign_and_what_is_too_long_is_told_how_long_it_is(client, article):
    assert send(client, article, text="Line\r\n\r\n" * 833).status_code == 302
    page = send(client, article, text="x" * 5012).content.decode()
    assert "Please shorten your comment: at most 5000 characters fit here, and it has 5012." in page


def test_a_double_click_stores_one_reply(client, article):
    send(client, article)
    send(client, article)
    assert Comment.objects.count() == 1


def test_the_same_words_from_two_addresses_are_two_replies(client, article):
    send(client, article)
    send(client, article, email="max@example.org")
    assert Comment.objects.count() == 2


def test_answers_count_as_comments(client, article):
    first = CommentFactory(article=article)
    CommentFactory(article=article, parent=first)
    CommentFactory(article=article, parent=first, state=Comment.State.WAITING)
    assert "Comments (2)" in client.get(article.url).content.decode()


def test_the_name_of_a_reply_in_logs_tells_nothing_about_a_person(article):
    comment = CommentFactory(article=article, name="Rosa")
    assert "Rosa" not in str(comment) and article.title not in str(comment)


def test_an_answer_belongs_to_the_comment_it_answers(client, article):
    first = CommentFactory(article=article, name="Rosa")
    page = BeautifulSoup(client.get(article.url, {"answer": first.pk}).content, "html.parser")
    assert page.find(id="reply").get_text() == "Your answer to Rosa"
    send(client, article, parent=first.pk)
    assert Comment.objects.get(state=Comment.State.UNCONFIRMED).parent == first


@pytest.mark.parametrize("answer", ["abc", "0", "-1", "999999999999999999999999", "", "\0", "1;DROP"])
def test_an_odd_answer_number_shows_the_plain_form(client, article, answer):
    response = client.get(article.url, {"answer": answer})
    assert response.status_code == 200
    assert "Leave a reply" in response.content.decode()


def test_threads_are_two_deep(client, article):
    first = CommentFactory(article=article)
    second = CommentFactory(article=article, parent=first)
    assert send(client, article, parent=second.pk).status_code == 422


def test_a_comment_of_another_article_or_one_that_waits_cannot_be_answered(client, article, article_list):
    foreign = CommentFactory(article=ArticlePageFactory(parent=article_list))
    waiting = CommentFactory(article=article, state=Comment.State.WAITING)
    assert send(client, article, parent=foreign.pk).status_code == 422
    assert send(client, article, parent=waiting.pk).status_code == 422


def test_an_unpublished_article_takes_no_reply(client, article):
    article.live = False
    article.save()
    assert send(client, article).status_code == 404


@pytest.mark.parametrize("goes", ["deleted", "rejected"])
def test_an_answer_to_what_goes_at_this_moment_is_not_lost(client, article, monkeypatch, goes):
    parent = CommentFactory(article=article)

    def go(*args, **kwargs):
        parent.delete() if goes == "deleted" else Comment.objects.update(state=Comment.State.REJECTED)

    # Between the look at the form and the moment when the answer is stored.
    monkeypatch.setattr("blog.models.commented.limits.wait", go)
    answer = send(client, article, parent=parent.pk, text="Me too")
    page = answer.content.decode()
    assert answer.status_code == 422 and "no longer there" in page and "Me too" in page
    assert not Comment.objects.filter(text="Me too").exists()
