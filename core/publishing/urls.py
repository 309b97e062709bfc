"""The addresses of Wagtail's page editor, answered by ours. They stand before Wagtail's own and need no names."""

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.urls import display_custom_404
from wagtail.utils.urlpatterns import decorate_urlpatterns

from core.publishing.views import CreatePage, EditPage, RevertPage

urlpatterns = [
    path(
        "pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/",
        CreatePage.as_view(),
    ),
    path("pages/<int:page_id>/edit/", EditPage.as_view()),
    path("pages/<int:page_id>/revisions/<int:revision_id>/revert/", RevertPage.as_view()),
]
for decorator in (require_admin_access, display_custom_404, never_cache):
    urlpatterns = decorate_urlpatterns(urlpatterns, decorator)
