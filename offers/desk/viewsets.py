"""The menu “Requests”."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import path
from wagtail.admin.viewsets.base import ViewSetGroup

from core.viewsets import GuardedViewSet, ViewOnlyViewSet
from offers.desk.batches import BatchesView, BatchView, DownloadView, PrepareView, SentView
from offers.desk.lists import GuideRequestsView, TrialRequestsView
from offers.desk.one_request import ActView, RequestView
from offers.desk.partner_tasks import PartnerTasksView, TaskDoneView
from offers.desk.return_files import CheckView, DoneView, UploadView
from offers.desk.samples import SamplesView
from offers.models import GuideRequest, TrialRequest

RIGHTS = ("view", "handle", "export", "erase")


class RequestViewSet(ViewOnlyViewSet):
    """A list with saved views, a page for each request, and what can be done there."""

    inspect_view_class = RequestView
    list_per_page = 50

    @property
    def act_view(self):
        """The page that asks once more before something is done."""
        return self.construct_view(ActView)

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("view/<slug:view>/", self.index_view, name="view"),
            path("view/<slug:view>/results/", self.index_results_view, name="view_results"),
            path("inspect/<int:pk>/<slug:action>/", self.act_view, name="act"),
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        codenames = [f"{right}_{self.model_name}" for right in RIGHTS]
        return Permission.objects.filter(content_type__app_label=self.app_label, codename__in=codenames)


class GuideRequestViewSet(RequestViewSet):
    """Who asked for the guide."""

    model = GuideRequest
    name = "guide_requests"
    icon = "download"
    menu_label = "Guide"
    index_view_class = GuideRequestsView
    inspect_view_fields = ["first_name", "email", "created_at", "confirmed_at", "state_since", "mail_problem"]


class TrialRequestViewSet(RequestViewSet):
    """Who asked for a sample."""

    model = TrialRequest
    name = "trial_requests"
    icon = "pick"
    menu_label = "Trial"
    index_view_class = TrialRequestsView
    inspect_view_fields = [
        *TrialRequest.DETAILS,
        *("created_at", "confirmed_at", "state_since", "waiting_number", "held_until", "decline_reason"),
        *("decline_words", "dispatched_on", "tracking", "mail_problem"),
    ]


class BatchViewSet(GuardedViewSet):
    """What goes to partners."""

    name = "batches"
    icon = "table"
    menu_label = "Batches"
    permission = "offers.export_trialrequest"

    def get_urlpatterns(self):
        return [
            path("", BatchesView.as_view(), name="index"),
            path("results/", BatchesView.as_view(results_only=True), name="index_results"),
            path("prepare/", PrepareView.as_view(), name="prepare"),
            path("<int:pk>/", BatchView.as_view(), name="batch"),
            path("<int:pk>/file/", DownloadView.as_view(), name="file"),
            path("<int:pk>/sent/", SentView.as_view(), name="sent"),
        ]


class ReturnFileViewSet(GuardedViewSet):
    """What comes back from partners."""

    name = "return_files"
    icon = "upload"
    menu_label = "Partner’s answer"
    permission = "offers.handle_trialrequest"

    def get_urlpatterns(self):
        return [
            path("", UploadView.as_view(), name="upload"),
            path("<int:pk>/", CheckView.as_view(), name="check"),
            path("<int:pk>/done/", DoneView.as_view(), name="done"),
        ]


class SampleViewSet(GuardedViewSet):
    """How many samples there are. The form of one has the address ``trial_supply``."""

    name = "samples"
    icon = "tag"
    menu_label = "Samples"
    permission = "offers.change_trialsupply"

    def get_urlpatterns(self):
        return [path("", SamplesView.as_view(), name="index")]


class PartnerTaskViewSet(GuardedViewSet):
    """Partners who have to be told what a person wants: to be deleted, or no more news."""

    name = "partner_tasks"
    icon = "clipboard-list"
    menu_label = "Partners to be told"
    permission = "offers.change_partnertask"

    def get_urlpatterns(self):
        return [
            path("", PartnerTasksView.as_view(), name="index"),
            path("results/", PartnerTasksView.as_view(results_only=True), name="index_results"),
            path("<int:pk>/done/", TaskDoneView.as_view(), name="done"),
        ]


class RequestsGroup(ViewSetGroup):
    """The menu of those who look after requests."""

    menu_label = "Requests"
    menu_icon = "tasks"
    menu_order = 220
    items = (
        TrialRequestViewSet,
        GuideRequestViewSet,
        BatchViewSet,
        ReturnFileViewSet,
        SampleViewSet,
        PartnerTaskViewSet,
    )
