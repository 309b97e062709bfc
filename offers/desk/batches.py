"""Batches in the admin: prepare, look, download, mark as sent."""

from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton

from core import audit
from core.models import AuditEntry
from offers.desk.chips import state_chip
from offers.desk.pages import DeskPage
from offers.handoff import batches
from offers.models import Batch, TrialPage, TrialRequest

PERMISSION = "offers.export_trialrequest"
DOWNLOADED = "downloaded a batch"
LIST = ("Batches", reverse_lazy("batches:index"))


def _with_approved() -> Any:
    approved = Count("requests", filter=Q(requests__state=TrialRequest.State.APPROVED))
    return TrialPage.objects.annotate(approved=approved).filter(approved__gt=0).order_by("title")


class BatchesView(DeskPage, BaseListingView):
    """Every batch, the latest first."""

    permission = PERMISSION
    model = Batch
    page_title = "Batches"
    header_icon = "table"
    paginate_by = 50
    index_url_name = "batches:index"
    index_results_url_name = "batches:index_results"
    verbose_name_plural = "batches"
    no_results_message = (
        "There is no batch yet. Approve requests, then prepare a batch: it is the file that goes to the partner."
    )
    columns = [
        TitleColumn("title", label="Batch", accessor=str, url_name="batches:batch"),
        NumberColumn("size", label="Requests"),
        DateColumn("prepared_at", label="Prepared"),
        Column("prepared_by", label="By"),
        DateColumn("sent_at", label="Sent"),
        Column("sent_by", label="By"),
    ]

    @cached_property
    def header_buttons(self):
        return [HeaderButton("Prepare a batch", url=reverse("batches:prepare"), icon_name="plus", priority=10)]

    def get_base_queryset(self):
        return Batch.objects.select_related("prepared_by", "sent_by")


class PrepareForm(forms.Form):
    """Which offer's approved requests."""

    trial = forms.ChoiceField(label="Offer", widget=forms.RadioSelect, error_messages={"required": "Choose an offer."})

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [(str(trial.pk), f"{trial.title}: {trial.approved} approved") for trial in _with_approved()]
        self.fields["trial"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.initial["trial"] = choices[0][0]

    @property
    def some(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self.fields["trial"].choices)  # type: ignore[attr-defined]


class PrepareView(DeskPage, FormView):
    """Says how many requests are approved, and freezes those of one offer."""

    permission = PERMISSION
    parent = LIST
    page_title = "Prepare a batch"
    header_icon = "table"
    form_class = PrepareForm
    template_name = "offers/admin/batch_prepare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(most=batches.MOST_ROWS, **kwargs)

    def form_valid(self, form):
        batch = batches.prepare(TrialPage.objects.get(pk=form.cleaned_data["trial"]), by=self.request.user)
        if batch is None:
            messages.warning(self.request, "No request is approved any more: a colleague was faster.")
            return redirect("batches:index")
        words = "1 request is" if batch.size == 1 else f"{batch.size} requests are"
        messages.success(self.request, f"{words} in {batch}. Download the file and send it to the partner.")
        return redirect("batches:batch", batch.pk)


class BatchView(DeskPage, TemplateView):
    """One batch: its file, what happened with it, and its rows."""

    permission = PERMISSION
    parent = LIST
    header_icon = "table"
    template_name = "offers/admin/batch.html"

    def get_page_title(self):
        return str(self.batch)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.batch = get_object_or_404(Batch.objects.select_related("trial", "prepared_by", "sent_by"), pk=kwargs["pk"])
        rows = list(self.batch.rows.select_related("request"))
        emptied = sum(row.emptied_at is not None for row in rows)
        content = self.batch.content()
        downloads = AuditEntry.objects.filter(action=DOWNLOADED, details__batch=self.batch.pk).select_related("by")
        return super().get_context_data(
            batch=self.batch,
            rows=[(row, state_chip(TrialRequest, row.request.state) if row.request else None) for row in rows],
            emptied=emptied,
            left=len(rows) - emptied,
            checksum=Batch.checksum_of(content),
            downloads=downloads,
            may_see_requests=self.request.user.has_perm("offers.view_trialrequest"),
            **kwargs,
        )


class DownloadView(DeskPage, View):
    """The file. Each download is noted in the audit log."""

    permission = PERMISSION

    def get(self, request, pk):
        """Return the file, which no cache keeps."""
        batch = get_object_or_404(Batch, pk=pk)
        content = batch.content()
        details = {"batch": batch.pk, "checksum": Batch.checksum_of(content)}
        audit.record(request.user, DOWNLOADED, str(batch), count=batch.size, details=details)
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{batch.filename}"'
        response["Cache-Control"] = "no-store"
        return response


class SentView(DeskPage, TemplateView):
    """Asks whether the file went to the partner, and notes it once."""

    permission = PERMISSION
    parent = LIST
    page_title = "Mark as sent"
    header_icon = "check"
    template_name = "offers/admin/batch_sent.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(batch=get_object_or_404(Batch, pk=self.kwargs["pk"]), **kwargs)

    def post(self, request, pk):
        """Note that it was sent; a second press changes nothing."""
        batch = get_object_or_404(Batch, pk=pk)
        if batches.mark_sent(batch, by=request.user):
            messages.success(request, f"{batch} is marked as sent.")
        else:
            messages.warning(request, f"{batch} was marked as sent before. Nothing changed.")
        return redirect(reverse("batches:batch", args=[pk]))
