"""Replies under an article: the form, what is stored, the thread that readers see."""

import json

from django.http import HttpRequest

from blog.models.comment import Comment
from core.tokens import digest, fingerprint


def comment_form_for(article, request: HttpRequest, data=None):
    """Return the form under ``article``; ``?answer=<id>`` in the address makes it an answer to that comment."""
    from blog.forms import CommentForm, answerable

    initial = {}
    if article.pk and (pk := request.GET.get("answer")) and (parent := answerable(article, pk)):
        initial["parent"] = parent.pk
    return CommentForm(data, article=article, initial=initial)


def store_comment(article, form) -> Comment:
    """Store the reply in ``form`` (valid) under ``article``, waiting for a moderator.

    The same text sent twice from one address, by a double click or by going back, is stored once.
    """
    cleaned = form.cleaned_data
    address = fingerprint(cleaned["email"], purpose="comment")
    parent = cleaned["parent"]
    same = json.dumps([article.pk, parent and parent.pk, cleaned["name"], cleaned["text"], address])
    comment, _ = Comment.objects.get_or_create(
        digest=digest(same),
        defaults={
            "article": article,
            "parent": parent,
            "name": cleaned["name"],
            "text": cleaned["text"],
            "email_fingerprint": address,
        },
    )
    return comment


def thread(article) -> list[Comment]:
    """Return the approved comments of ``article`` with their approved answers, oldest first."""
    comments = {comment.pk: comment for comment in article.comments.approved()}
    for comment in comments.values():
        comment.answers = []
    for comment in comments.values():
        if comment.parent_id in comments:
            comments[comment.parent_id].answers.append(comment)
    return [comment for comment in comments.values() if comment.parent_id is None]
