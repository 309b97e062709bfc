"""Parts of the admin that belong to no app of their own: lists to look at, and the outbox."""

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import path
from post_office.models import Email
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from core.models import RemovedAddress
from core.tokens import mask_links


class ViewOnlyPolicy(ModelPermissionPolicy):
    """Lets those view who may; nobody may add, change or delete by hand, superusers included."""

    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return "view" in actions and self.user_has_permission(user, "view")


class ViewOnlyViewSet(ModelViewSet):
    """A list with a page for each record, to look at. Records are made and changed by the site itself."""

    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False

    @property
    def permission_policy(self) -> ViewOnlyPolicy:
        return ViewOnlyPolicy(self.model)

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return super().get_permissions_to_register().filter(codename__startswith="view_")


class RemovedAddressViewSet(ModelViewSet):
    """Pages that were removed on purpose, and what readers are told at their addresses."""

    model = RemovedAddress
    name = "removed_pages"
    icon = "bin"
    menu_label = "Removed pages"
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["title", "path", DateColumn("removed_on", label="Removed", sort_key="removed_on")]
    search_fields = ["title", "path"]
    panels = RemovedAddress.panels


class MailView(InspectView):
    """One mail: its text and its designed version.

    Only in development can the links be followed. Elsewhere their secrets are left out, so that nobody who may see
    the outbox can confirm something in a reader's place.
    """

    template_name = "core/admin/mail.html"
    page_title = "Mail"

    def get_page_subtitle(self):
        return self.object.subject

    def get_context_data(self, **kwargs):
        show = str if settings.DEBUG else mask_links
        # The preview may run nothing and belongs to no site; its links open in a window of their own.
        html = show(self.object.html_message).replace("<head>", '<head><base target="_blank">', 1)
        return super().get_context_data(
            text=show(self.object.message),
            html=html,
            links_work=settings.DEBUG,
            logs=self.object.logs.order_by("date"),
            **kwargs,
        )


class OutboxView(IndexView):
    """The list of mails."""

    page_title = "Outbox"


class OutboxViewSet(ViewOnlyViewSet):
    """Every mail that the site has written, sent or still waiting."""

    model = Email
    name = "outbox"
    icon = "mail"
    menu_label = "Outbox"
    menu_order = 230
    add_to_admin_menu = True
    index_view_class = OutboxView
    inspect_view_class = MailView
    list_display = [
        "subject",
        Column("to", label="To", accessor=lambda mail: ", ".join(mail.to)),
        Column("status", label="State", accessor="get_status_display", sort_key="status"),
        DateColumn("created", label="Written", sort_key="created"),
    ]
    list_filter = ["status"]
    search_fields = ["subject", "to"]
    ordering = ["-created"]
