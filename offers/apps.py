from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "offers"
    verbose_name = "Offers"

    def ready(self):
        from core import limits, page_cache
        from core.consent import consent_withdrawn
        from core.documents import register_keeper
        from core.housekeeping import add_step
        from core.linked_pages import join
        from core.mail import catalogue, mail_in_trouble, mail_sent
        from core.models import BasePage
        from core.privacy.registry import register as register_holdings
        from core.publishing import register
        from offers import privacy, shown
        from offers.consent_rules import CONSENT_RULES
        from offers.disclosure import ShowsPartners
        from offers.documents import guides_among
        from offers.handoff import batches
        from offers.known_partners import fetch_with_every_page
        from offers.mails import MAILS, note_sent, note_trouble
        from offers.models import GuidePage, ProductPage, ReturnFile, TrialPage
        from offers.performance.counting import delete_old_counts
        from offers.performance.visits import OFFER_SHOWN
        from offers.question_rules import QUESTION_RULES, PrivateQuestionRule, PrivateQuestionWarningRule
        from offers.redirects import guard_redirects
        from offers.requests import retention
        from offers.rules import (
            OFFER_RULES,
            PARTNER_OFFER_RULES,
            PRODUCT_RULES,
            DisclosureCompleteRule,
            RawPartnerLinkRule,
        )
        from offers.withdrawals import stop_what_rested_on_it

        register(ShowsPartners, DisclosureCompleteRule())
        register(BasePage, RawPartnerLinkRule())
        for model in (ProductPage, GuidePage, TrialPage):
            register(model, *OFFER_RULES)
        for model in (ProductPage, TrialPage):
            register(model, *PARTNER_OFFER_RULES)
        register(ProductPage, *PRODUCT_RULES)
        for model in (GuidePage, TrialPage):
            register(model, *CONSENT_RULES, *QUESTION_RULES)
        register(TrialPage, PrivateQuestionRule())
        register(GuidePage, PrivateQuestionWarningRule())
        shown.declare()
        page_cache.keep_with(OFFER_SHOWN)
        register_keeper(guides_among)
        fetch_with_every_page()
        guard_redirects()
        join("productpage", "partner", "outbound_link", "image")
        join("guidepage", "image")
        join("trialpage", "partner", "image", "stored_supply")
        catalogue.register(*MAILS)
        consent_withdrawn.connect(stop_what_rested_on_it, dispatch_uid="stop_what_rested_on_it")
        mail_in_trouble.connect(note_trouble, dispatch_uid="note_trouble")
        mail_sent.connect(note_sent, dispatch_uid="note_sent")
        add_step("Requests that ran out", retention.expire_unconfirmed)
        add_step("Samples taken back that were kept free", retention.expire_holds)
        add_step("Samples kept free for those who wait", retention.offer_free_samples)
        add_step("Waiting lists of offers that ended", retention.end_waiting_lists)
        add_step("Unconfirmed requests deleted", retention.delete_unconfirmed, deletes=True)
        add_step("Addresses erased after 90 days", retention.erase_addresses, deletes=True)
        add_step(retention.GUIDES, retention.erase_guides, deletes=True)
        add_step("Erased requests deleted after a year", retention.delete_erased, deletes=True)
        add_step("Addresses in batches deleted after 90 days", batches.delete_old, deletes=True)
        add_step("Files of partners deleted after a day", ReturnFile.delete_old, deletes=True)
        add_step(retention.TASKS, retention.delete_done_tasks, deletes=True)
        add_step("Counts of offers deleted after 25 months", delete_old_counts, deletes=True)
        limits.count_by_email(GuidePage.form_name, TrialPage.form_name)
        register_holdings(*privacy.HOLDINGS)
        privacy.register_other_periods()
