"""The questions that those who look after requests ask every day: what needs me, what is stuck, whose mail fails?"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from offers.models import GuideRequest, TrialRequest

State = TrialRequest.State
STUCK_AFTER = timedelta(hours=24)
# Somebody of ours or the partner has to do something before a request in one of these moves on.
OURS_TO_MOVE = (State.EMAIL_CONFIRMED, State.RESERVED, State.APPROVED)
# A partner packs and posts; after this we ask.
PARTNER_SILENT_AFTER = timedelta(days=14)


def needs_me() -> Q:
    """Return what waits for a colleague: to be approved, to be put into a batch, its batch to be sent."""
    not_sent = Q(state=State.EXPORTED, batch_row__batch__sent_at=None)
    return Q(state__in=(State.RESERVED, State.APPROVED)) | not_sent


def stuck() -> Q:
    """Return what should move by itself or by us, and has not for a day; and what a partner said nothing of for 14.

    A guide that nobody fetched is not stuck.
    """
    a_day_ago = timezone.now() - STUCK_AFTER
    with_partner = Q(state=State.EXPORTED)
    return (
        Q(state__in=OURS_TO_MOVE, state_since__lt=a_day_ago)
        | with_partner & Q(batch_row__batch__sent_at=None, state_since__lt=a_day_ago)
        | with_partner & Q(batch_row__batch__sent_at__lt=timezone.now() - PARTNER_SILENT_AFTER)
    )


def mail_failing() -> Q:
    """Return those whose reader did not get our mail, or does not want it."""
    return ~Q(mail_problem="")


@dataclass(frozen=True)
class SavedView:
    """A tab above a list: its name in the address, its label, and the condition of what it lists."""

    slug: str
    label: str
    condition: Q

    @property
    def key(self) -> str:
        """Its name where hyphens are not allowed."""
        return self.slug.replace("-", "_")


def saved_views(model: type[GuideRequest] | type[TrialRequest]) -> list[SavedView]:
    """Return the tabs of the list of ``model``. With the guide nobody of ours has to move anything but mail."""
    failing = SavedView("mail-failing", "Mail failing", mail_failing())
    if model is GuideRequest:
        return [failing]
    return [SavedView("needs-me", "Needs me", needs_me()), SavedView("stuck", "Stuck over 24 h", stuck()), failing]


def counts(model: type[GuideRequest] | type[TrialRequest]) -> dict[str, int]:
    """Return how many requests each saved view of ``model`` has, by its ``key``, and ``all``, in one query."""
    filters = {view.key: Count("pk", filter=view.condition) for view in saved_views(model)}
    found: dict[str, int] = model._default_manager.aggregate(all=Count("pk"), **filters)
    return found
