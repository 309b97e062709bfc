from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from wagtail.forms import TaskStateCommentForm
from wagtail.models import AbstractGroupApprovalTask

from blog.text_digest import text_digest

REVIEW_VALID_FOR_MONTHS = 12
LONGEST_REVIEW_MONTHS = 60


def months_after(day, months: int):
    """Return the date ``months`` after ``day``; the last day of the month when that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return day.replace(year=year, month=month + 1, day=last)
        except ValueError:
            continue
    return day.replace(year=year, month=month + 1)


class MedicalReviewQuerySet(models.QuerySet):
    """Medical reviews, as readers and lists need them."""

    def signed(self):
        """Return the approvals of versions that were published: what may be said to readers, newest first."""
        return self.filter(outcome=MedicalReview.Outcome.APPROVED, published=True)


class MedicalReview(models.Model):
    """A named reviewer's decision on one revision of an article, on one date."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", "Approved"
        CHANGES = "changes", "Changes asked for"

    article = models.ForeignKey("blog.ArticlePage", on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey("blog.PersonPage", on_delete=models.PROTECT, related_name="reviews_signed")
    # Old revisions are deleted one day. What a review needs to know of its own is kept in the two fields below.
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    text_digest = models.CharField(max_length=64, blank=True, editable=False)
    published = models.BooleanField("its version was published", default=False, editable=False)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.APPROVED)
    reviewed_on = models.DateField(default=timezone.localdate)
    next_due = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, help_text="For colleagues. Readers do not see it.")

    objects = MedicalReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-reviewed_on", "-id"]

    def __str__(self) -> str:
        return f"{self.reviewer} on {self.reviewed_on}: {self.get_outcome_display()}"

    def save(self, *args, **kwargs):
        """Store the review; a new one keeps what its revision said and when it is due again."""
        if self._state.adding:
            signed = self.revision.as_object() if self.revision else self.article
            self.text_digest = text_digest(signed)
            live = type(self.article).objects.filter(pk=self.article_id, live_revision__gte=self.revision_id or 0)
            self.published = self.revision is None or live.exists()
            if self.next_due is None:
                months = signed.topic and signed.topic.review_months
                self.next_due = months_after(self.reviewed_on, months or REVIEW_VALID_FOR_MONTHS)
        super().save(*args, **kwargs)

    @property
    def is_overdue(self) -> bool:
        """Whether the day by which the article was to be checked again has passed, where the site is."""
        return self.next_due is not None and self.next_due < timezone.localdate()


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


class ApprovalForm(TaskStateCommentForm):
    """What a reviewer may add to the signature."""

    comment = forms.CharField(label="Note for colleagues", required=False, widget=forms.Textarea({"rows": 3}))
    next_due = forms.DateField(
        label="To be checked again by",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="Leave it empty for the usual time: the main topic’s, or 12 months.",
    )

    def clean_next_due(self):
        """Refuse a day that has passed, or one so far off that it is a slip of the pen."""
        day, today = self.cleaned_data["next_due"], timezone.localdate()
        if day and not today < day <= months_after(today, LONGEST_REVIEW_MONTHS):
            raise ValidationError("Choose a day after today, at most five years from now.")
        return day


class MedicalReviewTask(AbstractGroupApprovalTask):
    """The step of the workflow in which a medical reviewer signs the revision in front of them."""

    class Meta:
        verbose_name = "medical review"

    @classmethod
    def get_description(cls):
        return "A medical reviewer reads the article against its sources and signs this version."

    def get_actions(self, obj, user):
        """Offer a decision to those alone who can sign it: not to an author of the article."""
        # Some of Wagtail's questions come with the bare page, which knows no authors.
        article = obj if hasattr(obj, "article_authors") else obj.get_latest_revision_as_object()
        return super().get_actions(obj, user) if can_sign(user, article) else []

    def get_form_for_action(self, action):
        return ApprovalForm if action == "approve" else super().get_form_for_action(action)

    @transaction.atomic
    def on_action(self, task_state, user, action_name, **kwargs):
        """Decide as usual, and store who decided what about which revision.

        ``comment`` becomes the note of the review, ``next_due`` its end when the reviewer chose one. Raises
        PermissionDenied for an account that belongs to no reviewer, and for an author of the article.
        """
        outcome = {"approve": MedicalReview.Outcome.APPROVED, "reject": MedicalReview.Outcome.CHANGES}.get(action_name)
        # The editor's form sends back as text what this form accepted before, so it is read again.
        said = ApprovalForm(kwargs)
        said.full_clean()
        comment, next_due = said.cleaned_data.get("comment", ""), said.cleaned_data.get("next_due")
        if outcome and not can_sign(user, task_state.revision.as_object()):
            raise PermissionDenied("Only a medical reviewer who is no author of the article can sign this step.")
        super().on_action(task_state, user, action_name, comment=comment)
        if outcome:
            MedicalReview.objects.create(
                article_id=int(task_state.workflow_state.object_id),
                reviewer=signatory(user),
                revision=task_state.revision,
                outcome=outcome,
                note=comment,
                next_due=next_due,
            )


def signatory(user):
    """Return the reviewer whom ``user`` signs as, or None."""
    link = ReviewerAccount.objects.filter(account=user).select_related("person").first()
    return link.person if link and link.person.is_reviewer else None


def is_reviewer(user) -> bool:
    """Whether medical reviews are ``user``'s work: whether they are in a group that takes the step."""
    return MedicalReviewTask.objects.filter(active=True, groups__user=user).exists()


def can_sign(user, article) -> bool:
    """Whether ``user`` signs as a reviewer, and that reviewer is no author of ``article``, as it is or as a draft."""
    person = signatory(user)
    return person is not None and not is_author(person, article)


def is_author(person, article) -> bool:
    """Whether ``person`` wrote ``article``: the version at hand, or the one that is stored with the page."""
    stored = type(article).objects.filter(pk=article.pk, article_authors__person=person)
    return any(author.person_id == person.pk for author in article.article_authors.all()) or stored.exists()
