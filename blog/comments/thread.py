"""The comments under an article, as readers see them: some threads a page, each comment at an address that stays."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpRequest

from blog.comments.badges import badge
from blog.comments.rendering import as_html
from blog.models.comment import Comment, CommentCount

THREADS_A_PAGE = 50
# What turns the pages in the address.
PARAMETER = "comments"


def count_of(article: Any) -> CommentCount:
    """Return the stored count of the comments under ``article``; it comes with an article fetched for readers."""
    try:
        return article.comment_total
    except CommentCount.DoesNotExist:
        return CommentCount()


def page_of_threads(count: CommentCount, request: HttpRequest) -> Page:
    """Return which threads stand on the page that the address asks for; a page that does not exist is the nearest."""
    # A range knows how long it is, so that nothing is counted.
    return Paginator(range(count.threads), THREADS_A_PAGE).get_page(request.GET.get(PARAMETER))


def threads(article: Any, page: Page, review: Any) -> list[Comment]:
    """Return the comments that begin the threads of ``page``, each with its ``answers``: one query.

    ``review`` is the last of ``article`` that readers know of, or None.
    """
    if not page.object_list:
        return []
    heads = in_order(article.comments.heads())[page.start_index() - 1 : page.end_index()].values("pk")
    found = in_order(
        article.comments.filter(Q(pk__in=heads) | Q(parent__in=heads, state=Comment.State.APPROVED))
    ).select_related("staff__reviewer_account__person")
    comments = {comment.pk: comment for comment in found}
    prepare(comments.values(), article, review)
    for comment in comments.values():
        if comment.parent_id in comments:
            comments[comment.parent_id].answers.append(comment)
    return [comment for comment in comments.values() if comment.parent_id is None]


def prepare(comments: Iterable[Comment], article: Any, review: Any) -> None:
    """Give each of ``comments`` under ``article`` what page and feed show of it; ``review`` is the article's last."""
    authors, reviewer = list(article.authors), review and review.reviewer
    for comment in comments:
        comment.answers = []
        comment.html = as_html(comment.text)
        comment.badge = badge(comment, authors=authors, reviewer=reviewer)


def place_of(comment: Comment) -> str:
    """Return what follows the address of the article where ``comment`` stands: the page of threads, and the anchor."""
    head = comment.parent or comment
    before = Q(created_at__lt=head.created_at) | Q(created_at=head.created_at, pk__lt=head.pk)
    number = Comment.objects.filter(article=comment.article_id).heads().filter(before).count() // THREADS_A_PAGE + 1
    return f"?{PARAMETER}={number}#comment-{comment.pk}" if number > 1 else f"#comment-{comment.pk}"


def in_order(comments):
    """Return ``comments`` in the order in which they were sent."""
    return comments.order_by("created_at", "pk")
