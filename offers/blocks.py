"""Blocks that lead to an offer. Each says who is behind it, right above its button."""

from django.apps import apps
from django.utils.safestring import mark_safe
from wagtail import blocks

from core.blocks import TEXT_FEATURES, BodyBlock
from core.linked_pages import LinkedPageBlock


class OfferBandValue(blocks.StructValue):
    """Knows the page that a band leads to, and what the band says without words of its own."""

    @property
    def offer(self):
        """The chosen page, or None while it is not published."""
        page = self.get("page")
        return page if page and page.live else None

    @property
    def heading(self) -> str:
        """The band's title, or else the title of the page."""
        return self.get("title") or self["page"].title

    @property
    def href(self) -> str:
        """The address of the page; the sample page of a preview has none."""
        return self["page"].url or "#"


class OfferBandBlock(blocks.StructBlock):
    """What the bands share. A band whose page is not published renders nothing."""

    page = LinkedPageBlock(label="Page")
    title = blocks.CharBlock(required=False, max_length=120, help_text="Left empty, the title of the page is used.")
    text = blocks.RichTextBlock(
        features=TEXT_FEATURES,
        required=False,
        help_text="Two sentences at most. Left empty, the summary of the page is used.",
    )

    class Meta:
        group = "Offers"
        value_class = OfferBandValue
        label_format = "{page} {title}"

    # What stands in the block chooser's preview while the site has no such page.
    sample: dict = {}
    # Whether the page that a band leads to is a partner's offer.
    shows_partner = True

    def render(self, value, context=None):
        """Return the band's HTML, or nothing while its page is not published."""
        return super().render(value, context) if value.offer else mark_safe("")

    def get_preview_value(self):
        """Return a band for the newest published page of its kind, or for a made-up one."""
        model = self.child_blocks["page"].target_model
        page = model.objects.live().order_by("-pk").first() or self._sample_page(model)
        return self.normalize({"page": page, "title": "", "text": ""})

    def _sample_page(self, model):
        page = model(live=True, **self.sample)
        if hasattr(page, "partner_id"):
            partner = apps.get_model("offers", "Partner")
            page.partner = partner(name="The partner", relationship=partner.Relationship.OWNED)
        return page


class ProductBandBlock(OfferBandBlock):
    """Leads to a product page."""

    page = LinkedPageBlock(page_type="offers.ProductPage", label="Product page")

    sample = {"title": "A green juice", "summary": "What is known about it, and what is not yet."}

    class Meta:
        icon = "tag"
        label = "Product band"
        description = "Leads to a partner’s product page. The disclosure comes by itself, here and at the top."
        template = "blocks/product_band.html"


class GuideBandBlock(OfferBandBlock):
    """Leads to the page that sends the free guide."""

    page = LinkedPageBlock(page_type="offers.GuidePage", label="Guide page")

    sample = {"title": "Ten small things", "summary": "A guide to print and to keep.", "page_count": 12}
    shows_partner = False

    class Meta:
        icon = "download"
        label = "Guide band"
        description = "Leads to the free guide. Best near the end of an article."
        template = "blocks/guide_band.html"


class TrialBandBlock(OfferBandBlock):
    """Leads to the page that takes requests for a free sample."""

    page = LinkedPageBlock(page_type="offers.TrialPage", label="Trial page")

    sample = {"title": "Try it for three days", "summary": "One pack per household, and no card asked for."}

    class Meta:
        icon = "pick"
        label = "Trial band"
        description = "Leads to the free sample and its conditions. The disclosure comes by itself."
        template = "blocks/trial_band.html"


class FactValue(blocks.StructValue):
    """Knows whether the partner has supplied the fact."""

    @property
    def pending(self) -> bool:
        """Whether the answer is still missing."""
        return not (self.get("value") or "").strip()


class FactBlock(blocks.StructBlock):
    """One row of a facts table."""

    label = blocks.CharBlock(max_length=80, help_text="What the fact is called: “Live count at end of shelf life”.")
    value = blocks.TextBlock(
        required=False,
        max_length=600,
        rows=2,
        label="Answer",
        help_text="As the partner supplied it. Left empty, the row reads “To be supplied by the partner”.",
    )

    class Meta:
        icon = "list-ul"
        label = "Fact"
        group = "Offers"
        description = "One fact about the product. A gap stays visible until the partner fills it."
        value_class = FactValue
        label_format = "{label}: {value}"
        preview_value = {"label": "Serving", "value": ""}
        template = "blocks/fact.html"


