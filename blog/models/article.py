from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface, TitleFieldPanel
from wagtail.blocks import PageChooserBlock
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.search import index

from blog.blocks import ArticleBodyBlock, KeyPointsBlock
from blog.cards import about, public_articles
from blog.models.commented import Commented
from blog.models.reviewed import Reviewed
from blog.models.topic import Topic
from blog.panels import MedicalReviewsPanel
from blog.rendering import article_context
from blog.starter import ArticlePageForm
from blog.structured_data import article_data
from core.lookahead import looking_ahead
from core.models import BasePage, ReadableQuerySet
from core.reading import reading_minutes
from core.search_fields import WordsField
from offers.disclosure import ShowsPartners

# Addresses under the article list that are not articles.
RESERVED_SLUGS = ("topics", "feed")
RELATED = 3
# So many of the newest that share a topic are compared.
COMPARED = 30
TITLE_HELP = "What a reader would ask or search for, in plain words. It promises no more than the sources show."
CORRECTIONS_HELP = (
    "What was wrong in a published version. Readers see it once this version is published. A correction that readers "
    "have seen is part of the record: reword it if it is wrong itself, but do not delete it."
)


class ArticleQuerySet(ReadableQuerySet):
    """Articles, as lists need them."""

    def newest_first(self):
        """Return the articles by the day on which each was first published."""
        return self.order_by("-first_published_at", "-pk")

    def for_cards(self):
        """Fetch with the articles what a card shows, in a fixed number of queries."""
        return self.select_related("topic", "image").prefetch_related(self.bylines(), "image__renditions")

    @staticmethod
    def bylines() -> Prefetch:
        """Return the prefetch of the authors in their order."""
        authors = ArticleAuthor.objects.select_related("person").order_by("sort_order")
        return Prefetch("article_authors", queryset=authors)


