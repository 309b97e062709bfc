"""Parts of the admin that belong to no app of their own: lists to look at, pages for some, and removed pages."""

from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import path
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
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


class GuardedViewSet(ViewSet):
    """Pages of the admin for those who have one ``permission``; nobody else is shown the way there."""

    permission = ""

    @property
    def menu_item_class(self) -> type[MenuItem]:
        """A menu item for those who have the permission."""
        permission = self.permission
        return type("GuardedItem", (MenuItem,), {"is_shown": lambda self, request: request.user.has_perm(permission)})


class GuardedPage(WagtailAdminTemplateMixin):
    """A page of the admin for those who have ``permission``, named in the breadcrumbs after its ``parent``."""

    permission = ""
    # The list that it belongs to: its label and its address.
    parent: tuple[str, Any] | None = None

    def dispatch(self, request, *args, **kwargs):
        """Refuse those who have not the permission."""
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        parents = [{"url": self.parent[1], "label": self.parent[0]}] if self.parent else []
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, *parents, here]


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
