"""The lists of the privacy desk: receipts, the periods, and the audit log."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path, reverse, reverse_lazy
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.viewsets.base import ViewSetGroup

from core.models import AuditEntry, Erasure, RetentionReport
from core.privacy.desk import DeskView
from core.privacy.pages import MAY_USE, PrivacyPage
from core.privacy.retention import every_promise, in_short
from core.viewsets import GuardedViewSet, ViewOnlyViewSet

# So many of the last deletions are listed.
REPORTS = 50


class ReceiptsView(PrivacyPage, BaseListingView):
    """Everybody who was erased: a number and a date, and nobody’s address."""

    model = Erasure
    page_title = "Receipts"
    header_icon = "clipboard-list"
    paginate_by = 50
    index_url_name = "privacy_receipts:index"
    index_results_url_name = "privacy_receipts:index_results"
    verbose_name_plural = "receipts"
    no_results_message = "Nobody has been erased yet. A receipt appears here for each person who is."
    columns = [
        TitleColumn(
            "number", label="Number", get_url=lambda erasure: reverse("privacy_receipts:receipt", args=[erasure.number])
        ),
        DateColumn("started_at", label="Begun"),
        DateColumn("finished_at", label="Done"),
        Column("by", label="By", accessor=lambda erasure: who_did(erasure)),
    ]

    def get_base_queryset(self):
        return Erasure.objects.select_related("by")


def who_did(erasure: Erasure) -> str:
    """Return in a word who erased the person."""
    return "The person themselves" if erasure.by_reader else str(erasure.by or "A colleague")


class ReceiptView(PrivacyPage, TemplateView):
    """One receipt, to be shown or printed."""

    template_name = "core/privacy/receipt.html"
    page_title = "Receipt"
    header_icon = "clipboard-list"
    parent = ("Receipts", reverse_lazy("privacy_receipts:index"))

    def get_page_subtitle(self):
        return self.kwargs["number"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        receipt = get_object_or_404(Erasure.objects.select_related("by"), number=self.kwargs["number"])
        return super().get_context_data(receipt=receipt, who=who_did(receipt), **kwargs)


class RetentionView(PrivacyPage, TemplateView):
    """How long everything is kept, and what housekeeping deleted lately."""

    template_name = "core/privacy/retention.html"
    page_title = "What is kept, and how long"
    header_icon = "time"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reports = RetentionReport.objects.all()[:REPORTS]
        return super().get_context_data(promises=every_promise(), reports=reports, **in_short(), **kwargs)


class DeskViewSet(GuardedViewSet):
    """Look somebody up."""

    name = "privacy"
    icon = "user"
    menu_label = "Look somebody up"
    permission = MAY_USE

    def get_urlpatterns(self):
        return [path("", DeskView.as_view(), name="index")]


class ReceiptViewSet(GuardedViewSet):
    """Proof that people were erased."""

    name = "privacy_receipts"
    icon = "clipboard-list"
    menu_label = "Receipts"
    permission = MAY_USE

    def get_urlpatterns(self):
        return [
            path("", ReceiptsView.as_view(), name="index"),
            path("results/", ReceiptsView.as_view(results_only=True), name="index_results"),
            path("<slug:number>/", ReceiptView.as_view(), name="receipt"),
        ]


class RetentionViewSet(GuardedViewSet):
    """The periods."""

    name = "privacy_periods"
    icon = "time"
    menu_label = "What is kept"
    permission = MAY_USE

    def get_urlpatterns(self):
        return [path("", RetentionView.as_view(), name="index")]


class PrivacyGroup(ViewSetGroup):
    """The menu of those who look after people’s data."""

    menu_label = "Privacy"
    menu_icon = "lock"
    menu_order = 235
    items = (DeskViewSet, ReceiptViewSet, RetentionViewSet)


class AuditLogViewSet(ViewOnlyViewSet):
    """Who among the staff did what with people’s data. Nobody can change it."""

    model = AuditEntry
    name = "audit_log"
    icon = "history"
    menu_label = "Audit log"
    add_to_settings_menu = True
    list_display = [
        DateColumn("at", label="When", sort_key="at"),
        Column("by", label="Who", accessor=lambda entry: str(entry.by or entry.details.get("who") or "The server")),
        TitleColumn("action", label="Did what", url_name="audit_log:inspect", sort_key="action"),
        Column("about", label="With what"),
        Column("count", label="How many", sort_key="count"),
    ]
    list_filter = ["by"]
    search_fields = ["action", "about"]
    ordering = ["-at", "-pk"]
    inspect_view_fields = ["at", "by", "action", "about", "count", "details"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """Return the entries with the colleagues."""
        return AuditEntry.objects.select_related("by")


class RetentionPanel(Component):
    """Says on the dashboard that what was promised to be deleted is deleted."""

    name = "retention"
    template_name = "core/privacy/panel.html"
    order = 160

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return in_short()


def show_retention(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel for those who look after people’s data."""
    if request.user.has_perm(MAY_USE):
        panels.append(RetentionPanel())


def permissions() -> QuerySet[Permission]:
    """Return the rights of the privacy desk, for the form of a group."""
    return Permission.objects.filter(
        content_type__app_label="core", codename__in=["use_privacy_desk", "view_consentreport"]
    )
