"""The page of one request: everything that is held, what happened, and what can be done."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic import InspectView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from core.mail.states import words_for
from core.models import ConsentEvent
from offers.desk.actions import ACTIONS, DECLINE, ERASE, Action, offered, partner_is_told
from offers.desk.chips import Chip, problem_chips, state_chip, state_chips
from offers.desk.words import in_words
from offers.models import TrialRequest
from offers.requests.households import OPEN
from offers.requests.links import machine_of
from offers.requests.machine import AnyRequest, Kind, Who
from offers.requests.trial_requests import WORDS

# Events that are no step of the machine, and whose they are. The others are the site's own.
READERS = (Kind.CHANGED, Kind.LINK_SENT, Kind.ASKED_TO_AGREE, Kind.AGREED, Kind.ASKED_AGAIN)
ALIKE = 5
COMPARED = ("reference", *TrialRequest.DETAILS, "created_at")


@dataclass(frozen=True)
class Moment:
    """One line of the timeline."""

    at: Any
    words: str
    who: str
    chip: Chip | None
    reason: str
    mail: Any
    mail_words: str


def who_did(event: Any, request: AnyRequest) -> str:
    """Return in a word who is behind ``event``: a colleague's name, the reader, the partner or the site."""
    if event.by:
        return str(get_user_display_name(event.by))
    if event.kind in READERS:
        return "Reader"
    step = next((step for step in machine_of(request).transitions if step.kind == event.kind), None)
    possible = [who for who in step.who if who is not Who.STAFF] if step else []
    return str(possible[0]).capitalize() if len(possible) == 1 else "Site"


def timeline(request: AnyRequest) -> list[Moment]:
    """Return what happened to ``request``, the latest first."""
    events = request.events.select_related("by", "mail").order_by("-at", "-pk")
    return [
        Moment(
            event.at,
            event.get_kind_display(),
            who_did(event, request),
            state_chip(type(request), event.state) if event.state else None,
            event.reason,
            event.mail,
            words_for(event.mail) if event.mail else "",
        )
        for event in events
    ]


def look_alikes(request: AnyRequest) -> list[TrialRequest]:
    """Return the open requests for the same sample with the same postcode and surname, the latest first."""
    if not isinstance(request, TrialRequest) or not request.near_key or request.state not in OPEN:
        return []
    alike = TrialRequest.objects.filter(trial=request.trial_id, near_key=request.near_key, state__in=OPEN)
    return list(alike.exclude(pk=request.pk)[:ALIKE])


def comparison(request: TrialRequest, others: list[TrialRequest]) -> list[dict[str, Any]]:
    """Return a row for each thing that two requests may share: its name, each request's value, whether it differs."""
    rows = []
    for name in COMPARED:
        values = [shown(each, name) for each in (request, *others)]
        label = label_of(request, name)
        rows.append(
            {
                "label": label,
                "values": values,
                "same": values[0] != "" and len({value.casefold() for value in values}) == 1,
            }
        )
    return rows


def label_of(request: AnyRequest, name: str) -> str:
    """Return what the field ``name`` is called."""
    return capfirst(str(label_for_field(name, type(request))))


def shown(request: AnyRequest, name: str) -> str:
    """Return the field ``name`` of ``request`` as words."""
    display = getattr(request, f"get_{name}_display", None)
    return str(display()) if display else in_words(getattr(request, name))


