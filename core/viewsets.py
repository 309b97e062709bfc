"""Parts of the admin that belong to no app of their own: lists to look at, and removed pages."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import path
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from core.models import RemovedAddress


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
