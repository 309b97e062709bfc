"""Which address leads where. The page tree comes last, for everything that no line above has taken."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as document_urls

from core import views

handler404 = "core.views.page_not_found"
handler500 = "core.views.server_error"

urlpatterns = [
    path("readyz", views.readyz, name="readyz"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    path("", include("home.urls")),
    path("", include("offers.urls")),
]

if settings.DEBUG:
    # Only renditions: originals and documents are never public files.
    urlpatterns.append(
        re_path(r"^media/(?P<path>images/.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    )

urlpatterns.append(path("", include(wagtail_urls)))
