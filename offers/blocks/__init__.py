"""Blocks of offers: bands that lead to them, and what their own pages are made of."""

from offers.blocks.bands import GuideBandBlock, OfferBandBlock, ProductBandBlock, TrialBandBlock
from offers.blocks.bodies import OfferBodyBlock, ProductBodyBlock
from offers.blocks.claim import ApprovedClaimBlock
from offers.blocks.facts import FactsBlock, PendingBlock
from offers.blocks.form_pages import BenefitsBlock, IntroductionBlock, OfferQuestionsBlock
from offers.blocks.guide import GuideContentsBlock
from offers.blocks.partners import PartnersBlock

__all__ = [
    "ApprovedClaimBlock",
    "BenefitsBlock",
    "FactsBlock",
    "GuideBandBlock",
    "GuideContentsBlock",
    "IntroductionBlock",
    "OfferBandBlock",
    "OfferBodyBlock",
    "OfferQuestionsBlock",
    "PartnersBlock",
    "PendingBlock",
    "ProductBandBlock",
    "ProductBodyBlock",
    "TrialBandBlock",
]
