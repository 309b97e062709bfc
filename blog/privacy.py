"""What is held about people who left a reply under an article, for `core.privacy`."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from blog.comments import forgetting, steps
from blog.comments.posting import PURPOSE
from blog.models import Comment, CommentCount, Commenter, CommentSubscription
from blog.moderation import retention
from core.privacy.registry import Holding, Outcome, Period, Record, plural
from core.privacy.words import rows
from core.tokens import fingerprint


def find_by_fingerprint(key: str) -> tuple[QuerySet[Comment], QuerySet[CommentSubscription], QuerySet[Commenter]]:
    """Return the comments, the news of answers and the notes on an address that belong to a fingerprint."""
    return (
        Comment.objects.filter(email_fingerprint=key).select_related("article").order_by("-created_at", "-pk"),
        CommentSubscription.objects.filter(email_fingerprint=key).order_by("-asked_at", "-pk"),
        Commenter.objects.filter(email_fingerprint=key).order_by("pk"),
    )


@transaction.atomic
def erase_comments(key: str) -> int:
    """Delete the comments of a fingerprint; where others have answered, a line without a word of theirs stays.

    Returns how many there were. Safe to repeat.
    """
    # All are held before the first changes, in the order of everybody else: comments, the note on the address, counts.
    comments = Comment.objects.filter(email_fingerprint=key)
    found = list(comments.select_for_update(no_key=True).order_by("pk"))
    articles = {comment.article_id for comment in found}
    list(Commenter.objects.select_for_update().filter(email_fingerprint=key))
    list(CommentCount.objects.select_for_update().filter(article__in=articles).order_by("article_id"))
    # Answers before what they answer, which then goes as well.
    for comment in reversed(found):
        steps.decide(comment, steps.Kind.REMOVED, by_writer=True)
        if not comment.replies.exists():
            comment.delete()
    return len(found)


def erase_by_fingerprint(key: str) -> int:
    """Erase all that belongs to a fingerprint: comments, news of answers, notes; return how many records there were."""
    comments, subscriptions, commenters = find_by_fingerprint(key)
    count = comments.count() + subscriptions.count() + commenters.count()
    erase_comments(key)
    subscriptions.delete()
    commenters.delete()
    return count


def key_of(email: str) -> str:
    """Return the fingerprint by which comments know ``email``."""
    return fingerprint(email, purpose=PURPOSE)


def _show_comments(found: Sequence[Comment]) -> list[Record]:
    return [
        Record(
            f"Reply under “{comment.article.title}”",
            rows(
                ("Name", comment.name),
                ("Text", comment.text),
                ("Sent", comment.created_at),
                ("Decision", comment.get_state_display()),
            ),
        )
        for comment in found
    ]


def _show_subscriptions(found: Sequence[CommentSubscription]) -> list[Record]:
    return [
        Record(
            "Mails about answers",
            rows(
                ("What was ticked", each.wording),
                ("Asked", each.asked_at),
                ("Confirmed", each.confirmed_at or "not yet"),
                ("Ends", each.expires_at),
            ),
        )
        for each in found
    ]


def _show_commenters(found: Sequence[Commenter]) -> list[Record]:
    return [
        Record(
            "Note on your address",
            rows(
                ("Confirmed", each.confirmed_at or "not yet"),
                ("Comments approved", str(each.approved)),
                ("Last comment", each.last_at),
            ),
        )
        for each in found
    ]


def _found(place: int) -> Any:
    return lambda email: find_by_fingerprint(key_of(email))[place]


def _erase_comments(email: str, by: Any) -> Outcome:
    count = erase_comments(key_of(email))
    return Outcome([plural(count, "reply", "replies")] if count else [])


def _deleting(place: int, one: str, many: str) -> Any:
    def erase(email: str, by: Any) -> Outcome:
        found = find_by_fingerprint(key_of(email))[place]
        count = found.count()
        found.delete()
        return Outcome([plural(count, one, many)] if count else [])

    return erase


def _preview(place: int, one: str, many: str, more: str = "") -> Any:
    def preview(email: str) -> Outcome:
        return Outcome([plural(find_by_fingerprint(key_of(email))[place].count(), one, many) + more])

    return preview


COMMENTS = Holding(
    "comments",
    "Replies under articles",
    "The name and the text that you chose to publish, and a keyed fingerprint of your email. Never the email.",
    "To show your reply, and to know which replies are yours when you ask.",
    "You asked us to publish it.",
    [
        Period("Replies", "until you ask us to take it down"),
        Period("Unconfirmed replies", "they were sent", forgetting.UNCONFIRMED_FOR, forgetting.UNCONFIRMED),
        Period("Spam and rejected replies", "a moderator decided so", retention.KEPT_FOR, retention.STEP),
    ],
    [Comment],
    _found(0),
    _show_comments,
    _preview(0, "reply", "replies", ", with the name and the fingerprint of the address"),
    _erase_comments,
)
ANSWERS = Holding(
    "answers",
    "Mails about answers to your replies",
    "Your email, sealed so that the database alone does not tell it, and the words that you ticked.",
    "To write to you when somebody answers.",
    "You ticked it, and confirmed it by a press in a mail.",
    [
        Period(
            "The sealed address",
            "until you stop the mails, or 30 days after the article’s comments close; a year where they never do",
            step=forgetting.SUBSCRIPTIONS,
        ),
        Period("Not confirmed", "it was ticked", forgetting.UNCONFIRMED_FOR, forgetting.SUBSCRIPTIONS),
    ],
    [CommentSubscription],
    _found(1),
    _show_subscriptions,
    _preview(1, "address for mails about answers", "addresses for mails about answers"),
    _deleting(1, "address for mails about answers", "addresses for mails about answers"),
)
COMMENTERS = Holding(
    "commenters",
    "Whether your address was confirmed with a reply",
    "A keyed fingerprint of your email, when it was confirmed, and how many of your replies were approved.",
    "So that you confirm your address once, and moderators know whom to trust.",
    "Without it anybody could write in your name.",
    [
        Period("Addresses that were confirmed", "until you ask us to erase it"),
        Period("Others", "the last reply", forgetting.UNCONFIRMED_FOR, forgetting.UNCONFIRMED),
    ],
    [Commenter],
    _found(2),
    _show_commenters,
    _preview(2, "note on the address", "notes on the address"),
    _deleting(2, "note on the address", "notes on the address"),
    # After comments: while one stands, a press of its link would make the note anew.
    order=51,
)
HOLDINGS = (COMMENTS, ANSWERS, COMMENTERS)
