"""What stands on product pages alone. A static block says where a part of the page stands."""

from django.apps import apps
from wagtail import blocks


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


class ProductPartBlock(blocks.StaticBlock):
    """Where a part stands that every product page has."""

    class Meta:
        group = "Offers"
        preview_value = None

    def get_context(self, value, parent_context=None):
        """Give the template the product page; a made-up one where there is none, as in the block chooser's preview."""
        context = super().get_context(value, parent_context)
        context["page"] = context.get("page") or self._sample_page()
        return context

    @staticmethod
    def _sample_page():
        partner_model, link_model = apps.get_model("offers", "Partner"), apps.get_model("offers", "OutboundLink")
        partner = partner_model(
            name="The partner", relationship=partner_model.Relationship.OWNED, domains="partner.example"
        )
        link = link_model(
            partner=partner, label="Go to the partner’s shop", slug="shop", url="https://partner.example/"
        )
        return apps.get_model("offers", "ProductPage")(
            title="A green juice",
            partner=partner,
            outbound_link=link,
            ingredients="Apple, spinach, mint",
            serving="One glass of 200 ml a day",
            directions="One glass a day, with a meal. Keep the bottle in the fridge once it is open.",
            not_for="Children under three.",
            price="€ 30 for 15 servings",
        )


class ProductFactsBlock(ProductPartBlock):
    """Where the facts table stands."""

    class Meta:
        icon = "table"
        label = "Facts table"
        admin_text = "The facts table stands here. Its rows are in the tab “Facts”."
        description = "What is in it, who sells it, what it costs. The rows are in the tab “Facts”."
        template = "blocks/product_facts.html"

    def get_context(self, value, parent_context=None):
        """Give the template the facts of the page."""
        context = super().get_context(value, parent_context)
        page = context["page"]
        return context | {"facts": page.table, "caption": page.facts_caption}


class ProductDirectionsBlock(ProductPartBlock):
    """Where it says how to take the product."""

    class Meta:
        icon = "list-ol"
        label = "How to take it"
        admin_text = "How to take it stands here. Its words are in the tab “Facts”."
        description = "How the product is taken, as the partner says. Its words are in the tab “Facts”."
        template = "blocks/product_directions.html"


class ProductSafetyBlock(ProductPartBlock):
    """Where the safety note stands."""

    class Meta:
        icon = "warning"
        label = "Safety note"
        admin_text = "The safety note stands here: its words are in the site settings, who must not take it in “Facts”."
        description = "Who should ask a clinician first, and who must not take it at all."
        template = "blocks/product_safety.html"


class ProductShopBlock(ProductPartBlock):
    """Where the button to the partner stands."""

    class Meta:
        icon = "link-external"
        label = "Button to the partner"
        admin_text = "The button to the partner stands here, under the disclosure. Its link is chosen above."
        description = "The button to the partner’s shop, with the disclosure right above it."
        template = "blocks/product_shop.html"
