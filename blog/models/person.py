from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from core.blocks import BodyBlock
from core.body import render_body
from core.models import BasePage


class PeoplePage(BasePage):
    """Who writes and who checks: the list of people."""

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["blog.PersonPage"]
    page_description = "The list of authors and medical reviewers. There is one."

    body = StreamField(BodyBlock(), verbose_name="introduction", blank=True, help_text="Stands above the people.")

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "people list"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        people = PersonPage.objects.child_of(self).live().public().order_by("is_reviewer", "title")
        context["rendered"] = render_body(self.body, context, taken=("main", "everyone"))
        context["people"] = people.select_related("image").prefetch_related("image__renditions")
        return context


class PersonPage(BasePage):
    """An author or a medical reviewer, with what they may have to gain."""

    role = models.CharField(max_length=120, help_text="What they do: “Rheumatologist, reviewer”.")
    credentials = models.CharField(max_length=160, blank=True, help_text="Degrees and posts, as they would write them.")
    image = models.ForeignKey(
        "core.SiteImage",
        verbose_name="portrait",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Square, with the face in the middle.",
    )
    body = StreamField(
        BodyBlock(), verbose_name="about", blank=True, help_text="Who they are, in two or three short paragraphs."
    )
    interests = StreamField(
        [
            (
                "interest",
                blocks.StructBlock(
                    [
                        ("label", blocks.CharBlock(max_length=60, help_text="Paid by us, Paid by partners …")),
                        ("text", blocks.CharBlock(max_length=300)),
                    ],
                    icon="list-ul",
                    label="Declared interest",
                ),
            )
        ],
        verbose_name="interests declared",
        blank=True,
        help_text="Who pays this person, and when they last said so. Say it when it is nothing, too.",
    )
    is_reviewer = models.BooleanField("medical reviewer", default=False, help_text="May review articles.")
    fictional = models.BooleanField(
        "fictional demo persona",
        default=False,
        help_text="Labels the page as invented and keeps it out of search engines.",
    )

    parent_page_types = ["blog.PeoplePage"]
    reader_kind = "Who writes, who checks"
    subpage_types: list[str] = []
    page_description = "An author or medical reviewer, with what they do and who pays them."

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title", heading="Name"),
                    FieldPanel("role"),
                    FieldPanel("credentials"),
                    FieldPanel("summary"),
                    FieldPanel("image"),
                    FieldPanel("body"),
                    FieldPanel("interests"),
                ],
                heading="Content",
            ),
            ObjectList(BasePage.promote_panels, heading="Promote"),
            ObjectList(
                [MultiFieldPanel([FieldPanel("is_reviewer"), FieldPanel("fictional")], "Person")],
                heading="Settings",
            ),
        ]
    )
    search_fields = [*BasePage.search_fields, index.SearchField("role"), index.SearchField("body")]

    class Meta:
        verbose_name = "person"

    @property
    def noindex(self) -> bool:
        return self.fictional

    @property
    def picture(self):
        return self.share_image or self.image

    def get_context(self, request, *args, **kwargs):
        from blog.models.article import ArticlePage
        from blog.models.review import MedicalReview

        context = super().get_context(request, *args, **kwargs)
        context["rendered"] = render_body(
            self.body, context, taken=("main", "about", "interests", "written", "reviewed")
        )
        articles = ArticlePage.objects.live().public()
        context |= {"written": [], "reviews": []}
        if self.pk:
            context["written"] = articles.filter(article_authors__person=self).order_by("-first_published_at")
            signed = MedicalReview.objects.filter(reviewer=self, outcome=MedicalReview.Outcome.APPROVED)
            oldest_first = signed.filter(article__in=articles).select_related("article").order_by("reviewed_on", "pk")
            # An article that was reviewed again stands there once, with the last date.
            latest = {review.article_id: review for review in oldest_first}
            context["reviews"] = sorted(latest.values(), key=lambda review: review.reviewed_on, reverse=True)
        return context
