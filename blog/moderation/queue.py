"""Which comments a moderator sees, in which order, and how many there are. Every question here is answered by an index:
there may be a hundred thousand comments."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from blog.models.comment import Comment

State = Comment.State
FIRST_THINGS_FIRST = ("-is_urgent", "-reports", "created_at", "pk")
NEWEST = ("-created_at", "-pk")


@dataclass(frozen=True)
class Tab:
    """One list: its name in the address, its label, what it holds and in which order."""

    slug: str
    label: str
    condition: Q
    order: tuple[str, ...] = NEWEST


WAITING = Tab("waiting", "Waiting", Q(state=State.WAITING), FIRST_THINGS_FIRST)
REPORTED = Tab("reported", "Reported", Q(state=State.APPROVED, reports__gt=0), ("-reports", "created_at", "pk"))
TABS = (
    WAITING,
    REPORTED,
    Tab("approved", "Approved", Q(state=State.APPROVED)),
    Tab("spam", "Spam", Q(state=State.SPAM)),
    Tab("rejected", "Rejected", Q(state=State.REJECTED)),
    Tab("all", "All", Q(), ("-pk",)),
)


def find_tab(slug: str) -> Tab | None:
    """Return the tab that is called ``slug``."""
    return next((tab for tab in TABS if tab.slug == slug), None)


def counts() -> dict[str, int]:
    """Return how many comments each tab has, by its name, in two queries."""
    by_state = dict(Comment.objects.order_by().values_list("state").annotate(Count("pk")))
    states = {slug: by_state.get(slug, 0) for slug in ("waiting", "approved", "spam", "rejected")}
    reported = Comment.objects.filter(REPORTED.condition).count()
    return states | {"reported": reported, "all": sum(by_state.values())}


def urgent() -> QuerySet[Comment]:
    """Return what waits and has words of risk."""
    return Comment.objects.filter(WAITING.condition, is_urgent=True)


def tab_of(comment: Comment) -> Tab | None:
    """Return the list that somebody works through in which ``comment`` stands; None for the others."""
    if comment.state == State.WAITING:
        return WAITING
    return REPORTED if comment.state == State.APPROVED and comment.reports else None


def after(comment: Comment, tab: Tab) -> Comment | None:
    """Return the comment that follows ``comment``, as it was, in ``tab``; at the end the first; None when alone."""
    rest = Comment.objects.filter(tab.condition).exclude(pk=comment.pk).order_by(*tab.order)
    later = Q(created_at__gt=comment.created_at) | Q(created_at=comment.created_at, pk__gt=comment.pk)
    later = Q(reports__lt=comment.reports) | Q(Q(reports=comment.reports) & later)
    if tab is WAITING:
        same = Q(is_urgent=comment.is_urgent) & later
        later = same | Q(is_urgent=False) if comment.is_urgent else same
    return rest.filter(later).first() or rest.first()
