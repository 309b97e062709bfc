"""The same actions with several requests that are ticked in the list."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from offers.desk.actions import ON_SEVERAL, Action
from offers.desk.chips import problem_chips, state_chip
from offers.models import TrialRequest

# So many references stand in a message.
NAMED = 20


class RequestsBulkAction(BulkAction):
    """Takes each request through the same service as its own page does, one after the other.

    Each is a transaction of its own. So a long list keeps nobody waiting, and what a colleague did a moment ago with
    one of them stands.
    """

    models = [TrialRequest]
    template_name = "offers/admin/bulk_act.html"
    action: Action
    display_name = ""
    action_type = ""
    aria_label = ""

    def dispatch(self, request, *args, **kwargs):
        """Refuse those who may not do it with any request."""
        if not request.user.has_perm(self.action.permission(TrialRequest)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self):
        return self.action.form

    def get_actionable_objects(self):
        """Return the requests whose numbers the address has. Whatever else is in it says nothing."""
        given = self.request.GET.getlist("id")
        numbers = {int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 19}
        return list(TrialRequest.objects.filter(pk__in=numbers).order_by("pk")), {"items_with_no_access": []}

    def object_context(self, obj):
        chips = [state_chip(TrialRequest, obj.state), *problem_chips(obj)]
        return {"item": obj, "chips": chips, "can": self.action.may(obj)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "action": self.action,
            "near_matches": sum(item["item"].near_match and item["can"] for item in context["items"]),
            "some": any(item["can"] for item in context["items"]),
        }

    @classmethod
    def execute_action(cls, objects, **kwargs):
        """Do nothing: Wagtail's way would put all of them into one transaction; see ``form_valid``."""
        raise NotImplementedError

    def form_valid(self, form):
        """Take each request through the service; say how many it did, and which were not in a state for it."""
        objects, _ = self.get_actionable_objects()
        done, missed = 0, []
        for each in objects:
            if self.action.may(each) and self.action.do(each, form.cleaned_data, self.request.user):
                done += 1
            else:
                missed.append(each.reference)
        if done:
            messages.success(self.request, f"{done} {self.action.done}.")
        if missed:
            more = f" and {len(missed) - NAMED} more" if len(missed) > NAMED else ""
            were = "was" if len(missed) == 1 else "were"
            named = ", ".join(missed[:NAMED]) + more
            messages.warning(self.request, f"{len(missed)} {were} not in a state for it: {named}.")
        if not objects:
            messages.warning(self.request, "Nothing was ticked, so nothing was done.")
        return redirect(self.next_url)


def _on_several(priority: int, action: Action) -> type[RequestsBulkAction]:
    names = {
        "action": action,
        "action_type": action.name,
        "action_priority": priority,
        "display_name": action.label,
        "aria_label": f"{action.label}: the requests that are ticked",
        "classes": {"serious"} if action.is_grave else set(),
    }
    return type(f"{action.name.capitalize()}Several", (RequestsBulkAction,), names)


BULK_ACTIONS = [_on_several(10 * place, action) for place, action in enumerate(ON_SEVERAL)]
