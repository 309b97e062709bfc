"""Which address leads where. The page tree comes last, for everything that no line above has taken."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from core import routing, views
from core.mail.urls import webhook_patterns
from home.sitemap import sitemap

handler400 = "core.views.bad_request"
handler404 = "home.views.page_not_found"
handler500 = "core.views.server_error"

urlpatterns = [
    path("readyz", views.readyz, name="readyz"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap, name="sitemap_file"),
    path("admin/", include("core.publishing.urls")),
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    path("", include("home.urls")),
    path("", include("blog.urls")),
    path("", include("offers.urls")),
    *webhook_patterns(),
]

if settings.DEBUG:
    # Only renditions: originals and documents are never public files.
    urlpatterns.append(
        re_path(r"^media/(?P<path>images/.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    )

urlpatterns += [
    # First Wagtail's own pages, such as the one to log in for a private page: their addresses look like those of pages.
    *(pattern for pattern in wagtail_urls.urlpatterns if pattern.name != "wagtail_serve"),
    re_path(wagtail_urls.serve_pattern, routing.serve, name="wagtail_serve"),
]
