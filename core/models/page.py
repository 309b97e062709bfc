from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index


class BasePage(Page):
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
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary", boost=2)]

    class Meta:
        abstract = True

    # What a reader calls a page of this kind, in lists that mix kinds.
    reader_kind = ""

    @classmethod
    def from_serializable_data(cls, data, check_fks=True, strict_fks=False):
        """Restore a revision; a record that it points at and that was deleted since is left out of it.

        Without that, a draft could never be opened again once a protected record of it is gone.
        """
        if check_fks:
            data = {**data, **dict.fromkeys(cls._dangling_keys(data))}
        return super().from_serializable_data(data, check_fks=check_fks, strict_fks=strict_fks)

    @classmethod
    def _dangling_keys(cls, data) -> list[str]:
        keys = [
            field
            for field in cls._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.null and data.get(field.name) is not None
        ]
        return [
            field.name
            for field in keys
            if not field.related_model._default_manager.filter(pk=data[field.name]).exists()
        ]

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
