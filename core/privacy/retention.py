"""Every period after which something is deleted, from the holdings that promise it."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Sum
from django.utils import timezone

from core.models import HousekeepingRun, RetentionReport
from core.privacy.registry import Period, every_holding, other_periods

# What the dashboard sums up.
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Promise:
    """One line of the list: of what, which part, how long, and by which step of housekeeping."""

    about: str
    period: Period

    @property
    def step(self) -> str:
        """The step that keeps it, or in words who does."""
        return self.period.step or ("it runs out by itself" if self.period.kept else "no step: it has no fixed end")


def every_promise() -> list[Promise]:
    """Return every period: those of the holdings, then those of what is about nobody."""
    ours = [Promise(holding.title, period) for holding in every_holding() for period in holding.periods]
    return ours + [Promise(about, period) for about, period in other_periods()]


def in_short() -> dict[str, object]:
    """Return what the dashboard says: how many records went in the last 30 days, and when housekeeping ran last."""
    lately = RetentionReport.objects.filter(at__gt=timezone.now() - LATELY)
    run = HousekeepingRun.last()
    return {
        "count": lately.aggregate(sum=Sum("count"))["sum"] or 0,
        "last_run": run.at if run else None,
        "is_late": run is None or run.at < timezone.now() - timedelta(days=1),
    }
