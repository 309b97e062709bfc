"""The same actions with several requests that are ticked in the list."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from offers.desk.actions import ON_SEVERAL, Action
from offers.desk.chips import problem_chips, state_chips

# So many references stand in a message.
NAMED = 20


class RequestsBulkAction(BulkAction):
    """Takes each request through the same service as its own page does, one after the other.

    Each is a transaction of its own. So a long list keeps nobody waiting, and what a colleague did a moment ago with
    one of them stands.
    """

    template_name = "offers/admin/bulk_act.html"
    action: Action
    display_name = ""
    action_type = ""
    aria_label = ""

    def dispatch(self, request, *args, **kwargs):
        """Refuse those who may not do it with any request."""
        if not request.user.has_perm(self.action.permission(self.model)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self):
        return self.action.form

    def get_actionable_objects(self):
        """Return the requests whose numbers the address has. Whatever else is in it says nothing."""
        given = self.request.GET.getlist("id")
        numbers = {int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 19}
        return list(self.model.objects.filter(pk__in=numbers).order_by("pk")), {"items_with_no_access": []}

    def object_context(self, obj):
        chips = [*state_chips(obj), *problem_chips(obj)]
        may = self.action.may(obj)
        hindrance = self.action.hindrance(obj) if may else ""
        url = reverse(f"{self.model._meta.model_name.removesuffix('request')}_requests:inspect", args=[obj.pk])
        name = getattr(obj, "full_name", "") or getattr(obj, "first_name", "")
        left = f"It would not be sent, because {hindrance}." if hindrance else ""
        left = left or ("" if may else "Not in a state for it: nothing happens to it.")
        return {"item": obj, "url": url, "name": name, "chips": chips, "can": not left, "left": left}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        possible = [row["item"] for row in context["items"] if row["can"]]
        return context | {
            "action": self.action,
            "near_matches": sum(getattr(request, "near_match", False) for request in possible),
            "some": bool(possible),
        }

    @classmethod
    def execute_action(cls, objects, **kwargs):
        """Do nothing: Wagtail's way would put all of them into one transaction; see ``form_valid``."""
        raise NotImplementedError

    def form_valid(self, form):
        """Take each request through the service; say how many it did, and which it did not do, and why."""
        objects, _ = self.get_actionable_objects()
        done = 0
        missed: dict[str, list[str]] = {}
        for each in objects:
            may = self.action.may(each)
            if may and self.action.do(each, form.cleaned_data, self.request.user):
                done += 1
            elif because := may and self.action.hindrance(each):
                missed.setdefault(f"not written to, because {because}", []).append(each.reference)
            else:
                missed.setdefault("not in a state for it", []).append(each.reference)
        if done:
            messages.success(self.request, f"{done} {self.action.done}.")
        for why, references in missed.items():
            messages.warning(self.request, _left_words(why, references))
        if not objects:
            messages.warning(self.request, "Nothing was ticked, so nothing was done.")
        return redirect(self.next_url)


def _left_words(why: str, references: list[str]) -> str:
    more = f" and {len(references) - NAMED} more" if len(references) > NAMED else ""
    were = "was" if len(references) == 1 else "were"
    return f"{len(references)} {were} {why}: {', '.join(references[:NAMED])}{more}."


def _on_several(model: type, priority: int, action: Action) -> type[RequestsBulkAction]:
    names = {
        "models": [model],
        "action": action,
        "action_type": action.name,
        "action_priority": priority,
        "display_name": action.label,
        "aria_label": f"{action.label}: the requests that are ticked",
        "classes": {"serious"} if action.is_grave else set(),
    }
    return type(f"{action.name.capitalize()}Several", (RequestsBulkAction,), names)


BULK_ACTIONS = [
    _on_several(model, 10 * place, action)
    for model, actions in ON_SEVERAL.items()
    for place, action in enumerate(actions)
]
