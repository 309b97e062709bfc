from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Page

from core.body import render_body
from core.models import BasePage
from core.search_fields import WordsField
from home.blocks import StandardBodyBlock
from offers.disclosure import ShowsPartners


class StandardPage(ShowsPartners, BasePage):
    """A page about the site itself: about, privacy, contact and their like."""

    body = StreamField(
        StandardBodyBlock(),
        blank=True,
        help_text="Short sections with a heading each; from three on there is a contents list.",
    )

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    reader_kind = "About this site"
    shows_breadcrumbs = True
    subpage_types = ["home.StandardPage"]
    page_description = "A page about the site itself: about us, privacy, terms, contact."

    edit_handler = TabbedInterface(
        [
            ObjectList([*Page.content_panels, FieldPanel("summary"), FieldPanel("body")], heading="Content"),
            ObjectList(BasePage.promote_panels, heading="Promote"),
        ]
    )
    search_fields = [*BasePage.search_fields, WordsField("body")]

    class Meta:
        verbose_name = "standard page"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["rendered"] = render_body(self.body, context, taken=("main", "contents"))
        return context
