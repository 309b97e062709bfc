"""How the home page and standard pages appear in the admin."""

from wagtail.admin.viewsets.pages import PageViewSet

from home.models import HomePage, StandardPage


class HomePageViewSet(PageViewSet):
    model = HomePage
    icon = "home"


class StandardPageViewSet(PageViewSet):
    model = StandardPage
    icon = "doc-empty"
