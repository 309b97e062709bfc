from wagtail import hooks

from home.viewsets import HomePageViewSet, StandardPageViewSet


@hooks.register("register_admin_viewset")
def register_pages():
    return [HomePageViewSet(), StandardPageViewSet()]
