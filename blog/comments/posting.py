"""A comment is sent: stored, looked at by the site, and confirmed by mail."""

import re

from django.db import transaction
from django.http import HttpRequest

from blog.comments import letters, steps
from blog.comments.opening import news_until
from blog.models.comment import Comment
from blog.models.comment_mail import CommentSubscription
from core.models import SiteSettings
from core.sealed import seal
from core.tokens import fingerprint

# What sending a comment is called in counts and limits.
ACTION = "comment"
PURPOSE = "comment"
# With a key, or who has the database could try which words a moderator took out of a text.
SAME = "same comment"


class NothingToAnswer(Exception):
    """What the reader answers has gone since the form was looked at."""


def comment_form_for(article, request: HttpRequest, data=None):
    """Return the form under ``article``; ``?answer=<id>`` in the address makes it an answer to that comment."""
    from blog.forms import CommentForm, answerable

    initial = {}
    if article.pk and (pk := request.GET.get("answer")) and (parent := answerable(article, pk)):
        initial["parent"] = parent.pk
    return CommentForm(data, article=article, initial=initial)


@transaction.atomic
def store_comment(article, form, frame: SiteSettings) -> Comment:
    """Store the comment in ``form`` (valid) under ``article`` and write to its address; return it.

    The same text sent twice from one address, by a double click or by going back, is stored once. Whoever lost the
    mail and sends it again gets another one. Raises ``NothingToAnswer``; then nothing was stored.
    """
    parent = form.cleaned_data["parent"]
    if parent and not (steps.lock(parent) and parent.state == Comment.State.APPROVED):
        raise NothingToAnswer
    email = form.cleaned_data["email"]
    address = fingerprint(email, purpose=PURPOSE)
    comment, is_new = _store(article, form, address)
    if not is_new:
        letters.write_again(comment, email)
        return comment
    if form.cleaned_data["notify"]:
        CommentSubscription.objects.create(
            comment=comment,
            email_sealed=seal(email, purpose=letters.ADDRESS),
            email_fingerprint=address,
            wording=form.fields["notify"].label,
            expires_at=news_until(article, frame),
        )
    steps.queue_known(comment)
    letters.write_about(comment, email)
    return comment


def _store(article, form, address: str) -> tuple[Comment, bool]:
    from blog.moderation.noticing import notice

    cleaned = form.cleaned_data
    parent = cleaned["parent"]
    comment = Comment(
        article=article, parent=parent, name=cleaned["name"], text=cleaned["text"], email_fingerprint=address
    )
    comment.digest = fingerprint(
        f"{article.pk} {parent and parent.pk} {address} {_squeezed(comment.text)}", purpose=SAME
    )
    known = Comment.objects.filter(digest=comment.digest).first()
    if known:
        return known, False
    notice(comment)
    seen = ("article", "parent", "name", "text", "email_fingerprint")
    noticed = ("spam_score", "spam_reasons", "risk_words", "is_urgent")
    # Two presses at the same moment: the second finds what the first has stored.
    return Comment.objects.get_or_create(
        digest=comment.digest, defaults={name: getattr(comment, name) for name in (*seen, *noticed)}
    )


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
