"""What an article knows of its dates and of its medical reviews."""

from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from wagtail.models import Revision

from blog.models.review import MedicalReview
from blog.text_digest import text_digest
from core.models import BasePage


class Reviewed(BasePage):
    """A page whose text somebody signs, with the three dates that readers are told.

    *First published* is Wagtail's own and stays when the page goes offline and returns. *Updated* is the day on which
    a change went live that an editor called substantial, or the date of a significant correction. *Reviewed* is the
    day on which a reviewer approved what readers see.
    """

    reviewer = models.ForeignKey(
        "blog.PersonPage",
        verbose_name="medical reviewer",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who is asked to check this article: a medical reviewer who is not one of its authors.",
    )
    substantial_change = models.BooleanField(
        "This version changes what readers learn",
        default=False,
        help_text="The day on which it goes live becomes the “Updated” date. Leave it unticked for spelling and "
        "layout. Once the version is published, the box is unticked again.",
    )
    updated_on = models.DateField(
        "updated on",
        null=True,
        blank=True,
        help_text="Fills itself when a ticked version or a significant correction goes live. "
        "Change it only when it is wrong.",
    )
    # The date that readers saw when this version was begun: tells whether its editor chose another one.
    updated_on_before = models.DateField(null=True, blank=True, editable=False)
    # Of the text that was last stored on the page itself, which readers see: lists compare it in the database.
    text_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Store the page. Whatever path made it live, by hand, on schedule or by a workflow, ends here."""
        if not kwargs.get("update_fields"):
            if self.live:
                self._settle_dates()
            self.text_digest = text_digest(self)
        super().save(*args, **kwargs)

    @property
    def last_review(self) -> MedicalReview | None:
        """The newest review that approved what readers see or saw, or None.

        A review of a version that was never published says nothing about the text that was.
        """
        if not self.pk:
            return None
        return self.reviews.signed().select_related("reviewer", "reviewer__image").first()

    def changed_since(self, review: MedicalReview | None) -> bool:
        """Whether readers see another text or other citations than ``review`` approved."""
        return bool(review and review.text_digest != self.text_digest)

    def with_content_json(self, content):
        """Restore a revision; the “Updated” date follows the page unless the revision's editor chose another.

        A draft that was begun before another version went live must not take back the date of that version.
        """
        page = super().with_content_json(content)
        if page.updated_on == page.updated_on_before:
            page.updated_on = self.updated_on
        page.updated_on_before = self.updated_on
        return page

    def is_relied_on(self, revision: Revision) -> bool:
        """Return whether readers see ``revision`` or are about to, or a reviewer reads it or has decided on it."""
        return (
            super().is_relied_on(revision)
            or revision.task_states.exists()
            or MedicalReview.objects.filter(revision=revision).exists()
        )

    def get_preview_context(self, request, *args, **kwargs):
        # What is previewed is not stored yet.
        self.text_digest = text_digest(self)
        return super().get_preview_context(request, *args, **kwargs)

    @property
    def changed_at(self) -> datetime | None:
        """The moment since which readers learn what they learn now, for feeds and crawlers, which know no days."""
        if not (self.updated_on and self.first_published_at):
            return self.first_published_at
        return max(self.first_published_at, timezone.make_aware(datetime.combine(self.updated_on, time(9))))

    def get_sitemap_urls(self, request=None):
        """Say when readers last learnt something new; spelling and layout send no crawler back."""
        entries = super().get_sitemap_urls(request)
        return [{**entry, "lastmod": self.changed_at or entry.get("lastmod")} for entry in entries]

    def clean(self):
        super().clean()
        if self.updated_on and self.updated_on > timezone.localdate():
            raise ValidationError(
                {"updated_on": "This day has not come yet. To update on the day of publication, tick the box above."}
            )

    def _settle_dates(self):
        now = timezone.now()
        if self.first_published_at is None:  # type: ignore[has-type]
            # A live copy, whose dates stay with the original.
            self.first_published_at = now
            self.last_published_at = now
        is_first = self.first_published_at == self.last_published_at
        if self.substantial_change and not is_first:
            self.updated_on = timezone.localdate(now)
        self.substantial_change = False
        known = self.updated_on or timezone.localdate(self.first_published_at)
        corrected = [each.corrected_on for each in self.corrections.all() if each.is_significant]
        if corrected and max(corrected) > known:
            self.updated_on = max(corrected)
        self.updated_on_before = self.updated_on
