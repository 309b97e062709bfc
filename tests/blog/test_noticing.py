"""What the site notices about a comment: how much it looks like spam, and words that may mean danger."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.models import Comment, Commenter, CommentWords
from blog.moderation import spam, words
from blog.moderation.marking import marked
from blog.moderation.noticing import notice
from tests.factories.blog import ArticlePageFactory, CommentFactory

LONG = "I have eaten more fibre since spring, and it does me good on most days."


@pytest.fixture
def article(article_list):
    return ArticlePageFactory(parent=article_list)


def noticed(text, name="Maya", **more):
    comment = Comment(name=name, text=text, email_fingerprint="f" * 64, **more)
    notice(comment)
    return comment


@pytest.mark.parametrize(
    "text",
    [
        "Thank you, this helped me a lot!",
        "My GP said 5 g more a day... and it works. See page 3 of the leaflet (NHS).",
        "I am in my 70s; IBS-D since 2011. No luck with FODMAPs :-(",
        "Zażółć gęślą jaźń, dziękuję!",
        "OK",
    ],
)
def test_what_people_write_is_not_spam(db, text):
    comment = noticed(text)
    assert (comment.spam_score, comment.spam_reasons, comment.risk_words) == (0, [], [])


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        ("See https://juice.example/buy", "Maya", "one link or address of a website (2 points)"),
        ("See https://example.org/x, or www.example.com", "Maya", "2 links (4 points)"),
        ("See https://www.example.org/x", "Maya", "one link or address of a website (2 points)"),
        ("https://a.example https://b.example www.c.example", "Maya", "3 links (6 points)"),
        ("Find it at bestjuice.shop today", "Maya", "one link"),
        ("THIS CHANGED MY LIFE, ASK ME HOW!", "Maya", "mostly capitals"),
        ("Try our CASINO jackpots", "Maya", "words beginning with “casino”, words beginning with “jackpot” (6 points)"),
        ("They sell a cheap tea, from a pharmacy", "Maya", "“cheap” together with “pharmacy”"),
        ("ca\u200bsino", "Maya", "hidden letters"),
        ("Lovely рicture", "Maya", "letters of different alphabets within a word"),
        ("Отличная статья, спасибо", "Maya", "mostly in another alphabet"),
        ("Yes!!!!!!!!!!!!", "Maya", "one sign many times in a row"),
        ("Nice", "Best Juice Shop", "the name looks like a shop or a website"),
        ("Nice", "juice.example.com", "the name looks like a shop or a website"),
    ],
)
def test_what_looks_like_spam_has_its_reason_in_words(db, text, name, reason):
    comment = noticed(text, name)
    assert comment.spam_score > 0
    assert any(reason in each for each in comment.spam_reasons), comment.spam_reasons


def test_the_same_text_elsewhere_is_noticed_and_a_short_thank_you_is_not(article):
    CommentFactory(article=article, text=LONG, state="spam")
    CommentFactory(article=article, text="Thank you!")
    assert any("same text" in reason for reason in noticed(LONG).spam_reasons)
    assert noticed("Thank you!").spam_score == 0
    Comment.objects.update(created_at=timezone.now() - spam.SAME_WITHIN - timedelta(days=1))
    assert noticed(LONG).spam_score == 0


def test_a_new_address_counts_only_beside_something_else(db):
    link = "See https://juice.example/"
    assert noticed("Thank you").spam_score == 0
    assert noticed(link).spam_score == 3
    Commenter.objects.create(email_fingerprint="f" * 64, approved=1)
    assert noticed(link).spam_score == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I feel SUICIDAL", ["suicid*"]),
        ("I can’t go on like this", ["can't go on"]),
        ("I want to\n kill   myself", ["kill myself"]),
        ("ki\u200bll my\u00adself", ["kill myself"]),
        ("ｏｖｅｒｄｏｓｅ", ["overdos*"]),
        ("I stopped taking my medication", ["stop* + my medication"]),
        ("Pregnant, and since Monday I have been bleeding", ["pregnant + bleed*"]),
        ("I am pregnant and happy", []),
        ("The tram stopped", []),
        ("A skilled myselfish person", []),
    ],
)
def test_words_of_risk_are_found_however_they_are_typed(db, text, found):
    comment = noticed(text)
    assert comment.risk_words == found
    assert comment.is_urgent is bool(found)


@pytest.mark.parametrize(
    "lines", ["", "\n\n", "+", "*", "* + *", "a" * 5000, "(", "[", "\\", "+ suicide +", "x\n" * 9000]
)
def test_an_odd_list_of_words_breaks_nothing(db, lines):
    stored = CommentWords.load()
    stored.risk_words = stored.spam_words = lines
    stored.save()
    assert noticed("Something about (suicide) [1] \\ x").text


def test_a_long_and_hostile_text_is_read_quickly(db):
    for text in ("a" * 5000, "https://" * 600, "." * 5000, "kill " * 1000, "\u200b" * 5000, "!" * 5000, "а" * 5000):
        assert noticed(text).spam_score <= 99


def test_marked_words_are_the_only_html(db):
    comment = Comment(text="<b>I can't\n\ngo on</b> & an overdose", risk_words=["can't go on", "overdos*"])
    html = marked(comment)
    assert "&lt;b&gt;I " in html and "<b>" not in html
    assert html.count("<mark") == 3
    assert words.places("no words", ["overdos*"]) == []


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("overdos*", "words beginning with “overdos”"),
        ("end my life", "“end my life”"),
        ("kill* myself", "“kill… myself”"),
        ("pregnant + bleed*", "“pregnant” together with words beginning with “bleed”"),
        ("*", "“…”"),
    ],
)
def test_a_line_of_a_list_is_shown_in_words(line, shown):
    assert words.in_words(line) == shown
