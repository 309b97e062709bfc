from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from offers.models.trial_request import TrialRequest

# A month is what the law gives us to answer a person (GDPR, article 12(3)); a week leaves the partner the rest of it.
DUE_WITHIN = timedelta(days=7)


def due_date() -> date:
    """Return the day until which a partner has to be told of something that happens today."""
    return timezone.localdate() + DUE_WITHIN


class PartnerTask(models.Model):
    """Tell the partner what a person whose address they have wishes. It names the request, and nobody."""

    class Wish(models.TextChoices):
        DELETE = "delete", "Delete the person"
        NO_NEWS = "no_news", "Send no more news"

    reference = models.CharField("request", max_length=20, help_text="By this the partner finds the row in its file.")
    partner = models.ForeignKey("offers.Partner", null=True, on_delete=models.SET_NULL, related_name="tasks")
    wish = models.CharField("what to tell", max_length=10, choices=Wish, default=Wish.DELETE)
    created_at = models.DateTimeField("since", default=timezone.now, editable=False)
    due_on = models.DateField("until", default=due_date)
    done_at = models.DateTimeField("told", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "partner to be told"
        verbose_name_plural = "partners to be told"
        ordering = ["done_at", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint("reference", "wish", condition=Q(done_at=None), name="one_open_task_a_wish")
        ]

    def __str__(self) -> str:
        return f"Ask {self.partner or 'the partner'} to {self.in_words}"

    @classmethod
    def ask(cls, request: "TrialRequest", wish: "PartnerTask.Wish") -> "PartnerTask":
        """Return the open task to tell the partner of ``request`` this ``wish``; made now where there is none.

        Where two ask at the same moment, both get the same task.
        """
        partner = request.trial.partner if request.trial else None
        task, _ = cls.objects.get_or_create(
            reference=request.reference, wish=wish, done_at=None, defaults={"partner": partner}
        )
        return task

    @property
    def in_words(self) -> str:
        """What the partner is asked to do, after “to”."""
        if self.wish == self.Wish.NO_NEWS:
            return f"send no more news to the person of {self.reference}"
        return f"delete {self.reference} from all of its files"

    @property
    def is_late(self) -> bool:
        """Whether it should have been done before today."""
        return self.done_at is None and self.due_on < timezone.localdate()
