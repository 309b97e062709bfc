"""What the dashboard tells those who look after requests: what waits for them, each as a link."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from offers.desk import samples
from offers.desk.saved_views import counts
from offers.models import GuideRequest, PartnerTask, TrialRequest


class RequestsPanel(Component):
    """How many requests need a colleague, are stuck, or get no mail; low stock; partners to be told."""

    name = "requests"
    template_name = "offers/admin/dashboard.html"
    order = 150

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"lines": [line for line in lines_for(user) if line["count"]]}


def lines_for(user: Any) -> list[dict[str, Any]]:
    """Return what ``user`` may look after: how many, of what, and where to go."""
    lines: list[dict[str, Any]] = []
    if user.has_perm("offers.view_trialrequest"):
        found = counts(TrialRequest)
        views = (
            ("needs-me", "for you to approve, to put into a batch, or to send"),
            ("stuck", "stuck for more than 24 hours"),
            ("mail-failing", "for a sample whose mail does not arrive"),
        )
        for slug, words in views:
            url = reverse("trial_requests:view", args=[slug])
            lines.append(_line(found[slug.replace("-", "_")], "request", words, url))
    if user.has_perm("offers.view_guiderequest"):
        url = reverse("guide_requests:view", args=["mail-failing"])
        count = counts(GuideRequest)["mail_failing"]
        lines.append(_line(count, "request", "for the guide whose mail does not arrive", url))
    if user.has_perm("offers.change_trialsupply"):
        for supply in samples.low_supplies():
            url = reverse("trial_supply", args=[supply.trial_id])
            words = f"“{supply.trial.title}”: {supply.left} of {supply.stock} samples left"
            lines.append({"count": 1, "words": words, "url": url})
    if user.has_perm("offers.change_partnertask"):
        waiting = PartnerTask.objects.filter(done_at=None)
        late = waiting.filter(due_on__lt=timezone.localdate()).count()
        words = f"to be told, {late} of them late" if late else "to be told to delete a person"
        lines.append(_line(waiting.count(), "partner", words, reverse("partner_tasks:index")))
    return lines


def _line(count: int, noun: str, words: str, url: str) -> dict[str, Any]:
    return {"count": count, "words": f"{count} {noun}{'' if count == 1 else 's'} {words}", "url": url}


def show_requests(request: Any, panels: list[Component]) -> None:
    """Add the panel for those who look after requests."""
    if request.user.has_perm("offers.view_trialrequest"):
        panels.append(RequestsPanel())
