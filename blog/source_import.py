"""The import of sources in the admin: upload or paste, look at the dry run, import, see what became of each row."""

import time

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import ModelPermissionPolicy

from blog import references
from blog.models import Source, SourceImport
from blog.references.importing import Row, State, apply, dump, load, plan
from blog.references.reading import MAX_BYTES, MAX_RECORDS
from blog.references.text import plain

NAMESPACE = "wagtailsnippets_blog_source"
# One transaction imports so many rows: SQLite lets nobody else write meanwhile.
BATCH = 100
# Those who wait for SQLite look again every tenth of a second at the latest; so each gets a turn.
PAUSE = 0.12
MEGABYTES = MAX_BYTES // 1024 // 1024


class UploadForm(forms.Form):
    """A file or a pasted text, read into records."""

    file = forms.FileField(
        label="File",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".ris,.bib,.json,.nbib,.txt"}),
        help_text=f"RIS, BibTeX, CSL-JSON or PubMed’s own format (.ris, .bib, .json, .nbib), up to {MAX_RECORDS:,} "
        f"references and {MEGABYTES} MB.",
    )
    text = forms.CharField(
        label="Or paste here",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="The same formats, or DOIs, one on each line. More than 2 MB only as a file.",
    )

    records: list[references.Record]

    def clean(self):
        """Read what was given.

        Raises:
            ValidationError: when nothing was given, both, too much, or nothing in it is a reference.
        """
        file, text = self.cleaned_data.get("file"), self.cleaned_data.get("text", "").strip()
        if not file and not text:
            raise ValidationError("Choose a file, or paste references.")
        if file and text:
            raise ValidationError("Choose a file or paste references: one at a time.")
        if file and file.size > MAX_BYTES:
            # Before it is read into memory.
            raise ValidationError({"file": f"It is larger than {MEGABYTES} MB. Export fewer references at a time."})
        self.records = references.parse(file.read() if file else text, filename=file.name if file else "")
        if len(self.records) == 1 and self.records[0].problems and not self.records[0].values.get("title"):
            raise ValidationError({"file" if file else "text": self.records[0].problems})
        return self.cleaned_data


class ImportStep(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """What the pages of the import have in common."""

    permission_policy = ModelPermissionPolicy(Source)
    permission_required = "add"
    page_title = "Import sources"
    header_icon = "openquote"

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse_lazy(f"{NAMESPACE}:list"), "label": "Sources"},
            {"url": "", "label": "Import"},
        ]

    def pending(self, queryset=None) -> SourceImport:
        """Return the upload that the address names, if it is the colleague's own."""
        uploads = SourceImport.objects.all() if queryset is None else queryset
        return get_object_or_404(uploads, pk=self.kwargs["pk"], user=self.request.user)


class UploadView(ImportStep, FormView):
    """Takes the file."""

    form_class = UploadForm
    template_name = "blog/admin/source_import_upload.html"

    def form_valid(self, form):
        file = form.cleaned_data["file"]
        SourceImport.delete_old()
        pending = SourceImport.objects.create(
            user=self.request.user,  # type: ignore[misc]  # nobody is here without an account
            filename=plain(file.name)[:200] if file else "",
            records=dump(form.records),
        )
        return redirect(f"{NAMESPACE}:import_check", pending.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(submit_button_label="Look at it first", **kwargs)


class CheckView(ImportStep, TemplateView):
    """The dry run; writes nothing before its button is pressed."""

    template_name = "blog/admin/source_import_check.html"

    def get(self, request, *args, **kwargs):
        pending = self.pending()
        if pending.is_finished:
            return redirect(f"{NAMESPACE}:import_done", pending.pk)
        rows = plan(load(pending.records))
        counts = [(state.label, sum(row.state == state for row in rows)) for state in State]
        return self.render_to_response(
            self.get_context_data(
                pending=pending,
                rows=rows,
                counts=[(label, count) for label, count in counts if count],
                some=any(row.can_be_imported for row in rows),
                submit_button_label="Import the ticked ones",
            )
        )

    def post(self, request, *args, **kwargs):
        pending = self.pending()
        chosen = {int(number) for number in request.POST.getlist("row") if number.isascii() and number.isdigit()}
        # Compared once more, because colleagues work at the same time.
        rows = plan(load(pending.records))
        while not self._import_batch(rows, chosen):
            if connection.vendor == "sqlite":
                time.sleep(PAUSE)
        return redirect(f"{NAMESPACE}:import_done", pending.pk)

    def _import_batch(self, rows: list[Row], chosen: set[int]) -> bool:
        """Import the next rows and note what became of them; return whether all are done.

        A second press of the button, and one after a crash, goes on where the last batch ended.
        """
        with transaction.atomic():
            pending = self.pending(SourceImport.objects.select_for_update())
            if not pending.records:
                return True
            done = pending.results or []
            batch = rows[len(done) : len(done) + BATCH]
            pending.results = done + [vars(result) for result in apply(batch, chosen, self.request.user)]
            finished = len(pending.results) >= len(rows)
            if finished:
                pending.records = []
            pending.save(update_fields=["results", *(["records"] if finished else [])])
        return finished


class DoneView(ImportStep, TemplateView):
    """What became of each row."""

    template_name = "blog/admin/source_import_done.html"

    def get_context_data(self, **kwargs):
        pending = self.pending()
        if not pending.is_finished:
            raise Http404
        may_change = self.permission_policy.user_has_permission(self.request.user, "change")
        rows = [
            {
                **result,
                "url": reverse(f"{NAMESPACE}:edit", args=[result["source_id"]])
                if may_change and result["source_id"]
                else "",
            }
            for result in pending.results or []
        ]
        return super().get_context_data(
            pending=pending, rows=rows, imported=sum(row["imported"] for row in rows), **kwargs
        )
