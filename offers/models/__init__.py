from offers.models.guide import GuideConfirmation, GuideDownload, GuidePage, GuideRequest, GuideRequestEvent
from offers.models.partner import OutboundClicks, OutboundLink, Partner
from offers.models.product import ProductPage
from offers.models.request import Standing
from offers.models.trial import Condition, TrialConfirmation, TrialPage, TrialRequest, TrialRequestEvent

__all__ = [
    "Condition",
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
