from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = "Home"

    def ready(self):
        from core.housekeeping import add_step
        from core.publishing import register
        from home.models import HomePage
        from home.search.counting import delete_old_counts
        from offers.rules import PromisesWorthALookRule

        register(HomePage, PromisesWorthALookRule())
        add_step("Old counts of searches deleted", delete_old_counts)
