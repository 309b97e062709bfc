from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
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
    note = models.TextField(blank=True, help_text="For colleagues. Readers do not see it.")

    class Meta:
        ordering = ["-reviewed_on", "-id"]

    def __str__(self) -> str:
        return f"{self.reviewer} on {self.reviewed_on}: {self.get_outcome_display()}"

    def save(self, *args, **kwargs):
        if self.next_due is None:
            self.next_due = months_after(self.reviewed_on, REVIEW_VALID_FOR_MONTHS)
        super().save(*args, **kwargs)


class ReviewerAccount(models.Model):
    """Whose name a colleague signs with. Set by administrators only: it says who answers for a text."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviewer_account")
    person = models.OneToOneField(
        "blog.PersonPage",
        on_delete=models.CASCADE,
        related_name="reviewer_account",
        limit_choices_to={"is_reviewer": True},
        help_text="The medical reviewer whose name stands under what this account approves.",
    )

    def __str__(self) -> str:
        return f"{self.account} signs as {self.person}"


class MedicalReviewTask(AbstractGroupApprovalTask):
    """The step of the workflow in which a medical reviewer signs the revision in front of them."""

    class Meta:
        verbose_name = "medical review"

    @classmethod
    def get_description(cls):
        return "A medical reviewer reads the article against its sources and signs this version."

    def get_actions(self, obj, user):
        """Offer a decision to those alone who can sign it."""
        return super().get_actions(obj, user) if _signatory(user) else []

    @transaction.atomic
    def on_action(self, task_state, user, action_name, **kwargs):
        """Decide as usual, and store who decided what about which revision.

        Raises PermissionDenied for an account that belongs to no reviewer.
        """
        outcome = {"approve": MedicalReview.Outcome.APPROVED, "reject": MedicalReview.Outcome.CHANGES}.get(action_name)
        person = _signatory(user)
        if outcome and person is None:
            raise PermissionDenied("Only a medical reviewer can sign this step.")
        super().on_action(task_state, user, action_name, **kwargs)
        if outcome:
            MedicalReview.objects.create(
                article_id=int(task_state.workflow_state.object_id),
                reviewer=person,
                revision=task_state.revision,
                outcome=outcome,
                note=kwargs.get("comment", ""),
            )


def _signatory(user):
    """Return the reviewer whom ``user`` signs as, or None."""
    link = ReviewerAccount.objects.filter(account=user).select_related("person").first()
    return link.person if link and link.person.is_reviewer else None
