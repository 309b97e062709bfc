from offers.models.batch import Batch, BatchRow
from offers.models.claim import ApprovedClaim
from offers.models.counts import ArticleClicks, OfferCount
from offers.models.guide_page import GuidePage
from offers.models.guide_request import GuideConfirmation, GuideDownload, GuideRequest, GuideRequestEvent
from offers.models.partner import OutboundClicks, OutboundLink, Partner
from offers.models.partner_task import PartnerTask
from offers.models.product import ProductPage
from offers.models.question import GuideFieldWords, GuideQuestion, TrialFieldWords, TrialQuestion
from offers.models.request import Standing
from offers.models.return_file import ReturnFile
from offers.models.supply import TrialSupply
from offers.models.trial_page import TrialPage
from offers.models.trial_request import TrialConfirmation, TrialRequest, TrialRequestEvent

__all__ = [
    "ApprovedClaim",
    "ArticleClicks",
    "Batch",
    "BatchRow",
    "GuideConfirmation",
    "GuideDownload",
    "GuideFieldWords",
    "GuidePage",
    "GuideQuestion",
    "GuideRequest",
    "GuideRequestEvent",
    "OfferCount",
    "OutboundClicks",
    "OutboundLink",
    "Partner",
    "PartnerTask",
    "ProductPage",
    "ReturnFile",
    "Standing",
    "TrialConfirmation",
    "TrialFieldWords",
    "TrialPage",
    "TrialQuestion",
    "TrialRequest",
    "TrialRequestEvent",
    "TrialSupply",
]
