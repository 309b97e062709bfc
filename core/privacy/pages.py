"""What the pages of the privacy desk have in common."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

MAY_USE = "core.use_privacy_desk"


# A report of an error shows nothing that was sent: it may be an address.
@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class PrivacyPage(WagtailAdminTemplateMixin):
    """A page of the admin for those who look after people’s data, kept in no cache."""

    permission = MAY_USE
    # The page that it belongs to: its label and its address.
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


class PrivacyMenuItem(MenuItem):
    """The way there, for those who look after people’s data."""

    def is_shown(self, request):
        return request.user.has_perm(MAY_USE)