class RequestView(InspectView):
    """Everything that is held about one request."""

    template_name = "offers/admin/request.html"
    page_title = "Request"

    def get_page_subtitle(self):
        return self.object.reference

    def facts(self) -> list[tuple[str, str]]:
        """Return what is held, each with its label; what is empty is left out."""
        held = [(label_of(self.object, name), shown(self.object, name)) for name in self.fields]
        return [(label, value) for label, value in held if value]

    def consents(self) -> list[Any]:
        """Return the consents recorded for the address, the latest first, with the exact words."""
        if not self.object.email:
            return []
        forms = (self.object.FORM, "unsubscribe")
        events = ConsentEvent.objects.filter(email__iexact=self.object.email, form__in=forms)
        return list(events.select_related("text"))

    def waiting_consents(self) -> list[Any]:
        """Return what was ticked on forms that nobody has confirmed yet."""
        return [agreement for link in self.object.confirmations.all() for agreement in link.agreements]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request, user = self.object, self.request.user
        alike = look_alikes(request)
        namespace = self.index_url_name.partition(":")[0]
        buttons = [(action, reverse(f"{namespace}:act", args=[request.pk, action.name])) for action in _offered(self)]
        return super().get_context_data(
            chips=[*state_chips(request), *problem_chips(request)],
            facts=self.facts(),
            offer=request.offer,
            moments=timeline(request),
            may_see_mail=user.has_perm("post_office.view_email"),
            consents=self.consents(),
            waiting_consents=self.waiting_consents(),
            alike=alike,
            compared=comparison(request, alike) if alike else [],
            inspect_url_name=f"{namespace}:inspect",
            buttons=buttons,
            batch_row=getattr(request, "batch_row", None),
            may_see_batches=user.has_perm("offers.export_trialrequest"),
            **kwargs,
        )

    def get_fields_context(self):
        """The template shows what ``facts`` returns."""
        return []


def _offered(view: RequestView) -> list[Action]:
    return offered(view.object, view.request.user)


class ActView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Asks once more, and then does what was asked for; only a sent form does anything."""

    template_name = "offers/admin/act.html"
    any_permission_required = ["view"]
    model: Any = None
    index_url_name = ""

    @cached_property
    def action(self) -> Action:
        """What the address names."""
        found = next((action for action in ACTIONS[self.model] if action.name == self.kwargs["action"]), None)
        if found is None:
            raise Http404
        return found

    def dispatch(self, request, *args, **kwargs):
        """Refuse those who may not; lead back to the request when it is not in a state for it."""
        if not request.user.has_perm(self.action.permission(self.model)):
            raise PermissionDenied
        self.object = get_object_or_404(self.model, pk=self.kwargs["pk"])
        if not self.action.may(self.object):
            return self._too_late()
        return super().dispatch(request, *args, **kwargs)

    def _too_late(self):
        state = self.object.get_state_display()
        messages.warning(self.request, f"Nothing was done: {self.object.reference} is “{state}” by now.")
        return redirect(self.request_url)

    @property
    def request_url(self) -> str:
        """The address of the request's page."""
        return reverse(f"{self.index_url_name.partition(':')[0]}:inspect", args=[self.object.pk])

    def get_page_title(self):
        return self.action.label

    def get_page_subtitle(self):
        return self.object.reference

    def get_header_icon(self):
        return self.action.icon

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": f"{self.model._meta.verbose_name}s".capitalize()},
            {"url": self.request_url, "label": self.object.reference},
            {"url": "", "label": self.action.label},
        ]

    @cached_property
    def hindrance(self) -> str:
        """Why the action would come to nothing; empty where it would not."""
        return self.action.hindrance(self.object)

    @cached_property
    def may_in_spite(self) -> bool:
        """Whether the colleague may do it in spite of what hinders it."""
        return bool(self.action.form_in_spite and self.request.user.has_perm(self.action.right_in_spite))

    def get_form_class(self):
        in_spite = self.action.form_in_spite if self.hindrance and self.may_in_spite else None
        return in_spite or self.action.form

    def get_initial(self):
        """Suggest the reason that is likely: a near match is there because of another household's request."""
        if self.action is DECLINE and self.object.near_match:
            reason = TrialRequest.Reason.DUPLICATE
            return {"reason": reason, "words": WORDS[reason]}
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            action=self.action,
            object=self.object,
            chips=state_chips(self.object),
            is_erasure=self.action is ERASE,
            hindrance=self.hindrance,
            can=not self.hindrance or self.may_in_spite,
            partner_is_told=partner_is_told(self.object),
            back=self.request_url,
            **kwargs,
        )

    def form_valid(self, form):
        """Do it. Somebody who was faster has done it, and nothing is done twice."""
        if not self.action.do(self.object, form.cleaned_data, self.request.user):
            self.object = get_object_or_404(self.model, pk=self.object.pk)
            if because := self.action.hindrance(self.object):
                messages.warning(self.request, f"Nothing was sent, because {because}.")
                return redirect(self.request_url)
            return self._too_late()
        messages.success(self.request, f"{self.object.reference} was {self.action.done}.")
        return redirect(self.request_url)
