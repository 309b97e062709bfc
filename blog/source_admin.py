"""Sources in the admin: the list, the import, and the report on those that no longer stand."""

from django.urls import path, reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, NumberColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import ModelPermissionPolicy
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from blog.models import Source
from blog.source_chooser import SourceChooserViewSet
from blog.source_import import CheckView, DoneView, UploadView
from blog.source_search import find_sources
from blog.source_usage import pages_citing, with_page_counts


def _no_longer_stands(source: Source) -> bool:
    return source.status != Source.Status.CURRENT


class SourceIndexView(IndexView):
    """The list, with a button that leads to the import."""

    def search_queryset(self, queryset):
        """Search as the dialog does: the likeliest first, unless a column was chosen to order by."""
        if not self.is_searching:
            return queryset
        found = find_sources(queryset, self.search_query)
        return found.order_by(*queryset.query.order_by) if self.is_explicitly_ordered else found

    @cached_property
    def columns(self):
        columns = super().columns
        next(column for column in columns if column.name == "short_name").classname = "source-name"
        return columns

    @cached_property
    def header_buttons(self):
        if not self.add_url:
            return super().header_buttons
        url = reverse("wagtailsnippets_blog_source:import")
        return [*super().header_buttons, HeaderButton("Import from a file", url=url, icon_name="upload", priority=10)]


class SourceViewSet(SnippetViewSet):
    """Sources, with the number of pages that cite each."""

    model = Source
    chooser_viewset_class = SourceChooserViewSet
    index_view_class = SourceIndexView
    icon = "openquote"
    list_display = [
        "short_name",
        "title",
        "container",
        "year",
        StatusTagColumn("get_status_display", label="Status", sort_key="status", primary=_no_longer_stands),
        NumberColumn("citing_pages", label="Cited by", sort_key="citing_pages"),
    ]
    list_filter = ["status", "kind", "year"]
    list_per_page = 50
    # Shows the field for searching; `find_sources` does it.
    search_fields = ["search_text"]

    def get_queryset(self, request):
        return with_page_counts(Source.objects.all())

    def get_urlpatterns(self):
        return [
            path("import/", UploadView.as_view(), name="import"),
            path("import/<int:pk>/", CheckView.as_view(), name="import_check"),
            path("import/<int:pk>/done/", DoneView.as_view(), name="import_done"),
            *super().get_urlpatterns(),
        ]


class CitingColumn(Column):
    """The live pages that cite a source, each a link to its editor."""

    cell_template_name = "blog/admin/citing_pages_cell.html"


class ChangedSourcesReport(ReportView):
    """Each source that was retracted, corrected or superseded and that a live page cites, with these pages."""

    page_title = "Retracted or changed sources"
    header_icon = "warning"
    model = Source
    index_url_name = "changed_sources"
    index_results_url_name = "changed_sources_results"
    permission_policy = ModelPermissionPolicy(Source)
    any_permission_required = ["change"]
    no_results_message = "No live page cites a source that was retracted or changed."
    columns = [
        TitleColumn("short_name", label="Source", url_name="wagtailsnippets_blog_source:edit"),
        Column("title", label="Title"),
        StatusTagColumn("get_status_display", label="Status", primary=lambda source: source.is_retracted),
        Column("status_on", label="Since"),
        CitingColumn("live_pages", label="Cited by"),
    ]
    list_export = ["short_name", "title", "doi", "get_status_display", "status_on", "status_url", "live_pages"]
    export_headings = {
        "short_name": "Source",
        "get_status_display": "Status",
        "status_on": "Since",
        "status_url": "Notice",
        "live_pages": "Cited by",
    }
    custom_field_preprocess = {
        "live_pages": dict.fromkeys(ReportView.FORMATS, lambda pages: "; ".join(page.title for page in pages)),
    }
    export_filename = "changed-sources"

    def get_base_queryset(self):
        return Source.objects.exclude(status=Source.Status.CURRENT)

    def get_queryset(self):
        """Return a list: few sources ever change, and which live pages cite them is asked for all at once."""
        order = [Source.Status.RETRACTED, Source.Status.SUPERSEDED, Source.Status.CORRECTED]
        sources = sorted(self.get_base_queryset(), key=lambda source: order.index(Source.Status(source.status)))
        citing = pages_citing(sources)
        for source in sources:
            source.live_pages = [page for page in citing[source.pk] if page.live]
        return [source for source in sources if source.live_pages]

    def filter_queryset(self, queryset):
        return queryset
