from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from wagtail import hooks

from core.publishing.bulk import CheckedPublishBulkAction
from core.publishing.dashboard import RefusedPanel, register_log_action
from core.richtext import LivePageLinkHandler
from core.viewsets import OutboxViewSet, RemovedAddressViewSet


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [OutboxViewSet(), RemovedAddressViewSet()]


# After Wagtail's own, which it replaces.
@hooks.register("register_rich_text_features", order=10)
def register_page_links(features):
    features.register_link_type(LivePageLinkHandler)


# After Wagtail's own, which it replaces.
hooks.register("register_bulk_action", CheckedPublishBulkAction, order=10)
hooks.register("register_log_actions", register_log_action)


@hooks.register("construct_homepage_panels")
def show_refused_pages(request, panels):
    panels.append(RefusedPanel())


@hooks.register("insert_global_admin_css")
def style_checklist():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin-checklist.css"))


@hooks.register("insert_editor_js")
def help_with_saving_and_checking():
    files = ("js/admin-checklist.js", "js/admin-save.js")
    return format_html_join("", '<script src="{}"></script>', ((static(file),) for file in files))