class ArticlePage(Commented, Reviewed, ShowsPartners, BasePage):
    """An educational article: what is known, how well, and what it rests on."""

    topic = models.ForeignKey(
        "blog.Topic",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="main_articles",
        verbose_name="main topic",
        help_text="Stands above the title.",
    )
    more_topics = ParentalManyToManyField(
        "blog.Topic",
        blank=True,
        related_name="more_articles",
        help_text="Other topics under which readers look for it.",
    )
    image = models.ForeignKey(
        "core.SiteImage",
        verbose_name="lead picture",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Opens the article and stands on its card. Its description is read aloud: check it.",
    )
    key_points = StreamField(
        KeyPointsBlock(),
        blank=True,
        help_text="Three to five lines for readers in a hurry. Each should stand on its own.",
    )
    body = StreamField(
        ArticleBodyBlock(),
        blank=True,
        help_text="Sections with a heading each. Every claim has a citation; a condition has a note on seeking help.",
    )
    read_next = StreamField(
        [("article", PageChooserBlock(page_type="blog.ArticlePage", icon="doc-full", label="Article"))],
        blank=True,
        max_num=RELATED,
        help_text="Up to three articles that go on from here, in this order. Leave it empty, and articles about the "
        "same topics stand there; they also fill the places that you leave.",
    )
    reading_minutes = models.PositiveSmallIntegerField(default=1, editable=False)

    objects = PageManager.from_queryset(ArticleQuerySet)()

    template = "blog/article_page.html"
    base_form_class = ArticlePageForm
    reader_kind = "Article"
    parent_page_types = ["blog.ArticleListPage"]
    subpage_types: list[str] = []
    page_description = "An educational article with sources, an author and a medical reviewer."
    # A copy is another article: nobody reviewed it, nothing in it was corrected, and it has dates of its own.
    exclude_fields_in_copy = [
        *("corrections", "first_published_at", "last_published_at"),
        *("updated_on", "updated_on_before", "substantial_change", "text_digest"),
    ]

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    TitleFieldPanel("title", help_text=TITLE_HELP),
                    FieldPanel("summary"),
                    MultiFieldPanel(
                        [
                            FieldPanel("topic", widget=forms.Select),
                            FieldPanel("more_topics", widget=forms.CheckboxSelectMultiple),
                        ],
                        "Topics",
                    ),
                    FieldPanel("image"),
                    FieldPanel("key_points"),
                    FieldPanel("body"),
                    FieldPanel("read_next"),
                ],
                heading="Content",
            ),
            ObjectList(
                [
                    InlinePanel("article_authors", label="Author", min_num=0),
                    FieldPanel("reviewer"),
                    MedicalReviewsPanel(heading="Medical reviews"),
                    MultiFieldPanel([FieldPanel("substantial_change"), FieldPanel("updated_on")], "Updated"),
                    InlinePanel("corrections", heading="Corrections", label="Correction", help_text=CORRECTIONS_HELP),
                ],
                heading="Evidence",
            ),
            ObjectList(BasePage.promote_panels, heading="Promote"),
            ObjectList([FieldPanel("comment_switch")], heading="Settings"),
        ]
    )
    search_fields = [
        *BasePage.search_fields,
        WordsField("body"),
        WordsField("key_points"),
        index.FilterField("topic"),
    ]

    class Meta:
        verbose_name = "article"

    @cached_property
    def authors(self):
        """The authors in order, as person pages."""
        return [link.person for link in self.article_authors.all()]

    @cached_property
    def topics(self):
        """The main topic, then the others."""
        others = [topic for topic in self.more_topics.all() if topic != self.topic]
        return ([self.topic] if self.topic else []) + others

    @property
    def picture(self):
        return self.share_image or self.image

    def clean(self):
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": f"“{self.slug}” is an address of the article list. Choose another."})

    def save(self, *args, **kwargs):
        """Store the article. The main topic is not one more as well, so that topics can be counted without a join."""
        if not kwargs.get("update_fields") and self.topic and self.topic in self.more_topics.all():
            self.more_topics.remove(self.topic)
        super().save(*args, **kwargs)

    def full_clean(self, *args, **kwargs):
        self.reading_minutes = reading_minutes(self.key_points, self.body)
        super().full_clean(*args, **kwargs)

    @classmethod
    def for_readers(cls):
        tagged = cls.more_topics.through.objects.order_by().filter(articlepage=OuterRef("pk"))
        live = Exists(tagged.filter(topic__is_about_live_products=True))
        return cls.objects.select_related("topic", "image", "share_image", "comment_total").annotate(tagged_live=live)

    # Known where the page was fetched for readers.
    tagged_live: bool | None = None

    @property
    def shows_safety_note(self) -> bool:
        """Whether one of its topics is about live products, so that it says who should ask a clinician first."""
        if self.topic and self.topic.is_about_live_products:
            return True
        if self.tagged_live is None:
            return any(topic.is_about_live_products for topic in self.more_topics.all())
        return self.tagged_live

    def related(self):
        """Return up to three other articles: those chosen, then what shares a topic, the more the better, the newest.

        Only the newest are compared, so that it takes no longer with many articles.
        """
        chosen = list(dict.fromkeys(child["value"] for child in self.read_next.raw_data if child["value"]))
        tagged = ArticlePage.more_topics.through.objects.order_by()
        own = tagged.filter(articlepage=self.pk).values("topic")
        topics = Topic.objects.order_by().filter(Q(pk=self.topic_id) | Q(pk__in=own)).values("pk")
        others = public_articles().exclude(pk=self.pk)
        newest = others.order_by("-first_published_at", "-pk").values("pk")
        compared = _among(newest.filter(about(topics))[:COMPARED]).union(
            _among(newest[:RELATED]), others.filter(pk__in=chosen).order_by().values("pk")
        )
        shared = tagged.filter(articlepage=OuterRef("pk"), topic__in=topics).values("articlepage")
        ranked = ArticlePage.objects.filter(pk__in=compared).annotate(
            place=Case(*(When(pk=pk, then=place) for place, pk in enumerate(chosen)), default=len(chosen)),
            shared=Case(When(topic__in=topics, then=1), default=0)
            + Coalesce(Subquery(shared.annotate(number=Count("pk")).values("number")), 0),
        )
        nearest = ranked.order_by("place", "-shared", "-first_published_at", "-pk")
        return nearest.select_related("topic", "image")[:RELATED]

    def neighbours(self) -> dict[str, Page]:
        """Return the articles before and after this one among those with its main topic, by the day of publication."""
        if not (self.pk and self.topic_id and self.first_published_at):
            return {}
        main = ArticlePage.objects.order_by().filter(topic=self.topic_id).values("pk")
        others = public_articles().filter(pk__in=main).exclude(pk=self.pk)
        day = self.first_published_at
        older = Q(first_published_at__lt=day) | Q(first_published_at=day, pk__lt=self.pk)
        before = others.filter(older).order_by("-first_published_at", "-pk").values("pk")[:1]
        after = others.filter(~older).order_by("first_published_at", "pk").values("pk")[:1]
        found = Page.objects.filter(Q(pk=Subquery(before)) | Q(pk=Subquery(after)))
        here = (day, self.pk)
        return {"before" if (page.first_published_at, page.pk) < here else "after": page for page in found}

    def structured_data(self, context):
        return [article_data(self, context.get("review"), context["request"])]

    def get_context(self, request, *args, **kwargs):
        with looking_ahead():
            context = super().get_context(request, *args, **kwargs)
            context |= article_context(self, context) | {"neighbours": self.neighbours()}
        return context | self.comments_context(request, context["review"], kwargs.get("comment_form"))


def _among(keys) -> QuerySet:
    """Return the pages with these keys as a part of a union: SQLite takes no part that is cut off."""
    return Page.objects.filter(pk__in=keys).order_by().values("pk")


class ArticleAuthor(Orderable):
    """One author of an article, in order."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="article_authors")
    person = models.ForeignKey("blog.PersonPage", on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("person", help_text="Choose a person. The first one stands first.")]

    class Meta(Orderable.Meta):
        verbose_name = "author"
        constraints = [models.UniqueConstraint(fields=["article", "person"], name="one_authorship_a_person")]

    def __str__(self) -> str:
        return str(self.person)
