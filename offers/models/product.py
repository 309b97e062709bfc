import json

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page

from core.body import render_body
from core.lookahead import announce, looking_ahead, want
from core.models import BasePage, is_restricted
from core.pictures import PICTURES
from core.search_fields import WordsField
from core.structured_data import filled
from offers.blocks import FactsBlock, ProductBodyBlock
from offers.disclosure import ShowsPartners
from offers.facts import Fact
from offers.invitation import Invitation

PENDING_HELP = "Left empty, readers see “To be supplied by the partner”, and outside a demo the page cannot go live."


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
    ingredients = models.TextField(
        "ingredients and amounts", max_length=1000, blank=True, help_text="As on the label, in its order."
    )
    serving = models.TextField(max_length=300, blank=True, help_text="How much is one, and how many a day.")
    allergens = models.TextField(
        max_length=600, blank=True, help_text="Each one by its name. Where there are none: “None, says the partner”."
    )
    directions = models.TextField(
        "how to take it", max_length=600, blank=True, help_text="As on the label: when, with what, for how long."
    )
    not_for = models.TextField(
        "who must not take it",
        max_length=600,
        blank=True,
        help_text="As the partner says. The site’s own safety note stands above it.",
    )
    price = models.TextField(max_length=200, blank=True, help_text="With currency and amount: “€ 30 for 30 servings”.")
    postage = models.TextField(max_length=200, blank=True, help_text="What it costs to send, and to which countries.")
    facts_caption = models.CharField(
        "caption of the facts table",
        max_length=120,
        default="What is in it, and what it costs",
        help_text="What the rows are about.",
    )
    facts = StreamField(
        FactsBlock(),
        verbose_name="more facts",
        blank=True,
        help_text="One row for each other fact that a reader should be able to compare: strains, live count, storage. "
        "A row without an answer reads “To be supplied by the partner”.",
    )
    body = StreamField(
        ProductBodyBlock(),
        blank=True,
        help_text="Starts with what it is, in your words. Facts, how to take it, safety note and button have a block "
        "each, to say where they stand. Where one is missing it comes by itself: no product page goes without.",
    )

    template = "offers/product_page.html"
    reader_kind = "Product"
    shows_breadcrumbs = True
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    page_description = "A partner’s product: what is known, what is not, who pays, and where to get it."

    # What a product page never lacks, with the heading that it gets when no editor has placed it.
    PARTS = {
        "facts": "The facts",
        "directions": "How to take it",
        "safety": "Who should be careful",
        "shop": "Where to get it",
    }

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
            ObjectList(
                [
                    MultiFieldPanel(
                        [FieldPanel(name) for name in ("ingredients", "serving", "allergens", "directions", "not_for")],
                        "What every product page says",
                        help_text=PENDING_HELP,
                    ),
                    MultiFieldPanel([FieldPanel("price"), FieldPanel("postage")], "What it costs"),
                    FieldPanel("facts"),
                    FieldPanel("facts_caption"),
                ],
                heading="Facts",
            ),
            ObjectList(BasePage.promote_panels, heading="Promote"),
        ]
    )
    search_fields = [
        *BasePage.search_fields,
        *(WordsField(name) for name in ("ingredients", "allergens", "directions", "facts", "body")),
    ]

    class Meta:
        verbose_name = "product page"

    @classmethod
    def for_readers(cls):
        return cls.objects.select_related("partner", "outbound_link", "image", "share_image")

    @property
    def picture(self):
        """The picture for sharing, or else the product's."""
        return self.share_image or self.image

    @property
    def trial(self):
        """The published trial page of this product, or None."""
        if not self.pk:
            return None
        readable = self.trials.live().exclude(is_restricted()).select_related("partner", "image")
        trial = readable.order_by("pk").first()
        want(PICTURES, [trial.image_id] if trial else [])
        return trial

    @property
    def invitation(self) -> Invitation:
        """What leads here says of the product."""
        link = self.outbound_link
        if link is None:
            notice = "Where to buy it is still to be supplied by the partner."
        else:
            # The same partner, as a rule: so it is not asked for once more.
            link.partner = self.partner if self.partner_id == link.partner_id else link.partner
            notice = "" if link.works else "The way to the partner is closed at the moment."
        return Invitation("What we know about it", notice)

    @property
    def table(self) -> list[Fact]:
        """The rows of the facts table: those that every product has, and those that an editor added."""
        partner = self.partner
        seller = category = ""
        if partner:
            seller = partner.legal_name or partner.name
            category = partner.get_category_display() if partner.category != partner.Category.NOT_STATED else ""
        return [
            Fact("Sold by", seller),
            Fact("What it is in law", category),
            *(Fact(fact.value["label"], fact.value["value"] or "") for fact in self.facts),
            Fact("Ingredients and amounts", self.ingredients, "ingredients"),
            Fact("Serving", self.serving, "serving"),
            Fact("Allergens", self.allergens, "allergens"),
            Fact("Price", self.price, "price"),
            Fact("Postage", self.postage, "postage"),
        ]

    @property
    def required_facts(self) -> list[Fact]:
        """What readers must be told and an editor writes down on this page, in the table and outside it."""
        link = self.outbound_link.label if self.outbound_link else ""
        return [
            *(fact for fact in self.table if fact.field),
            Fact("How to take it", self.directions, "directions"),
            Fact("Who must not take it", self.not_for, "not_for"),
            Fact("Where to buy it", link, "outbound_link"),
        ]

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
        missing = [part for part in self.PARTS if part not in placed]
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

    def structured_data(self, context):
        """Say what the product is, in the words of the page: no rating, no price, nothing about stock."""
        (page,) = super().structured_data(context)
        product = {
            "@type": "Product",
            "name": self.title,
            "description": self.summary,
            "brand": {"@type": "Brand", "name": self.partner.name} if self.partner else None,
            "additionalProperty": [
                {"@type": "PropertyValue", "name": fact.label, "value": fact.value}
                for fact in self.table
                if not fact.pending
            ],
        }
        return [page | {"@type": "ItemPage", "mainEntity": filled(product)}]

    def _part(self, part: str) -> list[tuple[str, str | None]]:
        return [("heading", self.PARTS[part]), (part, None)]

    def get_context(self, request, *args, **kwargs):
        with looking_ahead():
            context = super().get_context(request, *args, **kwargs)
            announce(json.dumps(self.body.get_prep_value()))
            want(PICTURES, [self.image_id, self.share_image_id])
            context["rendered"] = render_body(self.complete_body(), context, taken=("main", "contents"))
        return context
