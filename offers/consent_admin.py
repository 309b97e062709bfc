"""The words of consents in the admin: versions that stay as people agreed to them."""

from functools import reduce
from operator import or_

from django.db.models import BooleanField, Exists, OuterRef, QuerySet, Value
from django.utils.functional import cached_property
from django.utils.text import Truncator
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import CopyView, CreateView, EditView, IndexView, SnippetViewSet

from core.models import ConsentText
from offers.models import GuidePage, TrialPage

NEW_VERSION = "New version"
SHOWN = 120


class ConsentTextForm(WagtailAdminModelForm):
    """Numbers versions by itself, and leaves alone what people have agreed to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_used:
            for field in self.fields.values():
                field.disabled = True
            self.fields["wording"].help_text = (
                "People have agreed to these words, so they stay as they are. For others choose “New version” in the "
                "menu at the top."
            )

    def save(self, commit=True):
        """Store the text; a new one as the newest version of its purpose."""
        if commit and self.instance._state.adding:
            self.instance.save_as_new_version()
            return self.instance
        return super().save(commit=commit)


def with_use() -> QuerySet[ConsentText]:
    """Return all texts, each with whether it is the newest, and whether a page has chosen it."""
    newer = ConsentText.objects.filter(purpose=OuterRef("purpose"), version__gt=OuterRef("version"))
    chosen = [
        Exists(model.objects.filter(**{name: OuterRef("pk")}))
        for model in (GuidePage, TrialPage)
        for name in model.consent_fields
    ]
    return ConsentText.objects.annotate(
        is_newest=~Exists(newer), is_chosen=reduce(or_, chosen, Value(False, output_field=BooleanField()))
    )


def use_in_words(text) -> str:
    """Return where a text of ``with_use`` is in use, in an editor's words."""
    uses = ["newest: wherever no version is chosen"] * text.is_newest + ["chosen on a page"] * text.is_chosen
    return "; ".join(uses).capitalize() or "No"


class ConsentIndexView(IndexView):
    """The list of all versions, by purpose, the newest first."""

    def get_list_more_buttons(self, instance):
        """Call the copy what it is: a new version."""
        return _renamed(super().get_list_more_buttons(instance))


class ConsentEditView(EditView):
    """One version. Once people have agreed to it, it can be read and not changed."""

    @cached_property
    def header_more_buttons(self):
        """Call the copy what it is: a new version."""
        return _renamed(super().header_more_buttons)


class ConsentCreateView(CreateView):
    """A new version of a purpose."""

    page_title = NEW_VERSION


class ConsentCopyView(CopyView):
    """A new version that begins with the words of another."""

    page_title = NEW_VERSION

    def get_initial_form_instance(self):
        """Return the words, without what belongs to the version that they are from."""
        text = super().get_initial_form_instance()
        return ConsentText(purpose=text.purpose, wording=text.wording)


def _renamed(buttons):
    for button in buttons:
        if button.icon_name == "copy":
            button.label = NEW_VERSION
    return buttons


class ConsentTextViewSet(SnippetViewSet):
    """The words of consents."""

    model = ConsentText
    icon = "form"
    menu_label = "Consents"
    menu_order = 170
    add_to_admin_menu = True
    ordering = ["purpose", "-version"]
    list_filter = ["purpose"]
    list_display = [
        "__str__",
        Column("wording", label="Words", accessor=lambda text: Truncator(text.wording).chars(SHOWN)),
        Column("use", label="In use", accessor=use_in_words),
        DateColumn("used_at", label="First agreed to", sort_key="used_at"),
    ]
    index_view_class = ConsentIndexView
    add_view_class = ConsentCreateView
    edit_view_class = ConsentEditView
    copy_view_class = ConsentCopyView
    panels = [FieldPanel("purpose"), FieldPanel("wording")]

    def get_queryset(self, request):
        """Return all texts, each with where it is in use."""
        return with_use()

    def get_edit_handler(self):
        """Return the panels, with our form as the base of theirs."""
        handler = super().get_edit_handler()
        handler.base_form_class = ConsentTextForm
        return handler
