"""How partners and requests appear in the admin."""

from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views.generic import InspectView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from core.viewsets import ViewOnlyViewSet
from offers.models import GuidePage, GuideRequest, Partner, ProductPage, TrialPage, TrialRequest


class ProductPageViewSet(PageViewSet):
    model = ProductPage
    icon = "tag"


class GuidePageViewSet(PageViewSet):
    model = GuidePage
    icon = "download"


class TrialPageViewSet(PageViewSet):
    model = TrialPage
    icon = "pick"


class PartnerViewSet(SnippetViewSet):
    """Partners, with the registered links to each."""

    model = Partner
    icon = "group"
    menu_order = 160
    add_to_admin_menu = True
    list_display = ["name", "relationship", "category"]
    list_filter = ["relationship"]
    search_fields = ["name", "legal_name"]
    inspect_view_enabled = True
    inspect_view_fields = [
        "name",
        "legal_name",
        "relationship",
        "disclosure",
        "category",
        "privacy_notice_url",
        "domains",
        "links",
    ]


class RequestView(InspectView):
    """One request with its history."""

    template_name = "offers/admin/request.html"
    page_title = "Request"

    def get_confirmed_at_display_value(self):
        return self.object.confirmed_at or "Not yet"

    def get_context_data(self, **kwargs):
        return super().get_context_data(events=self.object.events.select_related("by"), **kwargs)


class GuideRequestViewSet(ViewOnlyViewSet):
    """Who asked for the guide."""

    model = GuideRequest
    name = "guide_requests"
    icon = "download"
    menu_label = "Guide"
    inspect_view_class = RequestView
    list_display = [
        "email",
        "first_name",
        "state",
        "guide",
        DateColumn("created_at", label="Asked", sort_key="created_at"),
    ]
    list_filter = ["state", "guide"]
    search_fields = ["email", "first_name"]
    ordering = ["-created_at"]
    inspect_view_fields = ["email", "first_name", "guide", "state", "created_at", "confirmed_at"]


class TrialRequestViewSet(ViewOnlyViewSet):
    """Who asked for a sample."""

    model = TrialRequest
    name = "trial_requests"
    icon = "pick"
    menu_label = "Trial"
    inspect_view_class = RequestView
    list_display = [
        "email",
        "full_name",
        "state",
        "country",
        "trial",
        DateColumn("created_at", label="Asked", sort_key="created_at"),
    ]
    list_filter = ["state", "trial", "country"]
    search_fields = ["email", "full_name", "postcode"]
    ordering = ["-created_at"]
    inspect_view_fields = [*TrialRequest.DETAILS, "trial", "state", "created_at", "confirmed_at"]


class RequestsGroup(ViewSetGroup):
    """The menu of those who look after requests."""

    menu_label = "Requests"
    menu_icon = "tasks"
    menu_order = 220
    items = (GuideRequestViewSet, TrialRequestViewSet)
