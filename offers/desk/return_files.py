"""The partner's answer in the admin: upload, look at the dry run, apply, see what became of each row."""

import time
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from core.viewsets import GuardedPage
from offers.desk.words import in_words
from offers.handoff import returns
from offers.handoff.return_reading import MAX_BYTES, MAX_ROWS, Unreadable
from offers.models import ReturnFile

# Those who wait for SQLite look again every tenth of a second at the latest; so each gets a turn.
PAUSE = 0.12
# So many seconds at most one press works: what stands before the server gives up on an answer after half a minute.
AT_ONCE = 20
LIST = ("Partner’s answer", reverse_lazy("return_files:upload"))
LABELS = {returns.Outcome.CHANGES: "Will change", returns.Outcome.KNOWN: "Known", returns.Outcome.WRONG: "Refused"}


def _day(stored: str) -> str:
    return in_words(date.fromisoformat(stored)) if stored else ""


class UploadForm(forms.Form):
    """The file that came from the partner."""

    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
        help_text=f"CSV with the columns request_id, status, date and tracking. Up to {MAX_ROWS:,} rows and 5 MB.",
        error_messages={"required": "Choose the file that the partner sent."},
    )

    def clean_file(self):
        """Refuse what is too large before it is read into memory."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError("The file is larger than 5 MB. Is it the right one?")
        return file


class Step(GuardedPage):
    """What the three pages have in common."""

    permission = "offers.handle_trialrequest"
    page_title = "Partner’s answer"
    header_icon = "upload"

    def file(self) -> ReturnFile:
        """Return the upload that the address names, if it is the colleague's own."""
        return get_object_or_404(ReturnFile, pk=self.kwargs["pk"], user=self.request.user)


class UploadView(Step, FormView):
    """Takes the file."""

    form_class = UploadForm
    template_name = "offers/admin/return_upload.html"

    def form_valid(self, form):
        """Keep what the file says for the dry run, or say why nothing can be made of it."""
        file = form.cleaned_data["file"]
        try:
            kept = returns.upload(file.read(), filename=file.name, user=self.request.user)
        except Unreadable as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return redirect("return_files:check", kept.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(submit_button_label="Look at it first", **kwargs)


class CheckView(Step, TemplateView):
    """The dry run; changes nothing before its button is pressed."""

    parent = LIST
    page_title = "Look at it first"
    template_name = "offers/admin/return_check.html"

    def get(self, request, *args, **kwargs):
        file = self.file()
        if file.applied_at:
            return redirect("return_files:done", file.pk)
        outcomes = [row["outcome"] for row in file.rows]
        counts = [(label, outcomes.count(outcome)) for outcome, label in LABELS.items()]
        rows = [{**row, "label": LABELS[row["outcome"]], "day": _day(row["on"])} for row in file.rows]
        context = {
            "file": file,
            "rows": rows,
            "counts": counts,
            "some": returns.Outcome.CHANGES in outcomes,
            "done": len(file.results),
        }
        return self.render_to_response(self.get_context_data(submit_button_label="Apply", **context))

    def post(self, request, *args, **kwargs):
        """Do what was shown. A second press, and one after a crash, goes on where the last one ended."""
        file = self.file()
        until = time.monotonic() + AT_ONCE
        while not returns.apply_some(file, by=request.user):
            if time.monotonic() > until:
                messages.warning(request, "It is a long file, and not all of its rows are done. Press “Go on”.")
                return redirect("return_files:check", file.pk)
            if connection.vendor == "sqlite":
                time.sleep(PAUSE)
        return redirect("return_files:done", file.pk)


class DoneView(Step, TemplateView):
    """What became of each row."""

    parent = LIST
    page_title = "What became of it"
    template_name = "offers/admin/return_done.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        file = self.file()
        if not file.applied_at:
            raise Http404
        return super().get_context_data(
            file=file, rows=file.results, changed=sum(row["changed"] for row in file.results), **kwargs
        )
