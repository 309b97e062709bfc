"""What is held about people who left a comment under an article, for `core.privacy`."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from blog.comments import forgetting, letters, steps
from blog.comments.posting import PURPOSE
from blog.models import Comment, CommentCount, Commenter, CommentSubscription
from blog.moderation import mentions, retention
from core.privacy.registry import Agreed, Choice, Holding, Outcome, Period, Record, Stay, Withdraw, plural
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
    """Delete the comments of a fingerprint, and their names in what others have answered.

    Where others have answered, a line without a word of theirs stays. Returns how many comments there were. Safe to
    repeat.
    """
    # All are held before the first changes, in the order of everybody else: comments, the note on the address, counts.
    found, threads = mentions.hold(Comment.objects.filter(email_fingerprint=key))
    articles = {comment.article_id for comment in found}
    list(Commenter.objects.select_for_update().filter(email_fingerprint=key))
    list(CommentCount.objects.select_for_update().filter(article__in=articles).order_by("article_id"))
    mentions.take_out(mentions.mentions_of(found, threads))
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
            f"Comment under “{comment.article.title}”",
            rows(
                ("Name", comment.name),
                ("Name that a moderator hid", comment.name_before),
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
            "Note on the address",
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


WITH_IT = ", with the name and the fingerprint of the address"


def _outcome_of_comments(key: str) -> Outcome:
    comments = Comment.objects.filter(email_fingerprint=key)
    count = comments.count()
    answers = Comment.objects.filter(parent=OuterRef("pk")).exclude(email_fingerprint=key)
    answered = comments.filter(Exists(answers)).count()
    place = Stay(
        f"{plural(answered, 'place')} in threads",
        "Others have answered there. A sentence says that the comment was removed, and nothing that was typed into it "
        "stays.",
    )
    others = Stay(
        "Answers of others",
        "A mark takes the place of the name in them. What may still stand there is what only a person can find: a "
        "nickname, a name spelt in another way, words that were quoted. A moderator takes that out when we are told.",
    )
    named = len(mentions.mentions_of(list(comments), mentions.threads_of(comments)))
    gone = [plural(count, "comment") + WITH_IT] if count else []
    gone += [f"a name in {plural(named, 'answer')} of others, where a mark takes its place"] if named else []
    return Outcome(gone, [place] * bool(answered) + [others] * bool(answered or named))


def _erase_comments(email: str, by: Any) -> Outcome:
    outcome = _outcome_of_comments(key_of(email))
    erase_comments(key_of(email))
    return outcome


def _deleting(place: int, one: str, many: str) -> Any:
    def erase(email: str, by: Any) -> Outcome:
        found = find_by_fingerprint(key_of(email))[place]
        count = found.count()
        found.delete()
        return Outcome([plural(count, one, many)] if count else [])

    return erase


def _preview(place: int, one: str, many: str) -> Any:
    def preview(email: str) -> Outcome:
        return Outcome([plural(find_by_fingerprint(key_of(email))[place].count(), one, many)])

    return preview


def _choices(email: str) -> list[Choice]:
    """Return the news about answers as one choice: whoever wants none wants none of any comment."""
    live = letters.live_news().filter(email_fingerprint=key_of(email)).order_by("-confirmed_at", "-pk")
    if not live:
        return []
    newest, count = live[0], plural(len(live), "comment")
    effect = f"Taking it back ends the mails about answers to your {count}. What you wrote stays."
    return [
        Choice(
            "answers",
            "Mails about answers to your comments",
            newest.wording,
            newest.confirmed_at or newest.asked_at,
            effect,
        )
    ]


def _agreed_now() -> list[Agreed]:
    """Return how many addresses get news about answers, by the words that each ticked last."""
    live = letters.live_news().order_by("confirmed_at", "pk").values_list("email_fingerprint", "wording")
    counts = Counter(dict(live.iterator()).values())
    return [Agreed("Mails about answers to comments", wording, count) for wording, count in sorted(counts.items())]


def _take_back(email: str, key: str) -> bool:
    return bool(letters.stop_all(key_of(email)))


COMMENTS = Holding(
    "comments",
    "Comments under articles",
    "The name and the text that were sent to be published, and a keyed fingerprint of the email. Never the email.",
    "To show the comment, and to know whose it is when its writer asks.",
    "Its writer asked us to publish it.",
    [
        Period("Comments", "until their writer asks us to take them down"),
        Period("Names that a moderator hid", "it was hidden", forgetting.HIDDEN_NAMES_FOR, forgetting.HIDDEN_NAMES),
        Period("Unconfirmed comments", "they were sent", forgetting.UNCONFIRMED_FOR, forgetting.UNCONFIRMED),
        Period("Spam and rejected comments", "a moderator decided so", retention.KEPT_FOR, retention.STEP),
    ],
    [Comment],
    _found(0),
    _show_comments,
    lambda email: _outcome_of_comments(key_of(email)),
    _erase_comments,
)
ANSWERS = Holding(
    "answers",
    "Mails about answers to comments",
    "The email, sealed so that the database alone does not tell it, and the words that were ticked.",
    "To write when somebody answers.",
    "It was ticked, and confirmed by a press in a mail.",
    [
        Period(
            "The sealed address",
            "until the mails are stopped, or 30 days after the article’s comments close; a year where they never do",
            step=forgetting.SUBSCRIPTIONS,
        ),
        Period("Not confirmed", "it was ticked", forgetting.UNCONFIRMED_FOR, forgetting.SUBSCRIPTIONS),
    ],
    [CommentSubscription],
    _found(1),
    _show_subscriptions,
    _preview(1, "address for mails about answers", "addresses for mails about answers"),
    _deleting(1, "address for mails about answers", "addresses for mails about answers"),
    withdraw=Withdraw(_choices, _take_back, _agreed_now, is_private=True),
)
COMMENTERS = Holding(
    "commenters",
    "Whether an address was confirmed with a comment",
    "A keyed fingerprint of the email, when it was confirmed, and how many comments from it were approved.",
    "So that an address is confirmed once, and moderators know whom to trust.",
    "Without it anybody could write in somebody else’s name.",
    [
        Period("Addresses that were confirmed", "until its owner asks us to erase it"),
        Period("Others", "the last comment", forgetting.UNCONFIRMED_FOR, forgetting.UNCONFIRMED),
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
