from django.contrib.auth.models import Permission
from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html_join
from wagtail import hooks

from core.mail.mails_admin import MailsViewSet
from core.mail.outbox import OutboxViewSet, show_failing_mail
from core.page_cache import keep_page
from core.privacy.consent_report import ConsentReport, ConsentReportMenuItem
from core.privacy.records import AuditLogViewSet, PrivacyGroup, permissions, show_retention
from core.publishing.bulk import CheckedPublishBulkAction
from core.publishing.dashboard import RefusedPanel, register_log_action
from core.publishing.gate import note_editing
from core.richtext import LivePageLinkHandler
from core.viewsets import RemovedAddressViewSet


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [OutboxViewSet(), MailsViewSet(), RemovedAddressViewSet(), PrivacyGroup(), AuditLogViewSet()]


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


hooks.register("on_serve_page", keep_page)
hooks.register("before_edit_page", note_editing)
hooks.register("construct_homepage_panels", show_failing_mail)
hooks.register("construct_homepage_panels", show_retention)
hooks.register("register_permissions", permissions)


@hooks.register("register_admin_urls")
def register_consent_report():
    return [path("reports/consents/", ConsentReport.as_view(), name="consent_report")]


@hooks.register("register_reports_menu_item")
def register_consent_report_menu_item():
    return ConsentReportMenuItem()


@hooks.register("insert_global_admin_css")
def style_admin():
    files = ("css/admin-checklist.css", "css/admin-mails.css", "css/admin-privacy.css")
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((static(file),) for file in files))


@hooks.register("register_permissions")
def register_wording_of_mails():
    return Permission.objects.filter(content_type__app_label="core", codename="change_mailwording")


@hooks.register("insert_editor_js")
def help_with_saving_and_checking():
    files = ("js/admin-checklist.js", "js/admin-save.js")
    return format_html_join("", '<script src="{}"></script>', ((static(file),) for file in files))
