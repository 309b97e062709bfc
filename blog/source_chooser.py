"""The dialog in which a colleague cites a source: find it, add it by a form, or paste it."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChosenResponseMixin
from wagtail.compat import URLField
from wagtail.snippets.views.chooser import (
    BaseSnippetChooseView,
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)

from blog.models import Source
from blog.pasted import PastedSource, PasteForm
from blog.source_search import find_sources, identifier_in, source_with

URL_NAME = "wagtailsnippetchoosers_blog_source"
# What the form shows only where a pasted record brought it, with what belongs to it: it must not be lost on the way.
SELDOM: dict[str, tuple[str, ...]] = {"status": ("status_on", "status_url"), "note": ()}


class SourceFilterForm(BaseFilterForm):
    """What is looked for."""

    q = forms.CharField(
        label="Search term",
        required=False,
        max_length=500,
        help_text="An author, words of the title, a year, a DOI or a PubMed number.",
    )

    def filter(self, objects: QuerySet[Source]) -> QuerySet[Source]:
        """Return what the words mean, the likeliest first."""
        self.search_query = self.cleaned_data["q"].strip()
        self.is_searching = bool(self.search_query)
        return find_sources(objects, self.search_query)


class SourceForm(forms.ModelForm):
    """A new source. One that exists already is offered instead of an error."""

    class Meta:
        model = Source
        fields = [
            *("kind", "title", "authors", "container", "year", "volume", "issue", "pages"),
            *("doi", "pmid", "url", "accessed_on", "studied"),
            *("status", "status_on", "status_url", "note"),
        ]
        field_classes = {"url": URLField, "status_url": URLField}
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 3}) for name in ("authors", "note")},
            **{
                name: forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
                for name in ("accessed_on", "status_on")
            },
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for leading, others in SELDOM.items():
            if self.add_prefix(leading) not in self.data:
                for name in (leading, *others):
                    del self.fields[name]

    def full_clean(self) -> None:
        """Check it; where another source has its number, offer that one."""
        super().full_clean()
        for field in ("doi", "pmid"):
            if field in self.errors and (existing := source_with(self.data.get(self.add_prefix(field), ""))):
                self.errors[field] = self.error_class([_offer(existing)])


def _offer(existing: Source) -> SafeString:
    """Say that a source is here already, with a link that chooses it."""
    address = reverse(f"{URL_NAME}:chosen", args=[existing.pk])
    link = format_html('<a data-chooser-modal-choice href="{}">Cite it</a>', address)
    return format_html("This source is here already: {}. {}", existing, link)


def _warning(source: Source) -> str:
    """What is wrong with a source that is found; nothing for most."""
    return "" if source.status == Source.Status.CURRENT else source.get_status_display()


class ChosenSource(ChosenResponseMixin):
    """Tells the editor what stands in the text for a source."""

    def get_chosen_response_data(self, item):
        name = item.doi or item.pmid if item.is_stub else item.short_name
        return {**super().get_chosen_response_data(item), "short_name": name}


class SourceListing(BaseSnippetChooseView):
    """What the dialog shows of each source that was found."""

    filter_form_class = SourceFilterForm
    results_template_name = "blog/admin/source_chooser_results.html"
    paste_url_name = f"{URL_NAME}:paste"

    @property
    def columns(self):
        return [
            *super().columns,
            Column("status", label="", accessor=_warning),
        ]

    def get_context_data(self, **kwargs):
        identifier = identifier_in(self.filter_form.search_query or "")
        return {
            **super().get_context_data(**kwargs),
            "paste_url": self.append_preserved_url_parameters(reverse(self.paste_url_name)),
            "unknown_identifier": identifier[1] if identifier else "",
        }


class SourceChooseView(SourceListing, ChooseView):
    """The whole dialog, open at one of its tabs."""

    template_name = "blog/admin/source_chooser.html"
    creation_form_template_name = "blog/admin/source_chooser_create.html"
    active_tab = "search"
    form: SourceForm | None = None
    paste_form: PasteForm | None = None
    pasted: list[PastedSource] = []

    def get_creation_form(self):
        # With a prefix, because the page behind the dialog has a title too.
        return self.form or SourceForm(prefix="source")

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "active_tab": self.active_tab,
            "paste_form": self.paste_form or PasteForm(),
            "pasted": self.pasted,
            "preselected": next((item.row for item in self.pasted if not (item.existing or item.problems)), None),
        }

    def show(self, tab: str):
        """Return the dialog, open at ``tab``. A form of it that was filled in keeps what was typed."""
        self.active_tab = tab
        return SourceChooseView.get(self, self.request)


class SourceResultsView(SourceListing, ChooseResultsView):
    """The list of what was found, while one types."""


class SourceChosenView(ChosenSource, SnippetChosenView):
    pass


class SourceChosenMultipleView(ChosenSource, SnippetChosenMultipleView):
    pass


class AddingView(ChosenSource, SourceChooseView):
    """What both ways of adding a source have in common."""

    response_data_title_key = "string"

    def dispatch(self, request, *args, **kwargs):
        if not self.can_create():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def add(self, form: SourceForm):
        """Add the source and cite it, or show what is missing in the form."""
        if form.is_valid():
            try:
                with transaction.atomic():
                    return self.get_chosen_response(form.save())
            except IntegrityError:
                # A colleague was faster by a moment; now it is found.
                form = SourceForm(form.data, prefix="source")
                form.is_valid()
        self.form = form
        return self.show("create")


class SourceCreateView(AddingView):
    """Adds a source by form and cites it."""

    def get(self, request):
        return self.show("create")

    def post(self, request):
        return self.add(SourceForm(request.POST, prefix="source"))


class SourcePasteView(AddingView):
    """Reads what was pasted; adds one source of it and cites it."""

    def get(self, request):
        self.paste_form = PasteForm(initial={"text": request.GET.get("text", "")[:500]})
        return self.show("paste")

    def post(self, request):
        self.paste_form = form = PasteForm(request.POST)
        if not form.is_valid():
            return self.show("paste")
        chosen = form.chosen
        if chosen is None or chosen.existing:
            self.pasted = form.pasted
            return self.show("paste")
        filled = SourceForm(chosen.form_data("source"), prefix="source")
        if chosen.problems:
            # What was understood stands in the form, with what is missing.
            self.form = filled
            return self.show("create")
        return self.add(filled)


class SourceChooserViewSet(SnippetChooserViewSet):
    """The dialog with its three tabs."""

    choose_view_class = SourceChooseView
    choose_results_view_class = SourceResultsView
    chosen_view_class = SourceChosenView
    chosen_multiple_view_class = SourceChosenMultipleView
    create_view_class = SourceCreateView
    creation_form_class = SourceForm
    page_title = "Cite a source"
    search_tab_label = "Find"
    creation_tab_label = "Add a source"
    create_action_label = "Add and cite"

    def _dialog_view(self, view_class):
        return self.construct_view(
            view_class,
            icon=self.icon,
            page_title=self.page_title,
            search_tab_label=self.search_tab_label,
            creation_tab_label=self.creation_tab_label,
        )

    @property
    def create_view(self):
        return self._dialog_view(self.create_view_class)

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("paste/", self._dialog_view(SourcePasteView), name="paste")]
