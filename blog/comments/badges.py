"""Who a colleague is who answers in public: a word beside the name."""

from collections.abc import Iterable
from typing import Any

from blog.models.comment import Comment

AUTHOR, REVIEWER, TEAM = "author", "medical reviewer", "editorial team"


def badge(comment: Comment, *, authors: Iterable[Any] = (), reviewer: Any = None) -> str:
    """Return what to call the colleague who wrote ``comment``; nothing for a reader.

    Arguments:
        comment: fetched with ``staff__reviewer_account__person``, or each colleague costs queries.
        authors: the people who wrote the article.
        reviewer: the person who reviewed it, if somebody did.

    An account is a person by its reviewer account, else by its name: a colleague whose account has the name of an
    author of the article is that author. A comment without an address was never a reader's, so it keeps a word when
    the account behind it is gone.
    """
    if comment.email_fingerprint or comment.state == Comment.State.REMOVED:
        return ""
    account = getattr(comment.staff, "reviewer_account", None) if comment.staff_id else None
    person = account.person if account else None
    for author in authors:
        if (person and author.pk == person.pk) or (comment.staff_id and author.title == comment.name):
            return AUTHOR
    if person and (person.is_reviewer or (reviewer and person.pk == reviewer.pk)):
        return REVIEWER
    return TEAM
