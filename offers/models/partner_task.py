from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

# A month is what the law gives us to answer a person (GDPR, article 12(3)); a week leaves the partner the rest of it.
DUE_WITHIN = timedelta(days=7)


def due_date() -> date:
    """Return the day until which a partner has to be told of something that happens today."""
    return timezone.localdate() + DUE_WITHIN


class PartnerTask(models.Model):
    """Tell the partner to delete a person whose address they have. It names the request, and nobody."""

    reference = models.CharField("request", max_length=20, help_text="By this the partner finds the row in its file.")
    partner = models.ForeignKey("offers.Partner", null=True, on_delete=models.SET_NULL, related_name="tasks")
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

    def __str__(self) -> str:
        return f"Ask {self.partner or 'the partner'} to delete {self.reference}"

    @property
    def is_late(self) -> bool:
        """Whether it should have been done before today."""
        return self.done_at is None and self.due_on < timezone.localdate()
