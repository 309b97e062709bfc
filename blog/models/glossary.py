from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.search import index


class GlossaryTerm(index.Indexed, models.Model):
    """A word that readers may not know, with its meaning. One record serves every page."""

    term = models.CharField(
        max_length=80,
        unique=True,
        help_text="As it stands in the middle of a sentence: “dysbiosis”, “short-chain fatty acids”.",
    )
    definition = models.CharField(
        max_length=300,
        help_text="One or two plain sentences that need no other hard word. Readers see it where the word stands.",
    )

    panels = [FieldPanel("term"), FieldPanel("definition")]
    search_fields = [
        index.SearchField("term"),
        index.SearchField("definition"),
        index.AutocompleteField("term"),
    ]

    class Meta:
        ordering = ["term"]
        verbose_name = "glossary term"

    def __str__(self) -> str:
        return self.term

    def clean(self):
        """Tidy spaces; refuse a word that is there already in other capitals."""
        self.term = " ".join((self.term or "").split())
        self.definition = " ".join((self.definition or "").split())
        if other := GlossaryTerm.objects.filter(term__iexact=self.term).exclude(pk=self.pk).first():
            raise ValidationError({"term": f"“{other.term}” is in the glossary already."})
