"""Bands that lead to an offer. Each says who is behind it, right above its button."""

from django.apps import apps
from django.utils.safestring import mark_safe
from wagtail import blocks

from core.blocks import TEXT_FEATURES
from core.linked_pages import LinkedPageBlock


class OfferBandValue(blocks.StructValue):
    """Knows the page that a band leads to, and what the band says without words of its own."""

    @property
    def offer(self):
        """The chosen page, or None while not everybody may read it."""
        page = self.get("page")
        # In a preview, what was just chosen does not come from the stored stream and lacks the mark.
        return page if page and page.live and not getattr(page, "is_private", False) else None

    @property
    def heading(self) -> str:
        """The band's title, or else the title of the page."""
        return self.get("title") or self["page"].title

    @property
    def href(self) -> str:
        """The address of the page; the sample page of a preview has none."""
        return self["page"].url or "#"


class OfferBandBlock(blocks.StructBlock):
    """What the bands share. A band whose page is not published, or is private, renders nothing.

    What it says of the state of the offer, and the words on its button, are the page's own (`offers.invitation`).
    """

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
        template = "blocks/offer_band.html"

    # What stands in the block chooser's preview while the site has no such page.
    sample: dict = {}
    # Whether the page that a band leads to is a partner's offer.
    shows_partner = True

    def render(self, value, context=None):
        """Return the band's HTML, or nothing while not everybody may read its page."""
        return super().render(value, context) if value.offer else mark_safe("")

    def get_preview_value(self):
        """Return a band for the newest published page of its kind, or for a made-up one."""
        model = self.child_blocks["page"].target_model
        page = model.objects.live().public().order_by("-pk").first() or self._sample_page(model)
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


class GuideBandBlock(OfferBandBlock):
    """Leads to the page that sends the free guide."""

    page = LinkedPageBlock(page_type="offers.GuidePage", label="Guide page")

    sample = {"title": "Ten small things", "summary": "A guide to print and to keep.", "page_count": 12}
    shows_partner = False

    class Meta:
        icon = "download"
        label = "Guide band"
        description = "Leads to the free guide. Best near the end of an article."


class TrialBandBlock(OfferBandBlock):
    """Leads to the page that takes requests for a free sample."""

    page = LinkedPageBlock(page_type="offers.TrialPage", label="Trial page")

    sample = {"title": "Try it for three days", "summary": "One pack per household, and no card asked for."}

    class Meta:
        icon = "pick"
        label = "Trial band"
        description = "Leads to the free sample and its conditions. The disclosure comes by itself."
