"""Batches in the admin: prepare, look, download, mark as sent."""

from typing import Any

from django import forms
from django.contrib.admin.utils import label_for_field
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton

from core import audit
from core.models import AuditEntry
from core.viewsets import GuardedPage
from offers.desk.chips import state_chip
from offers.facts import Fact
from offers.handoff import batches
from offers.models import Batch, TrialPage, TrialRequest, TrialSupply
from offers.models.trial_page import SUPPLY

PERMISSION = "offers.export_trialrequest"
DOWNLOADED = "downloaded a batch"
LIST = ("Batches", reverse_lazy("batches:index"))


def with_approved() -> list[TrialPage]:
    """Return the offers that have approved requests, each with their number as ``approved``."""
    approved = Count("requests", filter=Q(requests__state=TrialRequest.State.APPROVED))
    trials = TrialPage.objects.select_related("partner", "stored_supply").annotate(approved=approved)
    return list(trials.filter(approved__gt=0).order_by("title"))


# What readers are told of the samples, and the field of their form that says it.
IN_SUPPLY = {"Where": "countries", "When": "closes"}


def _label_on_form(trial: TrialPage, fact: Fact) -> str:
    """Return what the field is called in which a colleague writes ``fact`` down."""
    model, name = (TrialSupply, IN_SUPPLY[fact.label]) if fact.field == SUPPLY else (type(trial), fact.field)
    return capfirst(str(label_for_field(name, model)))


def what_is_open(trial: TrialPage) -> str:
    """Return in a sentence why no request for ``trial`` may go to the partner, and where that is put right."""
    missing = [(fact.field, f"“{_label_on_form(trial, fact)}”") for fact in trial.open_conditions]
    on_page = [label for field, label in missing if field != SUPPLY]
    in_supply = [label for field, label in missing if field == SUPPLY]
    where = [f"on its page: {', '.join(on_page)}"] if on_page else []
    where += [f"under Samples: {', '.join(in_supply)}"] if in_supply else []
    return (
        "Its page tells readers that nothing is posted before the partner has supplied every condition. "
        f"Still to be filled in {'; '.join(where)}."
    )


def ways_to_fill_in(trial: TrialPage, user: Any) -> list[tuple[str, str]]:
    """Return the addresses where ``user`` can fill in what is open, each with its label."""
    ways = []
    if any(fact.field != SUPPLY for fact in trial.open_conditions) and trial.permissions_for_user(user).can_edit():
        ways.append((reverse("wagtailadmin_pages:edit", args=[trial.pk]), "Open the page"))
    if any(fact.field == SUPPLY for fact in trial.open_conditions) and user.has_perm("offers.change_trialsupply"):
        ways.append((reverse("trial_supply", args=[trial.pk]), "Open its samples"))
    return ways


class BatchesView(GuardedPage, BaseListingView):
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
    """Which offers' approved requests; each offer gets a batch of its own."""

    trials = forms.TypedMultipleChoiceField(
        label="Offers",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose an offer.",
            "invalid_choice": "One of these offers has no approved request any more. Choose again.",
        },
    )

    def __init__(self, *args: Any, trials: list[TrialPage], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["trials"]
        names = {trial.pk: f"{trial.title}: {trial.approved} approved" for trial in trials}
        # An offer whose conditions were opened a moment ago is no mistake of the form; its colleague is told why.
        field.choices = list(names.items())
        field.widget.choices = [(trial.pk, names[trial.pk]) for trial in trials if not trial.open_conditions]
        if len(field.widget.choices) == 1:
            self.initial["trials"] = [field.widget.choices[0][0]]


class PrepareView(GuardedPage, FormView):
    """Says how many requests are approved, and freezes those of the offers that are ticked."""

    permission = PERMISSION
    parent = LIST
    page_title = "Prepare a batch"
    header_icon = "table"
    form_class = PrepareForm
    template_name = "offers/admin/batch_prepare.html"

    @cached_property
    def trials(self) -> list[TrialPage]:
        """The offers that have something to hand on."""
        return with_approved()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"trials": self.trials}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = [trial for trial in self.trials if trial.open_conditions]
        return super().get_context_data(
            most=batches.MOST_ROWS,
            can=len(self.trials) - len(waiting),
            waiting=[(trial, what_is_open(trial), ways_to_fill_in(trial, self.request.user)) for trial in waiting],
            **kwargs,
        )

    def form_valid(self, form):
        """Prepare a batch for each offer; say what was left, and why."""
        chosen = [trial for trial in self.trials if trial.pk in form.cleaned_data["trials"]]
        made = [batch for trial in chosen if (batch := self._prepare(trial))]
        for batch in made:
            words = "1 request is" if batch.size == 1 else f"{batch.size} requests are"
            messages.success(self.request, f"{words} in {batch}. Download the file and send it to the partner.")
        return redirect("batches:batch", made[0].pk) if len(made) == 1 else redirect("batches:index")

    def _prepare(self, trial: TrialPage) -> Batch | None:
        try:
            batch = batches.prepare(trial, by=self.request.user)
        except batches.ConditionsOpen as refusal:
            ways = ways_to_fill_in(refusal.trial, self.request.user)
            buttons = [messages.button(url, label) for url, label in ways]
            messages.warning(self.request, f"“{trial.title}” was left. {what_is_open(refusal.trial)}", buttons=buttons)
            return None
        if batch is None:
            words = f"“{trial.title}” was left: no request for it is approved any more. A colleague was faster."
            messages.warning(self.request, words)
        return batch


class BatchView(GuardedPage, TemplateView):
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
        noted = AuditEntry.objects.filter(details__batch=self.batch.pk)
        downloads = noted.filter(action=DOWNLOADED).select_related("by")
        taken_out = noted.filter(action=batches.EMAIL_TAKEN_OUT)
        checksum = Batch.checksum_of(content)
        return super().get_context_data(
            batch=self.batch,
            rows=[(row, state_chip(TrialRequest, row.request.state) if row.request else None) for row in rows],
            emptied=emptied,
            left=len(rows) - emptied,
            checksum=checksum,
            has_changed=checksum != self.batch.checksum,
            emails_taken_out=taken_out.count(),
            downloads=downloads,
            may_see_requests=self.request.user.has_perm("offers.view_trialrequest"),
            **kwargs,
        )


class DownloadView(GuardedPage, View):
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


class SentView(GuardedPage, TemplateView):
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
