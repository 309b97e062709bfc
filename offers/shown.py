"""Which of our models readers see on pages, so that pages that were kept are made anew (`core.page_cache`)."""

from core.page_cache import hidden, of_live_page, shown


def declare() -> None:
    """Say so. For ``AppConfig.ready()``."""
    # How many samples are taken changes by UPDATE: `offers.requests.stock` says when readers see something of it.
    shown("offers.TrialSupply", "offers.Partner", "offers.OutboundLink", "offers.ApprovedClaim")
    shown("offers.GuideFieldWords", "offers.TrialFieldWords", when=of_live_page("page"))
    shown("offers.GuideQuestion", "offers.TrialQuestion", when=of_live_page("page"))
    hidden("offers.OfferCount", "offers.ArticleClicks", "offers.OutboundClicks")
    hidden("offers.GuideRequest", "offers.GuideRequestEvent", "offers.GuideConfirmation", "offers.GuideDownload")
    hidden("offers.TrialRequest", "offers.TrialRequestEvent", "offers.TrialConfirmation")
    hidden("offers.Batch", "offers.BatchRow", "offers.ReturnFile", "offers.PartnerTask")
