from offers.models.claim import ApprovedClaim
from offers.models.guide import GuideConfirmation, GuideDownload, GuidePage, GuideRequest, GuideRequestEvent
from offers.models.partner import OutboundClicks, OutboundLink, Partner
from offers.models.product import ProductPage
from offers.models.request import Standing
from offers.models.trial import TrialConfirmation, TrialPage, TrialRequest, TrialRequestEvent

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
