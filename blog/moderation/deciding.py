"""Decisions of moderators who may be at it at the same time: each decides on what was on the screen, or is told."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.timesince import timesince
from wagtail.admin.utils import get_user_display_name

from blog.comments import steps
from blog.models.comment import Comment, CommentDecision

State = Comment.State
Kind = CommentDecision.Kind


@dataclass(frozen=True)
class Verb:
    """One thing that a moderator does with a comment.

    Arguments:
        name: in addresses and forms.
        label: on its button.
        done: what is said of a comment with which it was done.
        key: the key of the keyboard that does it.
        kind: the decision; None for what is no change of the state.
    """

    name: str
    label: str
    done: str
    key: str
    kind: CommentDecision.Kind | None = None


APPROVE = Verb("approve", "Approve", "approved", "a", Kind.APPROVED)
SPAM = Verb("spam", "Spam", "marked as spam", "s", Kind.SPAM)
REJECT = Verb("reject", "Reject", "rejected", "r", Kind.REJECTED)
DELETE = Verb("delete", "Delete", "deleted", "d", Kind.REMOVED)
KEEP = Verb("keep", "Keep it: the reports are dealt with", "kept, and its reports are dealt with", "k")
VERBS = {verb.name: verb for verb in (APPROVE, SPAM, REJECT, DELETE, KEEP)}


def offered(comment: Comment) -> list[Verb]:
    """Return what can be done with ``comment`` where it is now. Nobody decides before its address is confirmed."""
    found = [
        verb for verb in (APPROVE, SPAM, REJECT, DELETE) if verb.kind and comment.state in steps.DECISIONS[verb.kind][0]
    ]
    return [KEEP, *found] if comment.state == State.APPROVED and comment.reports else found


@dataclass(frozen=True)
class Result:
    """What became of a decision: whether it was taken, and which it was, so that it can be undone."""

    done: bool
    decision: int | None = None


@transaction.atomic
def take(comment: Comment, verb: Verb, *, by: Any, seen: str) -> Result:
    """Do ``verb`` with ``comment`` when it is still in the state ``seen``, in which the moderator read it."""
    if not steps.lock(comment) or comment.state != seen:
        return Result(False)
    if verb is KEEP:
        done = steps.keep(comment, by=by)
    else:
        done = verb.kind is not None and steps.decide(comment, verb.kind, by=by)
        if done and comment.reports:
            # Whoever decides has seen what readers said.
            steps.deal_with_reports(comment)
    last = steps.to_undo(comment) if done else None
    return Result(done, last.pk if last else None)


def who_was_first(comment: Comment) -> str:
    """Return in a sentence what became of ``comment`` in the meantime, for who came second."""
    current = Comment.objects.filter(pk=comment.pk).first()
    if current is None:
        return "The comment is no longer there."
    last = current.decisions.select_related("by").order_by("-at", "-pk").first()
    if last is None:
        return f"It is now “{current.get_state_display()}”."
    who = f" by {get_user_display_name(last.by)}" if last.by else ""
    ago = f"{timesince(last.at)} ago" if timezone.now() - last.at > timedelta(minutes=1) else "a moment ago"
    return f"{last.get_kind_display()}{who} {ago}. It is now “{current.get_state_display()}”."
