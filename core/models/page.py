from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.models import Page, PageQuerySet, PageViewRestriction

from core.publishing.copying import CheckedCopyForm
from core.publishing.gate import PublishGate
from core.search_fields import WordsAutocompleteField, WordsField


def is_restricted() -> models.Exists:
    """Return whether something restricts who may read a page of a queryset, on the page itself or above it."""
    path = models.ExpressionWrapper(models.OuterRef(models.OuterRef("path")), output_field=models.CharField())
    above = Page.objects.filter(pk=models.OuterRef("page_id")).annotate(below=path)
    # One inside the other: from a join a database may begin with all pages, for each page of the queryset.
    restrictions = PageViewRestriction.objects.filter(models.Exists(above.filter(below__startswith=models.F("path"))))
    return models.Exists(restrictions)


class ReadableQuerySet(PageQuerySet):
    """Pages, narrowed down to what anybody may read without a query of its own."""

    def public(self):
        """Return the pages that nothing restricts. Wagtail's own first fetches every restriction of the site."""
        return self.exclude(is_restricted())


class BasePage(PublishGate, Page):
    """What every page of the site has: a summary, a picture for sharing, and the promote tab."""

    summary = models.TextField(
        "summary",
        blank=True,
        max_length=400,
        help_text="One or two plain sentences. Stands under the title, in lists and in search results.",
    )
    share_image = models.ForeignKey(
        "core.SiteImage",
        verbose_name="picture for sharing",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Shown when somebody shares the page. Left empty, the page's own picture is used.",
    )

    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title", heading="Title in search engines"),
                FieldPanel("search_description", heading="Description in search engines"),
                FieldPanel("share_image"),
            ],
            "For search engines and sharing",
        ),
        # Wagtail shows it in the status panel: when the page goes live, and until when.
        PublishingPanel(),
    ]
    # The title counts most, then the summary, then the text. A page about a word stands above one that mentions it.
    search_fields = [
        *Page.search_fields,
        WordsField("title", boost=10),
        WordsAutocompleteField("title"),
        WordsField("summary", boost=4),
    ]

    class Meta:
        abstract = True

    # Offers to publish a copy only where the publish rules allow it.
    copy_form_class = CheckedCopyForm

    # What a reader calls a page of this kind, in lists that mix kinds.
    reader_kind = ""
    # Whether the way to the page stands above it.
    shows_breadcrumbs = False
    # Whether it lists what is published elsewhere, so that its own dates do not tell when it last changed.
    fills_itself = False

    @classmethod
    def from_serializable_data(cls, data, check_fks=True, strict_fks=False):
        """Restore a revision; a record that it points at and that was deleted since is left out of it.

        Without that, a draft could never be opened again once a protected record of it is gone. Wagtail itself
        leaves out those that the database may forget.
        """
        if check_fks:
            data = {**data, **dict.fromkeys(cls._dangling_keys(data))}
        return super().from_serializable_data(data, check_fks=check_fks, strict_fks=strict_fks)

    @classmethod
    def _dangling_keys(cls, data) -> list[str]:
        keys = [
            field
            for field in cls._meta.concrete_fields
            if isinstance(field, models.ForeignKey)
            and field.null
            and field.remote_field.on_delete is models.PROTECT
            and data.get(field.name) is not None
        ]
        return [
            field.name
            for field in keys
            if not field.related_model._default_manager.filter(pk=data[field.name]).exists()
        ]

    # Set by `core.routing`: the pages above this one, and that nothing restricts who may read it.
    trail: list[Page] | None = None
    is_unrestricted = False

    @classmethod
    def for_readers(cls):
        """Return the queryset from which the page of a request is taken: with what its template always needs."""
        return cls._default_manager.all()

    def canonical_address(self, context) -> str:
        """Return the address of what is shown: a turned page of a list has its own, a list in another order has not."""
        address = context.get("address") or self.get_full_url(context["request"]) or ""
        number = getattr(context.get("page_obj"), "number", 1)
        return f"{address}?page={number}" if number > 1 else address

    def structured_data(self, context) -> list[dict]:
        """Return what the page is, as nodes of schema.org; see `core.structured_data`."""
        return [
            {
                "@type": "WebPage",
                "name": self.title,
                "description": self.summary,
                "url": self.canonical_address(context),
            }
        ]

    @property
    def breadcrumbs(self) -> list[Page]:
        """The pages above this one, from the home page down."""
        return list(self.get_ancestors().filter(depth__gt=1)) if self.trail is None else self.trail

    def get_view_restrictions(self):
        """Return who may read the page; asks nothing when the way to it has shown that everybody may."""
        return PageViewRestriction.objects.none() if self.is_unrestricted else super().get_view_restrictions()

    def get_sitemap_urls(self, request=None):
        """Leave out what search engines are asked to leave out."""
        return [] if self.noindex else super().get_sitemap_urls(request)

    @property
    def noindex(self) -> bool:
        """Whether search engines are asked to leave this page out."""
        return False

    @property
    def picture(self):
        """The picture that stands for this page in cards and when shared, or None."""
        return self.share_image

    @property
    def meta_description(self) -> str:
        """What a search engine shows under the title."""
        return self.search_description or self.summary
