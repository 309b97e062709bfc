from django.urls import path

from blog.feeds import CORRECTIONS_ADDRESS, CorrectionsFeed
from core.page_cache import kept
from home import views

urlpatterns = [
    path(f"{CORRECTIONS_ADDRESS.lstrip('/')}feed/", kept(CorrectionsFeed()), name="corrections_feed"),
    path("search/", views.search, name="search"),
    path("search/suggest/", views.search_suggestions, name="search_suggestions"),
    path("robots.txt", views.robots, name="robots"),
]
