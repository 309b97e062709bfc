"""The lists of guide and trial requests."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView

from core import audit
from core.private_search import PrivateSearch
from offers.desk import export
from offers.desk.chips import problem_chips, state_chips
from offers.desk.filters import GuideFilters, TrialFilters, matching
from offers.desk.saved_views import SavedView, counts, saved_views

# Names of filters in the log are short; what somebody searched for may name a reader.
LOGGED_FILTERS = ("state", "trial", "guide", "country", "problem", "batch", "created_at_from", "created_at_to")


class PersonColumn(Column):
    """The name, and below it the email address."""

    cell_template_name = "offers/admin/cells/person.html"


class ChipsColumn(Column):
    """One or more chips; the accessor returns a list of them."""

    cell_template_name = "offers/admin/cells/chips.html"


class RequestsView(PrivateSearch, IndexView):
    """A list with saved views above it, filters, a search and an export."""

    template_name = "offers/admin/requests.html"
    results_template_name = "offers/admin/requests_results.html"
    default_ordering = "-created_at"
    # Shows the field for searching; `matching` does it.
    search_fields = ["email"]
    name_field: str
    offer_field: str

    @cached_property
    def saved_view(self) -> SavedView | None:
        """The tab that the address names; None for all requests."""
        slug = self.kwargs.get("view")
        if slug is None:
            return None
        found = next((view for view in saved_views(self.model) if view.slug == slug), None)
        if found is None:
            raise Http404
        return found

    @cached_property
    def may_handle(self) -> bool:
        """Whether the colleague may do something with the requests that are ticked."""
        return bool(self.request.user.has_perm(f"offers.handle_{self.model._meta.model_name}"))

    @cached_property
    def columns(self):
        tick = [BulkActionsCheckboxColumn("bulk_actions", obj_type="request")] if self.may_handle else []
        return [
            *tick,
            TitleColumn(
                "reference",
                label="Reference",
                classname="reference",
                get_url=self.get_inspect_url,
                get_title_id=lambda request: f"request_{request.pk}_title",
                sort_key="reference",
            ),
            PersonColumn(self.name_field, label="Who"),
            ChipsColumn("state", label="State", accessor=state_chips),
            ChipsColumn("problem", label="Problem", accessor=problem_chips),
            Column("offer_title", label="Offer", sort_key="offer_title"),
            *self.more_columns,
            DateColumn("created_at", label="Asked", sort_key="created_at"),
            DateColumn("state_since", label="In this state since", sort_key="state_since"),
        ]

    more_columns: list[Column] = []

    def get_index_url(self):
        return self._address("index", "view")

    def get_index_results_url(self):
        return self._address("index_results", "view_results")

    def _address(self, name: str, name_of_view: str) -> str:
        namespace = (self.index_url_name or "").partition(":")[0]
        if self.saved_view:
            return reverse(f"{namespace}:{name_of_view}", args=[self.saved_view.slug])
        return reverse(f"{namespace}:{name}")

    def get_base_queryset(self):
        requests = self.model.objects.annotate(offer_title=F(f"{self.offer_field}__title"))
        return requests.filter(self.saved_view.condition) if self.saved_view else requests

    def search_queryset(self, queryset):
        """Search in name, email, reference and postcode."""
        return matching(queryset, self.search_query) if self.is_searching else queryset

    def filter_queryset(self, queryset):
        """Narrow the list. A filter that says nothing finds nothing: an export is never more than was asked for."""
        if self.filters and not self.filters.is_valid():
            return queryset.none()
        return super().filter_queryset(queryset)

    def order_queryset(self, queryset):
        # One more key, so that no request is on two pages of the list, or on none.
        return queryset.order_by(self.ordering, "-pk")

    @cached_property
    def may_export(self) -> bool:
        """Whether the colleague may take the list away as a file."""
        return bool(self.request.user.has_perm(f"offers.export_{self.model._meta.model_name}"))

    @cached_property
    def show_export_buttons(self):
        return self.may_export

    def get(self, request, *args, **kwargs):
        """Show the list, or give it as a file, which is noted in the audit log."""
        if not self.is_export:
            return super().get(request, *args, **kwargs)
        if not self.may_export:
            raise PermissionDenied
        if self.search_ran_out:
            # An export is never more than was asked for.
            messages.warning(request, "You searched too long ago, so nothing was exported. Please search again.")
            return redirect(self.index_url)
        requests, kind = self.get_queryset(), request.GET["export"]
        details = {name: request.GET.getlist(name) for name in LOGGED_FILTERS if request.GET.get(name)}
        # The words of a search may be a name or an email address.
        details |= {"view": self.saved_view.slug} if self.saved_view else {}
        details |= {"searched": True} if self.is_searching else {}
        name = self.model._meta.verbose_name
        audit.record(request.user, f"exported {kind}", f"{name}s", count=requests.count(), details=details)
        return export.response(requests, kind, f"{name.replace(' ', '-')}s-{timezone.localdate():%Y-%m-%d}")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        namespace = (self.index_url_name or "").partition(":")[0]
        found = counts(self.model)
        tabs = [
            {"label": "All", "url": reverse(f"{namespace}:index"), "count": found["all"], "on": not self.saved_view}
        ]
        tabs += [
            {
                "label": view.label,
                "url": reverse(f"{namespace}:view", args=[view.slug]),
                "count": found[view.key],
                "on": self.saved_view is not None and view.slug == self.saved_view.slug,
            }
            for view in saved_views(self.model)
        ]
        return context | {"tabs": tabs, "bulk_model": self.model._meta if self.may_handle else None}


class GuideRequestsView(RequestsView):
    filterset_class = GuideFilters
    name_field = "first_name"
    offer_field = "guide"


class TrialRequestsView(RequestsView):
    """The list of those who asked for a sample, with the batch of each."""

    filterset_class = TrialFilters
    name_field = "full_name"
    offer_field = "trial"
    more_columns = [Column("country", label="Country", sort_key="country")]

    def get_base_queryset(self):
        requests = super().get_base_queryset()
        return requests.select_related("batch_row__batch") if self.is_export else requests
