from django.db import models
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

    article = ParentalKey("blog.ArticlePage", on_delete=models.CASCADE, related_name="corrections")
    corrected_on = models.DateField("date")
    was = models.TextField("we wrote", help_text="What was wrong, as it stood. Readers see it struck through.")
    now = models.TextField("it now says", help_text="What the article says now, and why.")
    note = models.TextField(blank=True, help_text="How we found out: “Pointed out by a reader.”")

    objects = CorrectionQuerySet.as_manager()

    panels = [FieldPanel("corrected_on"), FieldPanel("was"), FieldPanel("now"), FieldPanel("note")]

    class Meta(Orderable.Meta):
        ordering = ["-corrected_on", "sort_order"]

    def __str__(self) -> str:
        return f"{self.corrected_on}: {self.article}"
