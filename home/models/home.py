import json

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Page

from core.body import render_body
from core.lookahead import announce, looking_ahead, want
from core.models import BasePage
from core.pictures import PICTURES
from home.blocks import HomeBodyBlock
from home.lists import HomeLists
from offers.disclosure import ShowsPartners


class HomePage(ShowsPartners, BasePage):
    """The front page, composed from blocks."""

    hero_title = models.CharField(
        "opening line", max_length=160, help_text="What the site is, in one line. The largest words on the page."
    )
    hero_text = models.TextField("text under it", blank=True, max_length=400)
    body = StreamField(
        HomeBodyBlock(),
        blank=True,
        help_text="What stands under the opening. Lists of articles, topics and people fill themselves.",
    )

    parent_page_types = ["wagtailcore.Page"]
    max_count = 1
    fills_itself = True
    page_description = "The front page. There is one; everything else lives under it."

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *Page.content_panels,
                    FieldPanel("summary"),
                    MultiFieldPanel([FieldPanel("hero_title"), FieldPanel("hero_text")], "Opening"),
                    FieldPanel("body"),
                ],
                heading="Content",
            ),
            ObjectList(BasePage.promote_panels, heading="Promote"),
        ]
    )

    class Meta:
        verbose_name = "home page"

    def structured_data(self, context):
        (page,) = super().structured_data(context)
        return [page | {"description": self.hero_text}]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        with looking_ahead():
            announce(json.dumps(self.body.get_prep_value()))
            want(PICTURES, [self.share_image_id])
            context["lists"] = lists = HomeLists()
            lists.announce(self.body)
            # The partners first: their pages bring pictures, too.
            context["partners"] = self.partners_offering
            context["rendered"] = render_body(self.body, context, taken=("main",))
        return context
