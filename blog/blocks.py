"""Blocks that only articles use, and the body of an article."""

from django import forms
from django.core.paginator import Paginator
from django.db.models import TextChoices
from wagtail import blocks

from blog.cited_sources import SourceChooserBlock
from core.blocks import INLINE_FEATURES, BodyBlock, CountedListBlock
from core.blocks.related import RelatedArticlesBlock
from offers.blocks import GuideBandBlock, ProductBandBlock, TrialBandBlock


class Certainty(TextChoices):
    """GRADE's four levels. Source: Guyatt GH et al., BMJ 2008;336:924 (GRADE working group)."""

    HIGH = "high", "High certainty"
    MODERATE = "moderate", "Moderate certainty"
    LOW = "low", "Low certainty"
    VERY_LOW = "very_low", "Very low certainty"


CERTAINTY_MEANS = {
    Certainty.HIGH: "New studies are unlikely to change this.",
    Certainty.MODERATE: "New studies may change this.",
    Certainty.LOW: "New studies may well change this.",
    Certainty.VERY_LOW: "We can say little either way.",
}


class StudiedIn(TextChoices):
    """Where something was seen."""

    PEOPLE = "people", "People"
    ANIMALS = "animals", "Animals"
    CELLS = "cells", "Cells in the laboratory"


class EvidenceValue(blocks.StructValue):
    """Says in words what the editor chose."""

    # Not named like the fields: a template's dot finds a block's field before a property.

    @property
    def certainty_label(self) -> str:
        """The level in words; empty in a draft where none is chosen yet."""
        return Certainty(self["certainty"]).label if self["certainty"] else ""

    @property
    def certainty_meaning(self) -> str:
        """What the level means for the reader."""
        return CERTAINTY_MEANS[Certainty(self["certainty"])] if self["certainty"] else ""

    @property
    def certainty_level(self) -> int:
        """The level as a number from 1, very low, to 4, high; 0 when none is chosen."""
        return len(Certainty) - list(Certainty).index(Certainty(self["certainty"])) if self["certainty"] else 0

    @property
    def certainty_steps(self) -> list[bool]:
        """Four marks, filled up to the level: the graphic beside the words."""
        return [number <= self.certainty_level for number in range(1, len(Certainty) + 1)]

    @property
    def seen_in(self) -> list[tuple[str, bool]]:
        """Each kind of study with whether it was done."""
        return [(kind.label, kind.value in (self["studied_in"] or ())) for kind in StudiedIn]

    @property
    def without_people(self) -> bool:
        """Whether no people were studied: then the note is labelled as animal or laboratory work."""
        return bool(self["studied_in"]) and StudiedIn.PEOPLE.value not in self["studied_in"]


class EvidenceBlock(blocks.StructBlock):
    """How sure we are of one claim, and who was studied."""

    claim = blocks.RichTextBlock(
        features=["bold", "italic"], help_text="What the note is about: “One bacterium and early arthritis”."
    )
    certainty = blocks.ChoiceBlock(
        choices=Certainty.choices,
        label="How sure we are",
        help_text="In GRADE’s four words. Work on animals or cells alone says very little about people.",
    )
    who = blocks.TextBlock(
        max_length=400,
        label="Who was studied",
        help_text="How many, and who: “44 adults with new, untreated arthritis”.",
    )
    studied_in = blocks.MultipleChoiceBlock(
        choices=StudiedIn.choices,
        label="Seen in",
        widget=forms.CheckboxSelectMultiple,
        help_text="Without people, the note says by itself that this is animal or laboratory work.",
    )
    kind = blocks.CharBlock(
        max_length=160, label="Kind of study", help_text="In plain words: “A comparison at one moment”."
    )
    limits = blocks.TextBlock(
        max_length=400, label="What it cannot say", help_text="The question that these studies leave open."
    )
    sources = CountedListBlock(
        SourceChooserBlock("blog.Source", label="Source"),
        label="Sources",
        help_text="What the note rests on. Readers see each as a numbered mark.",
        count_message="Add at least one source: an evidence note says what a claim rests on.",
    )

    class Meta:
        icon = "glasses"
        label = "Evidence note"
        group = "Evidence"
        description = "How sure we are of one claim, who was studied, and what that cannot tell."
        value_class = EvidenceValue
        template = "blocks/evidence.html"
        preview_value = {
            "claim": "<p>One bacterium and early arthritis</p>",
            "certainty": Certainty.LOW,
            "who": "44 adults with new, untreated arthritis and 28 healthy adults",
            "studied_in": [StudiedIn.PEOPLE, StudiedIn.ANIMALS],
            "kind": "A comparison at one moment",
            "limits": "Which came first, the bacterium or the illness",
            "sources": [],
        }


class KeyPointsBlock(blocks.StreamBlock):
    """The piece in three to five lines."""

    point = blocks.RichTextBlock(
        features=INLINE_FEATURES,
        icon="check",
        label="Key point",
        description="One line that a reader in a hurry should take away.",
        preview_value="<p>More plants are good for health in general, and not a treatment.</p>",
    )

    class Meta:
        min_num = 0
        max_num = 6


class ArticleBodyBlock(BodyBlock):
    """The body of an article: what every page has, the evidence note, other articles and the offers."""

    evidence = EvidenceBlock()
    related_articles = RelatedArticlesBlock()
    guide_band = GuideBandBlock()
    trial_band = TrialBandBlock()
    product_band = ProductBandBlock()


CORRECTIONS_A_PAGE = 50


class CorrectionsLogBlock(blocks.StaticBlock):
    """Every published correction, newest first."""

    class Meta:
        icon = "history"
        label = "Corrections log"
        group = "Evidence"
        admin_text = "Shows every correction of every published article, newest first."
        description = "The public log of corrections. It fills itself."
        preview_value = None
        template = "blocks/corrections_log.html"

    def get_context(self, value, parent_context=None):
        from blog.models import Correction

        context = super().get_context(value, parent_context)
        found = Correction.objects.published().select_related("article")
        request = context.get("request")
        context["page_obj"] = Paginator(found, CORRECTIONS_A_PAGE).get_page(request and request.GET.get("page"))
        return context
