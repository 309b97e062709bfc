from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index


class Topic(index.Indexed, models.Model):
    """What an article is about. Each topic has a landing page and a feed."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(
        max_length=80, unique=True, help_text="The last part of the topic’s address: /articles/topics/gut-basics/"
    )
    summary = models.CharField(max_length=200, help_text="One short sentence. Stands next to the name in lists.")
    introduction = RichTextField(
        blank=True,
        features=["bold", "italic", "link"],
        help_text="Two or three paragraphs at the top of the topic’s page: what belongs here, what is known.",
    )
    image = models.ForeignKey(
        "core.SiteImage", verbose_name="picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    review_months = models.PositiveSmallIntegerField(
        "months between medical reviews",
        null=True,
        blank=True,
        validators=[
            MinValueValidator(1, "An article can be reviewed once a month at most: enter 1 to 60."),
            MaxValueValidator(60, "Five years is the longest that a review can hold: enter 1 to 60."),
        ],
        help_text="Leave it empty for 12 months. Counts for articles with this main topic, from their next review on.",
    )
    is_condition = models.BooleanField(
        "about an illness or condition",
        default=False,
        help_text="Its articles need a note on when to seek help.",
    )
    is_about_live_products = models.BooleanField(
        "about probiotics or other live products",
        default=False,
        help_text="Its articles say who should ask a clinician first. The words are in the site settings.",
    )
    position = models.PositiveSmallIntegerField(default=100, help_text="Topics with a lower number stand first.")

    panels = [
        *(FieldPanel(name) for name in ("name", "slug", "summary", "introduction", "image")),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("is_condition", "is_about_live_products", "review_months")], "Care"
        ),
        FieldPanel("position"),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name
