"""Partners who have to be told to delete a person, and until when."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.base import BaseListingView

from core import audit
from core.viewsets import GuardedPage
from offers.models import PartnerTask

PERMISSION = "offers.change_partnertask"
Wish = PartnerTask.Wish


class DueColumn(Column):
    """The day, and in words whether it is over."""

    cell_template_name = "offers/admin/cells/due.html"


class DoneColumn(Column):
    """Who told the partner and when, or the way to say so."""

    cell_template_name = "offers/admin/cells/task_done.html"


class PartnerTasksView(GuardedPage, BaseListingView):
    """What is still to be told, the most urgent first; then what was."""

    permission = PERMISSION
    model = PartnerTask
    page_title = "Partners to be told"
    header_icon = "clipboard-list"
    template_name = "offers/admin/partner_tasks.html"
    paginate_by = 50
    index_url_name = "partner_tasks:index"
    index_results_url_name = "partner_tasks:index_results"
    verbose_name_plural = "partners to be told"
    no_results_message = (
        "Nobody has to be told anything. A line appears here when somebody whose address a partner has is erased, or "
        "takes back what they agreed to."
    )
    columns = [
        Column("reference", label="Request"),
        Column("get_wish_display", label="What to tell"),
        Column("partner", label="Partner"),
        DateColumn("created_at", label="Since"),
        DueColumn("due_on", label="Until"),
        DoneColumn("done_at", label="Told"),
    ]

    def get_base_queryset(self):
        return PartnerTask.objects.select_related("partner", "done_by")

    def order_queryset(self, queryset):
        # What is not done comes first on every database.
        return queryset.order_by(F("done_at").desc(nulls_first=True), "due_on", "pk")


class TaskDoneView(GuardedPage, TemplateView):
    """Asks whether the partner was told, and notes who told it."""

    permission = PERMISSION
    parent = ("Partners to be told", reverse_lazy("partner_tasks:index"))
    page_title = "The partner was told"
    header_icon = "check"
    template_name = "offers/admin/partner_task_done.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(task=get_object_or_404(PartnerTask, pk=self.kwargs["pk"]), **kwargs)

    @transaction.atomic
    def post(self, request, pk):
        """Note it once."""
        task = get_object_or_404(PartnerTask, pk=pk)
        now = {"done_at": timezone.now(), "done_by": request.user}
        if PartnerTask.objects.filter(pk=task.pk, done_at=None).update(**now):
            action = {Wish.DELETE: "told a partner to delete", Wish.NO_NEWS: "told a partner to send no more news"}
            audit.record(request.user, action[Wish(task.wish)], f"request {task.reference}", count=1)
            messages.success(request, f"Noted: {task.partner or 'the partner'} was told to {task.in_words}.")
        else:
            messages.warning(request, "A colleague noted this before. Nothing changed.")
        return redirect("partner_tasks:index")
