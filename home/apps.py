from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = "Home"

    def ready(self):
        from django.conf import settings

        from core import page_cache
        from core.housekeeping import add_step
        from core.privacy.registry import Period, register_period
        from core.publishing import register
        from home.models import HomePage
        from home.search.counting import delete_old_counts
        from offers.rules import PromisesWorthALookRule

        # The files of a long sitemap.
        page_cache.register_query("p=[1-9][0-9]{0,3}")
        register(HomePage, PromisesWorthALookRule())
        add_step("Old counts of searches deleted", delete_old_counts)
        register_period(
            "Counts of searches",
            Period(
                "Words and numbers by day",
                f"{settings.WAGTAILSEARCH_HITS_MAX_AGE} days",
                step="Old counts of searches deleted",
            ),
        )
