"""The home page and standard pages."""

import factory
import wagtail_factories
from wagtail.models import Page, Site

from home.models import HomePage, StandardPage


class HomePageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = HomePage

    title = "Front page"
    slug = factory.Sequence(lambda number: f"front-{number}")
    hero_title = "What is known about the gut"
    parent = factory.LazyFunction(Page.get_first_root_node)


class StandardPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = StandardPage

    title = factory.Sequence(lambda number: f"About {number}")


def site_with_home() -> HomePage:
    """Return a new home page that is the root of the default site, at localhost."""
    home = HomePageFactory()
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True)
    return home
