"""Names of people who deleted their comments, in the answers of others."""

import pytest

from blog.comments import letters, steps
from blog.models import Comment, CommentDecision
from blog.models.comment import REDACTED
from blog.moderation.mentions import pattern_of, places
from blog.moderation.redacting import without
from blog.privacy import COMMENTS, erase_comments, key_of
from tests.factories.blog import ArticlePageFactory, CommentFactory
from tests.factories.core import UserFactory

UNA, MAX = "una@example.org", "max@example.org"


@pytest.fixture
def article(article_list):
    return ArticlePageFactory(parent=article_list)


def by(email, article, text, **more):
    return CommentFactory(article=article, text=text, email_fingerprint=key_of(email), **more)


def now(comment):
    """Return the text of ``comment`` as it is stored, with a star for what was taken out."""
    return Comment.objects.get(pk=comment.pk).text.replace(REDACTED, "*")


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Una Óg", "Thank you, Una Óg!", "Thank you, *!"),
        ("Una Óg", "una og, and UNA: U\u0301na’s fibre", "*, and *: *’s fibre"),
        ("Una Óg", "Unaware, luna, og", "Unaware, luna, og"),
        ("Jo", "Dear Jo, Joanna says hello", "Dear *, Joanna says hello"),
        ("Weiß-Müller", "Ask WEISS or Muller", "Ask * or *"),
        ("Maeve O’Brien", "Maeve O'Brien and Mrs O'Brien", "* and Mrs O'*"),
        ("sleepy_mum2", "So true, sleepy_mum2; sleepy", "So true, *; *"),
        ("Not the doctor", "The doctor did not say so. The dose!", "The * did not say so. The dose!"),
        ("Not", "It is not so.", "It is not so."),
        ("Will May", "Thanks, Will! It may help, and I will. WILL MAY.", "Thanks, *! It may help, and I will. *."),
        ("A", "A cup of tea", "A cup of tea"),
        ("A reader", "A reader said so", "A reader said so"),
        (".*", "Anything", "Anything"),
        ("", "Anything", "Anything"),
    ],
)
def test_which_words_are_a_name(name, text, left):
    pattern = pattern_of([name])
    found = places(text, pattern) if pattern else []
    assert without(text, found).replace(REDACTED, "*") == left


def test_when_a_person_is_erased_their_name_goes_from_later_answers_in_their_threads(article):
    first = by(MAX, article, "I am no Una.", name="Max")
    earlier = by(MAX, article, "As Una Smith wrote in her book", parent=first, name="Max")
    theirs = by(UNA, article, "So do I", parent=first, name="Una Óg")
    staff = CommentFactory(
        article=article, parent=first, email_fingerprint="", staff=UserFactory(), text="Thank you, Una Óg!", name="Dr H"
    )
    hidden = by(MAX, article, "Shut up, una", parent=first, state="rejected")
    elsewhere = by(MAX, article, "Una wrote above")
    assert "a name in 2 answers of others, where a mark takes its place" in COMMENTS.preview(UNA).gone
    assert [stay.what for stay in COMMENTS.preview(UNA).stays] == ["Answers of others"]
    outcome = COMMENTS.erase(UNA, None)
    assert "a name in 2 answers of others, where a mark takes its place" in outcome.gone
    assert not Comment.objects.filter(pk=theirs.pk).exists()
    assert [now(each) for each in (staff, hidden)] == ["Thank you, *!", "Shut up, *"]
    assert [now(each) for each in (first, earlier)] == ["I am no Una.", "As Una Smith wrote in her book"]
    assert now(elsewhere) == "Una wrote above"
    decision = staff.decisions.get()
    assert (decision.kind, decision.by, decision.before) == (CommentDecision.Kind.REDACTED, None, "approved")
    assert "name of somebody" in decision.note and "Una" not in decision.note
    assert erase_comments(key_of(UNA)) == 0 and not COMMENTS.preview(UNA).gone


def test_a_name_that_nobody_could_read_takes_nothing_out_of_answers(article):
    top = by(MAX, article, "Take fibre")
    by(UNA, article, "x", parent=top, name="Tablets", state="waiting")
    answer = by(MAX, article, "Take tablets", parent=top)
    erase_comments(key_of(UNA))
    assert now(answer) == "Take tablets"


def test_the_name_that_a_moderator_hid_goes_as_well(article):
    top = by(UNA, article, "x", name="Una Óg")
    answer = by(MAX, article, "Thank you, Una. A reader.", parent=top)
    steps.hide_name(top, by=UserFactory())
    erase_comments(key_of(UNA))
    assert now(answer) == "Thank you, *. A reader."


def test_who_deletes_a_comment_by_its_link_is_named_no_more_and_reads_what_stays(client, article):
    top = by(UNA, article, "Fibre helped.", name="Una Óg")
    answer = by(MAX, article, "Thank you, Una!", parent=top, name="Max")
    own = by(UNA, article, "Greetings, Una", parent=top, name="Una Óg")
    path = letters.delete_path(top)
    assert "Answers of others stay." in client.get(path).content.decode()
    page = client.post(path, follow=True).content.decode()
    assert "the name is taken out" in page and "such as a nickname" in page
    assert [now(each) for each in (answer, own)] == ["Thank you, *!", "Greetings, Una"]
    top.refresh_from_db()
    assert (top.state, top.name, top.removed_by_writer) == ("removed", "", True)
    shown = client.get(article.url).content.decode()
    assert "Thank you, Una" not in shown and "Its writer removed this comment." in shown
    assert client.post(path).status_code == 302 and answer.decisions.count() == 1
