"""What the bodies of offer pages are composed of."""

from core.blocks import BodyBlock
from core.blocks.related import RelatedArticlesBlock
from offers.blocks.bands import GuideBandBlock, ProductBandBlock, TrialBandBlock
from offers.blocks.claim import ApprovedClaimBlock
from offers.blocks.facts import PendingBlock
from offers.blocks.product import (
    PartnerQuoteBlock,
    ProductDirectionsBlock,
    ProductFactsBlock,
    ProductSafetyBlock,
    ProductShopBlock,
)


class OfferBodyBlock(BodyBlock):
    """The body of a guide or trial page."""

    pending = PendingBlock()
    related_articles = RelatedArticlesBlock()
    guide_band = GuideBandBlock()
    trial_band = TrialBandBlock()
    product_band = ProductBandBlock()


class ProductBodyBlock(OfferBodyBlock):
    """The body of a product page."""

    facts = ProductFactsBlock()
    directions = ProductDirectionsBlock()
    safety = ProductSafetyBlock()
    shop = ProductShopBlock()
    claim = ApprovedClaimBlock()
    partner_quote = PartnerQuoteBlock()

    class Meta:
        block_counts = {name: {"max_num": 1} for name in ("facts", "directions", "safety", "shop")}
