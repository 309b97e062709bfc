"""What the pages of the desk have in common."""

from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


class DeskPage(WagtailAdminTemplateMixin):
    """A page of the admin for those who have ``permission``, named in the breadcrumbs after its list."""

    permission = ""
    # The list that it belongs to: its label and the name of its address.
    parent: tuple[str, Any] | None = None

    def dispatch(self, request, *args, **kwargs):
        """Refuse those who have not the permission."""
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        label, url = self.parent or ("", "")
        parents = [{"url": url, "label": label}] if label else []
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, *parents, here]
