"""What happens to a comment. Each step locks it, looks where it is, leaves a decision, and is safe to take twice."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.dispatch import Signal
from django.utils import timezone

from blog.comments.forgetting import forget_mails
from blog.comments.opening import closed_now
from blog.models.comment import ANONYMOUS, Comment, CommentDecision, Commenter
from blog.models.comment_mail import CommentSubscription
from core.tokens import digest, new_token

State = Comment.State
Kind = CommentDecision.Kind

# Sent once a comment has appeared, in the transaction: notifications and caches listen.
comment_appeared = Signal()
# Sent once a comment that readers saw is gone, or reads differently.
comment_changed = Signal()

# From which states a moderator's decision may be taken, and where it leads.
DECISIONS = {
    Kind.APPROVED: ((State.WAITING, State.REJECTED, State.SPAM), State.APPROVED),
    Kind.REJECTED: ((State.WAITING, State.APPROVED, State.SPAM), State.REJECTED),
    Kind.SPAM: ((State.WAITING, State.APPROVED, State.REJECTED), State.SPAM),
    Kind.REMOVED: (
        (State.UNCONFIRMED, State.WAITING, State.APPROVED, State.REJECTED, State.SPAM),
        State.REMOVED,
    ),
}


def lock(comment: Comment) -> bool:
    """Hold ``comment`` until the end of the transaction and give it its present state; False when it is gone."""
    # Its key stays as it is: whoever stores an answer below it does not wait, or two could wait for each other.
    current = Comment.objects.select_for_update(of=("self",), no_key=True).filter(pk=comment.pk).first()
    if current is None:
        return False
    for field in Comment._meta.concrete_fields:
        setattr(comment, field.attname, getattr(current, field.attname))
    return True


@transaction.atomic
def confirm(comment: Comment) -> bool:
    """Note that the reader confirmed the address behind ``comment``; return whether this call did it.

    It then waits for a moderator, or appears at once when the address is trusted and comments are still open.
    """
    if not lock(comment) or comment.state != State.UNCONFIRMED:
        return False
    commenter = commenter_of(comment)
    commenter.confirmed_at = commenter.confirmed_at or timezone.now()
    commenter.save(update_fields=["confirmed_at"])
    closed = closed_now(comment)
    at_once = commenter.is_trusted and not _needs_a_look(comment) and not closed
    _move(comment, Kind.CONFIRMED, State.APPROVED if at_once else State.WAITING, note=closed)
    return True


@transaction.atomic
def queue_known(comment: Comment) -> bool:
    """Let ``comment`` wait for a moderator when its address was confirmed before; return whether it was.

    That of a trusted address would appear at once, so it waits for the press in its own mail: anybody can type an
    address.
    """
    commenter = commenter_of(comment)
    if commenter.confirmed_at is None or commenter.is_trusted or comment.state != State.UNCONFIRMED:
        return False
    _move(comment, Kind.CONFIRMED, State.WAITING, note="The address was confirmed before.")
    return True


@transaction.atomic
def report(comment: Comment, reason: str) -> bool:
    """Note that a reader reports ``comment`` for ``reason``; return False when readers do not see it any more."""
    if not lock(comment) or comment.state != State.APPROVED:
        return False
    comment.reports += 1
    comment.save(update_fields=["reports"])
    comment.decisions.create(kind=Kind.REPORTED, before=comment.state, note=reason[:200])
    return True


@transaction.atomic
def decide(comment: Comment, kind: Kind, *, by: Any = None, note: str = "", by_writer: bool = False) -> bool:
    """Take a moderator's decision on ``comment``, or a reader's to remove their own; return whether this call did it.

    Removing deletes name and text for good; the place in the thread stays while answers stand below it.
    """
    sources, target = DECISIONS[kind]
    if not lock(comment) or comment.state not in sources:
        return False
    _move(comment, kind, target, by=by, note=note)
    if kind is Kind.REMOVED:
        Comment.objects.filter(pk=comment.pk).update(
            name="",
            name_before="",
            text="",
            email_fingerprint="",
            digest=digest(new_token()),
            risk_words=[],
            is_urgent=False,
            spam_reasons=[],
            removed_by_writer=by_writer,
        )
        # Nobody writes to somebody about what is gone, and its links lead nowhere.
        forget_mails(comment)
        comment.links.all().delete()
        CommentSubscription.objects.filter(comment=comment).delete()
        lock(comment)
    return True


# What a moderator may take back. What deleted something stays.
UNDOABLE = (Kind.APPROVED, Kind.REJECTED, Kind.SPAM, Kind.KEPT)
# What does not stand in the way of taking back what was decided before it.
IN_PASSING = (Kind.REPORTED, Kind.REDACTED, Kind.UNNAMED, Kind.NAMED)


def last_move(comment: Comment) -> CommentDecision | None:
    """Return what brought ``comment`` to where it is."""
    return comment.decisions.exclude(kind__in=IN_PASSING).order_by("-at", "-pk").first()


def to_undo(comment: Comment) -> CommentDecision | None:
    """Return the decision on ``comment`` that can be taken back now: the last, unless it deleted something."""
    last = last_move(comment)
    return last if last and last.kind in UNDOABLE and last.before else None


@transaction.atomic
def undo(comment: Comment, *, by: Any, decision: int | None = None) -> bool:
    """Take back the last decision of a moderator, unless it deleted something; return whether there was one.

    With ``decision``, the key of one, only when that is still the last: what a colleague decided since then stays.
    Hiding a name is taken back by its key, whatever was decided beside it. Reports that a decision dealt with stand
    again.
    """
    if not lock(comment):
        return False
    hidden = hidden_name(comment)
    if hidden and decision == hidden.pk:
        comment.name, comment.name_before = comment.name_before, ""
        _store_name(comment, Kind.NAMED, by)
        return True
    last = to_undo(comment)
    if last is None or decision not in (None, last.pk):
        return False
    comment.reports += last.reports
    comment.save(update_fields=["reports"])
    if last.before == comment.state:
        comment.decisions.create(kind=Kind.UNDONE, before=comment.state, by=by, note=last.get_kind_display())
    else:
        _move(comment, Kind.UNDONE, State(last.before), by=by, note=last.get_kind_display())
    return True


@transaction.atomic
def keep(comment: Comment, *, by: Any) -> bool:
    """Note that a moderator has looked at what readers reported, and that it stays; return whether this call did it."""
    if not lock(comment) or comment.state != State.APPROVED or not comment.reports:
        return False
    comment.decisions.create(kind=Kind.KEPT, before=comment.state, by=by)
    deal_with_reports(comment)
    return True


def deal_with_reports(comment: Comment) -> None:
    """Take what readers reported as dealt with by the last decision on ``comment``, which is held."""
    if last := last_move(comment):
        last.reports = comment.reports
        last.save(update_fields=["reports"])
    comment.reports = 0
    comment.save(update_fields=["reports"])


@transaction.atomic
def hide_name(comment: Comment, *, by: Any) -> CommentDecision | None:
    """Show the writer of ``comment`` as “A reader”; return the decision, or None when there is no name to hide.

    The name stays beside it, so that the decision can be taken back, until ``forgetting.delete_hidden_names``.
    """
    if not lock(comment) or not can_hide_name(comment):
        return None
    comment.name, comment.name_before = ANONYMOUS, comment.name
    return _store_name(comment, Kind.UNNAMED, by)


def can_hide_name(comment: Comment) -> bool:
    """Whether ``comment`` shows a name that its reader chose. Colleagues answer with their own."""
    theirs = bool(comment.email_fingerprint) and comment.state != State.REMOVED
    return theirs and not comment.name_before and comment.name != ANONYMOUS


def hidden_name(comment: Comment) -> CommentDecision | None:
    """Return the decision that hides the name of ``comment`` and can be taken back; None when none does."""
    hidden = comment.decisions.filter(kind=Kind.UNNAMED) if comment.name_before else comment.decisions.none()
    return hidden.order_by("-at", "-pk").first()


def _store_name(comment: Comment, kind: Kind, by: Any) -> CommentDecision:
    comment.save(update_fields=["name", "name_before"])
    decision = comment.decisions.create(kind=kind, before=comment.state, by=by)
    if comment.state == State.APPROVED:
        comment_changed.send(Comment, comment=comment)
    return decision


def commenter_of(comment: Comment) -> Commenter:
    """Return what is known of the address behind ``comment``, locked; made now if there was nothing."""
    Commenter.objects.update_or_create(
        email_fingerprint=comment.email_fingerprint, defaults={"last_at": timezone.now()}
    )
    return Commenter.objects.select_for_update().get(email_fingerprint=comment.email_fingerprint)


def _needs_a_look(comment: Comment) -> bool:
    return comment.is_urgent or bool(comment.spam_score)


def _move(comment: Comment, kind: Kind, target: State, *, by: Any = None, note: str = "") -> None:
    before = comment.state
    comment.state, comment.decided_at = target, timezone.now()
    comment.save(update_fields=["state", "decided_at"])
    comment.decisions.create(kind=kind, before=before, by=by, note=note)
    appeared, vanished = target == State.APPROVED, before == State.APPROVED
    if comment.email_fingerprint and appeared is not vanished:
        commenters = Commenter.objects.filter(email_fingerprint=comment.email_fingerprint)
        if appeared:
            commenters.update(approved=F("approved") + 1)
        else:
            commenters.filter(approved__gt=0).update(approved=F("approved") - 1)
    if appeared:
        comment_appeared.send(Comment, comment=comment)
    elif vanished:
        comment_changed.send(Comment, comment=comment)