class FactsBlock(blocks.StreamBlock):
    """The rows of a facts table, in order."""

    fact = FactBlock()

    class Meta:
        max_num = 40


class GuideEntryBlock(blocks.StructBlock):
    """One line of a guide's contents."""

    title = blocks.CharBlock(max_length=120)
    page = blocks.IntegerBlock(min_value=1, max_value=999, label="Page")

    class Meta:
        icon = "list-ul"
        label = "Line"
        group = "Offers"
        description = "One part of the guide, with the page on which it starts."
        preview_value = {"title": "A week of plants", "page": 6}
        template = "blocks/guide_entry.html"


class GuideContentsBlock(blocks.StreamBlock):
    """What is inside a guide, in order."""

    entry = GuideEntryBlock()

    class Meta:
        max_num = 30


class PendingBlock(blocks.StaticBlock):
    """Says that the partner still owes an answer."""

    class Meta:
        icon = "help"
        label = "To be supplied by the partner"
        group = "Offers"
        admin_text = "Reads “To be supplied by the partner”. Put it where an answer is missing, never a guess."
        description = "Stands where the partner still owes an answer. A gap is better than a guess."
        preview_value = None
        template = "blocks/pending.html"


class PartnerQuoteBlock(blocks.StructBlock):
    """The partner's own words, marked as such."""

    quote = blocks.TextBlock(max_length=300, help_text="Word for word, without quotation marks. Nothing about illness.")

    class Meta:
        icon = "openquote"
        label = "In the partner’s own words"
        group = "Offers"
        description = "A sentence of the partner’s. It is marked as theirs, and as not checked by our reviewers."
        preview_value = {"quote": "A daily glass of green, made to be liked."}
        template = "blocks/partner_quote.html"


class ProductFactsBlock(blocks.StaticBlock):
    """Where the facts table stands."""

    class Meta:
        icon = "table"
        label = "Facts table"
        group = "Offers"
        admin_text = "The facts table stands here. Its rows are in the tab “Facts”."
        description = "The place of the facts table. Its rows are in the tab “Facts”."
        preview_value = None
        template = "blocks/product_facts.html"

    def get_context(self, value, parent_context=None):
        """Give the template the facts of the page, or a sample where there is no page."""
        context = super().get_context(value, parent_context)
        page = context.get("page")
        sample = FactsBlock().normalize(
            [
                ("fact", {"label": "Kind of product", "value": "Green juice"}),
                ("fact", {"label": "Serving", "value": ""}),
            ]
        )
        context["facts"] = getattr(page, "facts", sample)
        context["caption"] = getattr(page, "facts_caption", "What is in it")
        return context


class ProductSafetyBlock(blocks.StaticBlock):
    """Where the safety note stands."""

    class Meta:
        icon = "warning"
        label = "Safety note"
        group = "Offers"
        admin_text = "The safety note for live products stands here. Its words are in the site settings."
        description = "Who should ask a clinician first. Its words are in the site settings."
        preview_value = None
        template = "blocks/product_safety.html"


class ProductShopBlock(blocks.StaticBlock):
    """Where the button to the partner stands."""

    class Meta:
        icon = "link-external"
        label = "Button to the partner"
        group = "Offers"
        admin_text = "The button to the partner stands here, under the disclosure. Its link is chosen above."
        description = "The button to the partner’s shop, with the disclosure right above it."
        preview_value = None
        template = "blocks/product_shop.html"


class OfferBodyBlock(BodyBlock):
    """The body of a guide or trial page."""

    pending = PendingBlock()
    guide_band = GuideBandBlock()
    trial_band = TrialBandBlock()
    product_band = ProductBandBlock()


class ProductBodyBlock(OfferBodyBlock):
    """The body of a product page."""

    facts = ProductFactsBlock()
    safety = ProductSafetyBlock()
    shop = ProductShopBlock()
    partner_quote = PartnerQuoteBlock()

    class Meta:
        block_counts = {"facts": {"max_num": 1}, "safety": {"max_num": 1}, "shop": {"max_num": 1}}
