from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "offers"
    verbose_name = "Offers"

    def ready(self):
        from core.documents import register_keeper
        from core.linked_pages import join
        from core.models import BasePage
        from core.publishing import register
        from offers.disclosure import ShowsPartners
        from offers.documents import guides_among
        from offers.known_partners import fetch_with_every_page
        from offers.models import GuidePage, ProductPage, TrialPage
        from offers.redirects import guard_redirects
        from offers.rules import (
            OFFER_RULES,
            PARTNER_OFFER_RULES,
            PRODUCT_RULES,
            DisclosureCompleteRule,
            RawPartnerLinkRule,
        )

        register(ShowsPartners, DisclosureCompleteRule())
        register(BasePage, RawPartnerLinkRule())
        for model in (ProductPage, GuidePage, TrialPage):
            register(model, *OFFER_RULES)
        for model in (ProductPage, TrialPage):
            register(model, *PARTNER_OFFER_RULES)
        register(ProductPage, *PRODUCT_RULES)
        register_keeper(guides_among)
        fetch_with_every_page()
        guard_redirects()
        join("productpage", "partner", "outbound_link", "image")
        join("guidepage", "image")
        join("trialpage", "partner", "image")
