"""What moderators see of a comment at a glance: a colour to find it by, and always the words."""

from blog.models.comment import Comment
from blog.moderation.spam import LIKELY
from offers.desk.chips import Chip

State = Comment.State
TONES = {
    State.UNCONFIRMED: "wait",
    State.WAITING: "act",
    State.APPROVED: "good",
    State.SPAM: "bad",
    State.REJECTED: "over",
    State.REMOVED: "over",
}
LABELS = {State.APPROVED: "Approved", State.WAITING: "Waiting", State.REMOVED: "Deleted"}


def state_chip(comment: Comment) -> Chip:
    """Return the chip for where ``comment`` is."""
    state = State(comment.state)
    return Chip(str(LABELS.get(state, state.label)), TONES[state])


def flags(comment: Comment) -> list[Chip]:
    """Return a chip for each thing about ``comment`` that somebody should look at."""
    chips = []
    if comment.is_urgent:
        chips.append(Chip("Read first: words of risk", "bad"))
    if comment.reports:
        chips.append(Chip(f"Reported {'once' if comment.reports == 1 else f'{comment.reports} times'}", "act"))
    if comment.spam_score:
        likely = comment.spam_score >= LIKELY
        words = "Likely spam" if likely else "Something odd"
        chips.append(Chip(f"{words}: {comment.spam_score}", "bad" if likely else "wait"))
    if comment.staff_id:
        chips.append(Chip("Colleague", "way"))
    return chips
