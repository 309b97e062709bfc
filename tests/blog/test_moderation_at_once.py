"""Several moderators at the same comment at the same moment: one decides, and nothing is lost or done twice."""

from post_office.models import Email

from blog.comments import letters
from blog.comments.steps import hide_name
from blog.models import Comment, Commenter, CommentLink
from blog.models.comment import REDACTED
from blog.moderation.answering import AlreadyAnswered, TooLate, answer
from blog.moderation.deciding import APPROVE, DELETE, SPAM, take
from blog.moderation.redacting import redact, version
from blog.privacy import erase_comments, key_of
from core.models import Erasure
from core.privacy import erasing
from core.tokens import digest
from tests.factories.blog import ArticleListPageFactory, ArticlePageFactory, CommentFactory
from tests.factories.core import UserFactory
from tests.factories.home import site_with_home

MANY = 6


# One test: each that empties the database afterwards costs seconds.
def test_two_moderators_at_once(at_once):
    article = ArticlePageFactory(parent=ArticleListPageFactory(parent=site_with_home()))
    first, other = UserFactory(), UserFactory()

    def decision(comment, verb, user):
        return lambda: take(Comment.objects.get(pk=comment.pk), verb, by=user, seen="waiting").done

    comment = CommentFactory(article=article, state="waiting")
    Commenter.objects.create(email_fingerprint=comment.email_fingerprint)
    done = at_once([decision(comment, APPROVE, first), decision(comment, SPAM, other)] * (MANY // 2))
    assert done.count(True) == 1
    comment.refresh_from_db()
    assert comment.decisions.count() == 1
    assert Commenter.objects.get().approved == (comment.state == "approved")

    gone = CommentFactory(article=article, state="waiting")
    assert at_once([decision(gone, DELETE, first), decision(gone, APPROVE, other)]).count(True) == 1

    redacted = CommentFactory(article=article, text="One. Two.")
    seen = version(redacted)

    def take_out():
        return redact(Comment.objects.get(pk=redacted.pk), numbers=[0], part="", seen=seen, by=first)

    assert sorted(at_once([take_out] * MANY)) == [0] * (MANY - 1) + [1]
    redacted.refresh_from_db()
    assert redacted.text == f"{REDACTED} Two."

    named = CommentFactory(article=article, name="Maya Hill")

    def hide():
        return hide_name(Comment.objects.get(pk=named.pk), by=first)

    assert at_once([hide] * MANY).count(None) == MANY - 1
    named.refresh_from_db()
    assert (named.name, named.name_before, named.decisions.count()) == ("A reader", "Maya Hill", 1)

    # A double click on an answer, below what waits and below what readers see already: one answer, and no error.
    for state in ("waiting", "approved"):
        asked = CommentFactory(article=article, state=state)

        def answer_it(asked=asked, state=state):
            try:
                return answer(Comment.objects.get(pk=asked.pk), "Thank you.", by=first, seen=state).pk
            except AlreadyAnswered:
                return None

        assert at_once([answer_it] * MANY).count(None) == MANY - 1
        assert asked.replies.count() == 1

    # Its reader presses the button in the mail twice, and a program of theirs as well: it counts as one press.
    sent = CommentFactory(article=article, state="unconfirmed", email_fingerprint=key_of("new@example.org"))
    link = sent.links.create(digest=digest("secret"))

    def press():
        return letters.press(CommentLink.objects.select_related("comment").get(pk=link.pk))

    assert at_once([press] * MANY).count(True) == 1
    sent.refresh_from_db()
    link.refresh_from_db()
    assert (sent.state, [each.kind for each in sent.decisions.all()]) == ("waiting", ["confirmed"])
    assert link.used_at and Commenter.objects.filter(email_fingerprint=sent.email_fingerprint).count() == 1

    # Somebody presses the buttons of several mails while all of theirs is erased: nobody waits in a circle.
    email = "nina@example.org"
    for _ in range(MANY):
        nina = [CommentFactory(article=article, state="unconfirmed", email_fingerprint=key_of(email)) for _ in "ab"]
        for comment in nina:
            letters.write_about(comment, email)
            letters.write_about(comment, email)
        links = CommentLink.objects.filter(comment__in=nina, used_at=None).select_related("comment").order_by("-pk")
        presses = [lambda link=link: letters.press(link) for link in links]
        at_once([*presses, lambda: erasing.erase(email, tell=False)])
        assert not Erasure.objects.filter(finished_at=None).exists() and not erasing.is_held(email)
        assert not Email.objects.filter(to=email).exists()

    # Somebody is erased while a moderator approves what they wrote: nothing of theirs stays.
    theirs = [
        CommentFactory(article=article, state=state, email_fingerprint=key_of("maya@example.org"))
        for state in ("waiting", "approved", "waiting")
    ]
    Commenter.objects.create(email_fingerprint=key_of("maya@example.org"))
    at_once([lambda: erase_comments(key_of("maya@example.org")), *(decision(each, APPROVE, first) for each in theirs)])
    assert not Comment.objects.filter(pk__in=[each.pk for each in theirs]).exists()

    # Somebody is erased while colleagues answer them by name: each answer comes too late, or loses the name.
    thread = CommentFactory(article=article, name="Max", email_fingerprint=key_of("max@example.org"))
    for parent in (None, thread):
        asked = CommentFactory(
            article=article, parent=parent, email_fingerprint=key_of("maya@example.org"), name="Maya"
        )

        def greet(user, asked=asked):
            try:
                answer(Comment.objects.get(pk=asked.pk), "Thank you, Maya!", by=user, seen="approved")
            except (TooLate, Comment.DoesNotExist):
                return False
            return True

        at_once([lambda: greet(first), lambda: erase_comments(key_of("maya@example.org")), lambda: greet(other)])
        assert not Comment.objects.filter(text__contains="Maya").exists()

    # The article is taken down while a comment is approved: both happen.
    last = CommentFactory(article=article, state="waiting")
    at_once([decision(last, APPROVE, first), lambda: type(article).objects.get(pk=article.pk).unpublish()])
    last.refresh_from_db()
    article.refresh_from_db()
    assert (last.state, article.live) == ("approved", False)
