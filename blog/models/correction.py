import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable


class CorrectionQuerySet(models.QuerySet):
    """Corrections, as the public log shows them."""

    def published(self):
        """Return the corrections of articles that anybody may read."""
        from blog.models.article import ArticlePage

        return self.filter(article__in=ArticlePage.objects.live().public())


class Correction(Orderable):
    """A dated, public note on what was wrong and what the article says now."""

    class Significance(models.TextChoices):
        SIGNIFICANT = "significant", "Significant: it changes what a reader may have understood or done"
        MINOR = "minor", "Minor: a name, a number or a date that changes nothing else"

    article = ParentalKey("blog.ArticlePage", on_delete=models.CASCADE, related_name="corrections")
    corrected_on = models.DateField("date", default=timezone.localdate)
    significance = models.CharField(
        max_length=12,
        choices=Significance,
        default=Significance.SIGNIFICANT,
        help_text="A significant one is announced at the top of the article and counts as an update.",
    )
    was = models.TextField("we wrote", help_text="What was wrong, as it stood. Readers see it struck through.")
    now = models.TextField("it now says", help_text="What the article says now, and why.")
    note = models.TextField(blank=True, help_text="How we found out: “Pointed out by a reader.”")

    key = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = CorrectionQuerySet.as_manager()

    panels = [FieldPanel(name) for name in ("significance", "corrected_on", "was", "now", "note")]

    class Meta(Orderable.Meta):
        ordering = ["-corrected_on", "sort_order"]

    def __str__(self) -> str:
        return f"{self.corrected_on}: {self.article}"

    @property
    def anchor(self) -> str:
        """The id of this correction on every page that shows it. Other sites link to it, so it never changes."""
        return f"correction-{self.key}"

    @property
    def is_significant(self) -> bool:
        """Whether it is announced at the top of the article."""
        return self.significance == self.Significance.SIGNIFICANT

    def clean(self):
        super().clean()
        if self.corrected_on and self.corrected_on > timezone.localdate():
            raise ValidationError({"corrected_on": "This day has not come yet. Enter today, or the day it was found."})
