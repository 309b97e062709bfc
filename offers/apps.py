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
        from offers.rules import DisclosureCompleteRule, RawPartnerLinkRule

        register(ShowsPartners, DisclosureCompleteRule())
        register(BasePage, RawPartnerLinkRule())
        register_keeper(guides_among)
        join("productpage", "partner", "image")
        join("guidepage", "image")
        join("trialpage", "partner", "image")
