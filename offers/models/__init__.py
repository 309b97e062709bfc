from offers.models.claim import ApprovedClaim
from offers.models.guide_page import GuidePage
from offers.models.guide_request import GuideConfirmation, GuideDownload, GuideRequest, GuideRequestEvent
from offers.models.partner import OutboundClicks, OutboundLink, Partner
from offers.models.product import ProductPage
from offers.models.request import Standing
from offers.models.trial_page import TrialPage
from offers.models.trial_request import TrialConfirmation, TrialRequest, TrialRequestEvent

__all__ = [
    "ApprovedClaim",
    "GuideConfirmation",
    "GuideDownload",
    "GuidePage",
    "GuideRequest",
    "GuideRequestEvent",
    "OutboundClicks",
    "OutboundLink",
    "Partner",
    "ProductPage",
    "Standing",
    "TrialConfirmation",
    "TrialPage",
    "TrialRequest",
    "TrialRequestEvent",
]
