from django.core.paginator import Paginator
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Max
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Page

from blog.cards import public_articles
from blog.structured_data import person_data
from core.blocks import BodyBlock
from core.body import render_body
from core.lookahead import want
from core.models import BasePage, is_restricted
from core.pictures import PICTURES
from core.search_fields import WordsField
from offers.disclosure import ShowsPartners

LINES_A_PAGE = 30


class PeoplePage(ShowsPartners, BasePage):
    """Who writes and who checks: the list of people."""

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["blog.PersonPage"]
    fills_itself = True
    # Their names stand under articles that anybody may read: a page of theirs is public, or not published.
    private_page_options: list[str] = []
    page_description = "The list of authors and medical reviewers. There is one."

    body = StreamField(BodyBlock(), verbose_name="introduction", blank=True, help_text="Stands above the people.")

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    search_fields = [*BasePage.search_fields, WordsField("body")]

    class Meta:
        verbose_name = "people list"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        people = PersonPage.objects.child_of(self).live().exclude(is_restricted()).order_by("is_reviewer", "title")
        context["rendered"] = render_body(self.body, context, taken=("main", "everyone"))
        context["people"] = people.select_related("image").prefetch_related("image__renditions")
        return context


class ElsewhereBlock(blocks.StructBlock):
    """A page elsewhere that says who somebody is."""

    label = blocks.CharBlock(max_length=60, help_text="What readers see: “ORCID”, “Page at the university”.")
    url = blocks.URLBlock(
        label="Address",
        max_length=300,
        validators=[RegexValidator(r"(?i)^https://", "The address has to start with https://.")],
        help_text="The whole address, starting with https://",
    )

    class Meta:
        icon = "link"
        label = "Link"
        description = "A page elsewhere that says who this person is."


class PersonPage(ShowsPartners, BasePage):
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
    links = StreamField(
        [("link", ElsewhereBlock())],
        blank=True,
        verbose_name="elsewhere",
        help_text="Where readers can check who this is: ORCID, the page at their institution.",
    )
    is_reviewer = models.BooleanField("medical reviewer", default=False, help_text="May review articles.")
    fictional = models.BooleanField(
        "fictional demo persona",
        default=False,
        help_text="Labels the page as invented and keeps it out of search engines.",
    )

    parent_page_types = ["blog.PeoplePage"]
    reader_kind = "Who writes, who checks"
    shows_breadcrumbs = True
    fills_itself = True
    subpage_types: list[str] = []
    private_page_options: list[str] = []
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
                    FieldPanel("links"),
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
    search_fields = [*BasePage.search_fields, WordsField("role"), WordsField("body")]

    class Meta:
        verbose_name = "person"

    @property
    def noindex(self) -> bool:
        return self.fictional

    @property
    def picture(self):
        return self.share_image or self.image

    def structured_data(self, context):
        page = {"@type": "ProfilePage", "name": self.title, "url": self.canonical_address(context)}
        return [page | {"mainEntity": person_data(self, context["request"])}]

    def get_context(self, request, *args, **kwargs):
        from blog.models.article import ArticlePage

        context = super().get_context(request, *args, **kwargs)
        context["rendered"] = render_body(
            self.body, context, taken=("main", "about", "elsewhere", "interests", "written", "reviewed")
        )
        written, reviewed = Paginator(self.written(), LINES_A_PAGE), Paginator(self.reviewed(), LINES_A_PAGE)
        # Both lists are turned together: the longer one says how many pages there are.
        longer = max(written, reviewed, key=lambda paginator: paginator.num_pages)
        page_obj = longer.get_page(request.GET.get("page") if request else None)
        authored, signed = list(_lines(written, page_obj.number)), list(_lines(reviewed, page_obj.number))
        articles = ArticlePage.objects.in_bulk({*authored, *(key for key, _ in signed)})
        want(PICTURES, [self.image_id, self.share_image_id])
        context |= {
            "page_obj": page_obj,
            "written": [articles[key] for key in authored],
            "reviews": [{"article": articles[key], "reviewed_on": day} for key, day in signed],
        }
        return context

    @classmethod
    def for_readers(cls):
        return cls.objects.select_related("image", "share_image")

    def written(self):
        """Return the primary keys of the public articles of this author, newest first."""
        from blog.models.article import ArticleAuthor

        authored = ArticleAuthor.objects.filter(person=self.pk).order_by().values("article")
        newest = public_articles().filter(pk__in=authored).order_by("-first_published_at", "-pk")
        return newest.values_list("pk", flat=True)

    def reviewed(self):
        """Return the public articles that this reviewer approved, each once: its primary key and the last day."""
        from blog.models.review import MedicalReview

        signed = MedicalReview.objects.filter(reviewer=self.pk, outcome=MedicalReview.Outcome.APPROVED).order_by()
        public = signed.filter(article__in=public_articles().order_by().values("pk"))
        latest = public.values("article").annotate(on=Max("reviewed_on")).order_by("-on", "-article")
        return latest.values_list("article", "on")


def _lines(paginator: Paginator, number: int):
    """Return the lines of a list that is turned together with a longer one."""
    return paginator.page(number).object_list if number <= paginator.num_pages else []
