from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = "Home"

    def ready(self):
        from core.publishing import register
        from home.models import HomePage
        from offers.rules import PromisesWorthALookRule

        register(HomePage, PromisesWorthALookRule())
