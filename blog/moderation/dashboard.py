"""What the dashboard tells moderators: what waits, what is urgent, what readers reported."""

from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component

from blog.moderation import queue
from blog.moderation.pages import MODERATE


class CommentsPanel(Component):
    """How many comments wait, are urgent, and are reported."""

    name = "comments"
    template_name = "blog/admin/moderation/dashboard.html"
    order = 140

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        found = queue.counts()
        return {
            "waiting": found["waiting"],
            "urgent": queue.urgent().count(),
            "reported": found["reported"],
            "queue_url": reverse("comments:index"),
            "reported_url": reverse("comments:tab", args=["reported"]),
        }


def show_comments(request: Any, panels: list[Component]) -> None:
    """Add the panel for those who decide on comments."""
    if request.user.has_perm(MODERATE):
        panels.append(CommentsPanel())
