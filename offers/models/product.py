from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page

from core.body import render_body
from core.models import BasePage
from core.search_fields import WordsField
from offers.blocks import FactsBlock, ProductBodyBlock
from offers.disclosure import ShowsPartners


class ProductPage(ShowsPartners, BasePage):
    """A partner's product: what is known about it, what is not, and who pays."""

    partner = models.ForeignKey(
        "offers.Partner",
        null=True,
        on_delete=models.PROTECT,
        related_name="product_pages",
        help_text="Writes the disclosure. A product page always has a partner.",
    )
    outbound_link = models.ForeignKey(
        "offers.OutboundLink",
        verbose_name="button to the partner",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="One of the partner’s registered links: add them to the partner first.",
    )
    image = models.ForeignKey(
        "core.SiteImage",
        verbose_name="picture",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Of the product itself.",
    )
    facts_caption = models.CharField(
        "caption of the facts table",
        max_length=120,
        default="What is in it",
        help_text="What the rows are about.",
    )
    facts = StreamField(
        FactsBlock(),
        blank=True,
        help_text="One row for each fact that a reader should be able to compare. "
        "A row without an answer reads “To be supplied by the partner”.",
    )
    body = StreamField(
        ProductBodyBlock(),
        blank=True,
        help_text="Facts, safety note and button have a block each, to say where they stand. "
        "Where one is missing it comes by itself: no product page goes without.",
    )

    template = "offers/product_page.html"
    reader_kind = "Product"
    shows_breadcrumbs = True
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    page_description = "A partner’s product: what is known, what is not, who pays, and where to get it."

    # What a product page never lacks, with the heading that it gets when no editor has placed it.
    PARTS = {"facts": "The facts", "safety": "Who should be careful", "shop": "Where to get it"}

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *Page.content_panels,
                    FieldPanel("summary"),
                    MultiFieldPanel(
                        [FieldPanel("partner"), FieldPanel("outbound_link")],
                        "Who is behind it, and where to buy it",
                    ),
                    FieldPanel("image"),
                    FieldPanel("body"),
                ],
                heading="Content",
            ),
            ObjectList([FieldPanel("facts_caption"), FieldPanel("facts")], heading="Facts"),
            ObjectList(BasePage.promote_panels, heading="Promote"),
        ]
    )
    search_fields = [*BasePage.search_fields, WordsField("facts"), WordsField("body")]

    class Meta:
        verbose_name = "product page"

    @property
    def picture(self):
        """The picture for sharing, or else the product's."""
        return self.share_image or self.image

    @property
    def trial(self):
        """The published trial page of this product, or None."""
        trial = self.trials.live().order_by("pk").first() if self.pk else None
        if trial and trial.partner_id == self.partner_id:
            trial.partner = self.partner
        return trial

    def clean(self):
        super().clean()
        if self.outbound_link and self.partner and self.outbound_link.partner_id != self.partner_id:
            raise ValidationError(
                {"outbound_link": f"This link belongs to another partner. Choose one of {self.partner}."}
            )

    def complete_body(self) -> StreamValue:
        """Return the body with each of its ``PARTS`` in it, and with a band for the product's trial.

        What no editor has placed gets a place: the facts after the first section, the rest at the end.
        """
        blocks = [(child.block_type, child.value) for child in self.body]
        placed = {name for name, _ in blocks}
        missing = [part for part in self.PARTS if part not in placed and (part != "facts" or self.facts)]
        if "facts" in missing:
            missing.remove("facts")
            sections = [number for number, (name, _) in enumerate(blocks) if name == "heading"]
            place = sections[1] if len(sections) > 1 else len(blocks)
            blocks[place:place] = self._part("facts")
        for part in missing:
            blocks += self._part(part)
        if "trial_band" not in placed and (trial := self.trial):
            band = self.body.stream_block.child_blocks["trial_band"]
            blocks.append(("trial_band", band.normalize({"page": trial, "title": "", "text": ""})))
        return StreamValue(self.body.stream_block, blocks)

    def _part(self, part: str) -> list[tuple[str, str | None]]:
        return [("heading", self.PARTS[part]), (part, None)]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["rendered"] = render_body(self.complete_body(), context, taken=("main", "contents"))
        return context
