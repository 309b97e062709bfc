from django.db import models
from django.utils import timezone
from wagtail.models import AbstractGroupApprovalTask

REVIEW_VALID_FOR_MONTHS = 12


def months_after(day, months: int):
    """Return the date ``months`` after ``day``; the last day of the month when that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return day.replace(year=year, month=month + 1, day=last)
        except ValueError:
            continue
    return day.replace(year=year, month=month + 1)


class MedicalReview(models.Model):
    """A named reviewer's decision on one revision of an article, on one date."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", "Approved"
        CHANGES = "changes", "Changes asked for"

    article = models.ForeignKey("blog.ArticlePage", on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey("blog.PersonPage", on_delete=models.PROTECT, related_name="reviews_signed")
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.APPROVED)
    reviewed_on = models.DateField(default=timezone.localdate)
    next_due = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-reviewed_on", "-id"]

    def __str__(self) -> str:
        return f"{self.reviewer} on {self.reviewed_on}: {self.get_outcome_display()}"

    def save(self, *args, **kwargs):
        if self.next_due is None:
            self.next_due = months_after(self.reviewed_on, REVIEW_VALID_FOR_MONTHS)
        super().save(*args, **kwargs)


class MedicalReviewTask(AbstractGroupApprovalTask):
    """The step of the workflow in which a medical reviewer signs the revision in front of them."""

    class Meta:
        verbose_name = "medical review"

    @classmethod
    def get_description(cls):
        return "A medical reviewer reads the article against its sources and signs this version."

    def on_action(self, task_state, user, action_name, **kwargs):
        """Approve or reject as usual, and store whose review it was; only a reviewer's own account signs."""
        result = super().on_action(task_state, user, action_name, **kwargs)
        outcome = {"approve": MedicalReview.Outcome.APPROVED, "reject": MedicalReview.Outcome.CHANGES}.get(action_name)
        person = getattr(user, "person", None)
        article = getattr(task_state.workflow_state.content_object, "specific", None)
        if outcome and person and person.is_reviewer and article is not None:
            MedicalReview.objects.create(
                article=article,
                reviewer=person,
                revision=task_state.revision,
                outcome=outcome,
                note=kwargs.get("comment", ""),
            )
        return result
