"""What colleagues are told about pages that did not go live as scheduled: on the dashboard and in the history."""

from django.db.models import Exists, OuterRef
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogFormatter
from wagtail.models import PageLogEntry

from core.publishing.gate import REFUSED

SETTLED_BY = ("wagtail.publish", "wagtail.publish.schedule", "wagtail.publish.scheduled", "wagtail.delete", REFUSED)


def register_log_action(actions) -> None:
    """Give refusals of scheduled pages their words in the history."""

    @actions.register_action(REFUSED)
    class RefusedFormatter(LogFormatter):
        label = "Not published as scheduled"
        message = "Not published as scheduled: the schedule is lifted"

        def format_comment(self, log_entry):
            return " ".join(log_entry.data.get("findings", ()))


def refused_for(user) -> list[PageLogEntry]:
    """Return the refusals that nobody has settled, of pages that ``user`` scheduled or may publish; newest first."""
    later = PageLogEntry.objects.filter(
        page_id=OuterRef("page_id"), timestamp__gt=OuterRef("timestamp"), action__in=SETTLED_BY
    )
    entries = PageLogEntry.objects.filter(~Exists(later), action=REFUSED, deleted=False).select_related("page", "user")
    return [
        entry
        for entry in entries.order_by("-timestamp")
        if entry.user_id == user.pk or entry.page.permissions_for_user(user).can_publish()
    ]


class RefusedPanel(Component):
    """The pages that were due and did not go live."""

    name = "publish_refused"
    template_name = "core/admin/refused_pages.html"
    order = 100

    def get_context_data(self, parent_context):
        return {"entries": refused_for(parent_context["request"].user)}
