"""The dialog in which a colleague explains a word: find its glossary term, or add it."""

from django import forms
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Lower
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import CreationFormMixin
from wagtail.snippets.views.chooser import (
    BaseSnippetChooseView,
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetCreateView,
)

from blog.models import GlossaryTerm

PREFIX = "term"


class GlossaryFilterForm(BaseFilterForm):
    """The words that are looked for, at first those that were selected in the text."""

    q = forms.CharField(
        label="Search term", required=False, max_length=500, widget=forms.TextInput(attrs={"placeholder": "Word"})
    )

    def filter(self, objects: QuerySet[GlossaryTerm]) -> QuerySet[GlossaryTerm]:
        """Return the terms that the words are part of, or that are part of the words: “prebiotic” for “prebiotics”."""
        self.search_query = words = self.cleaned_data["q"].strip()
        self.is_searching = bool(words)
        if not words:
            return objects
        looked_for = objects.annotate(words=Value(words.lower()), lower=Lower("term"))
        return looked_for.filter(Q(term__icontains=words) | Q(words__contains=F("lower")))


class GlossaryForm(forms.ModelForm):
    """A new term."""

    class Meta:
        model = GlossaryTerm
        fields = ["term", "definition"]
        widgets = {"definition": forms.Textarea(attrs={"rows": 3})}


class GlossaryListing(BaseSnippetChooseView):
    """What the dialog shows of each term."""

    filter_form_class = GlossaryFilterForm
    results_template_name = "blog/admin/glossary_chooser_results.html"

    @property
    def columns(self):
        return [*super().columns, Column("definition", label="Meaning")]


class GlossaryCreation(CreationFormMixin):
    """The form for a new term."""

    def get_creation_form_kwargs(self):
        # With a prefix, because the page behind the dialog may have a field of the same name.
        words = self.request.GET.get("q", "")[: GlossaryTerm._meta.get_field("term").max_length]
        return {**super().get_creation_form_kwargs(), "prefix": PREFIX, "initial": {"term": words}}


class GlossaryChooseView(GlossaryCreation, GlossaryListing, ChooseView):
    pass


class GlossaryResultsView(GlossaryListing, ChooseResultsView):
    pass


class GlossaryCreateView(GlossaryCreation, SnippetCreateView):
    pass


class GlossaryChooserViewSet(SnippetChooserViewSet):
    """The dialog with its two tabs."""

    choose_view_class = GlossaryChooseView
    choose_results_view_class = GlossaryResultsView
    create_view_class = GlossaryCreateView
    creation_form_class = GlossaryForm
    page_title = "Explain a word"
    search_tab_label = "Find"
    creation_tab_label = "Add a term"
    create_action_label = "Add and use"
