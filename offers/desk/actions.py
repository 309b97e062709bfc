"""What a colleague can do with a request: one by one on its page, or with several that are ticked in the list."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.db import transaction

from core import audit
from core.mail.outbox import RETRY
from core.mail.states import BECAUSE
from core.mail.suppression import lift, no_mail_reason
from offers.models import GuideRequest, TrialRequest
from offers.requests import guide_requests, trial_requests
from offers.requests.erasure import KNOWN_TO_PARTNER, erase
from offers.requests.links import machine_of
from offers.requests.machine import AnyRequest, Kind
from offers.requests.trial_requests import WORDS

Reason = TrialRequest.Reason


class DeclineForm(forms.Form):
    """Why, and what the reader is told. Each reason has a sentence; only one of your own has to be written."""

    reason = forms.ChoiceField(
        label="Reason",
        widget=forms.RadioSelect,
        choices=[(reason, f"{reason.label}{f': “{WORDS[reason]}”' if reason in WORDS else ''}") for reason in Reason],
        error_messages={"required": "Choose a reason."},
    )
    words = forms.CharField(
        label="What the reader is told",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One plain sentence for the mail, and nothing about anybody else. Left empty, it is the sentence "
        "beside the reason.",
    )

    def clean(self):
        """Take the sentence of the reason that was chosen, where none of one's own was written."""
        reason, words = self.cleaned_data.get("reason"), " ".join(self.cleaned_data.get("words", "").split())
        if reason and (not words or words in WORDS.values()):
            words = WORDS.get(Reason(reason), "")
            if not words:
                self.add_error("words", "Write the sentence: this reason has none of its own.")
        self.cleaned_data["words"] = words
        return self.cleaned_data


class ResendForm(forms.Form):
    """Asked where the address gets no mail: only the reader can say that it works again."""

    works = forms.BooleanField(
        label="The address works now",
        help_text="Only when the reader has told us so. It then gets mail again, from this one on.",
        error_messages={"required": "Without it nothing is sent: tick it, or go back."},
    )


@dataclass(frozen=True)
class Action:
    """Something that a colleague does with a request.

    Arguments:
        name: in addresses.
        label: on its button.
        icon: on its button.
        done: what is said of a request afterwards: “approved”.
        explanation: what it means, before it is done.
        right: the permission that it takes, without the name of the model.
        may: tells whether the request is in a state for it.
        do: does it, with the values of the form, and returns whether this call did it.
        form: what has to be said with it.
        is_grave: whether it takes something away from the reader.
        look: the class of its button on the page of a request; empty for the step that comes next there.
        hindrance: returns why it comes to nothing with a request that is in a state for it, after “because”.
        form_in_spite: what has to be said to do it in spite of that, by those with the right ``right_in_spite``.
    """

    name: str
    label: str
    icon: str
    done: str
    explanation: str
    right: str
    may: Callable[[Any], bool]
    do: Callable[[Any, dict[str, Any], Any], bool]
    form: type[forms.Form] = forms.Form
    is_grave: bool = False
    look: str = "button-secondary"
    hindrance: Callable[[Any], str] = lambda _: ""
    form_in_spite: type[forms.Form] | None = None
    right_in_spite: str = ""

    def permission(self, model: type) -> str:
        """Return the permission that it takes with requests of ``model``."""
        return f"offers.{self.right}_{model._meta.model_name}"  # type: ignore[attr-defined]


def _allows(kind: Kind) -> Callable[[AnyRequest], bool]:
    return lambda request: machine_of(request).allows(request, kind)


@transaction.atomic
def _erase(request: AnyRequest, said: dict[str, Any], by: Any) -> bool:
    if not erase(request, by=by):
        return False
    audit.record(by, "erased a person", str(request), count=1)
    return True


def _no_mail(request: AnyRequest) -> str:
    reason = no_mail_reason(request.email)
    return BECAUSE[reason] if reason else ""


def _resend(service: Callable[..., bool]) -> Callable[[Any, dict[str, Any], Any], bool]:
    @transaction.atomic
    def send(request: AnyRequest, said: dict[str, Any], by: Any) -> bool:
        if said.get("works"):
            lift(request.email, by=by)
        return not _no_mail(request) and service(request, by=by)

    return send


APPROVE = Action(
    "approve",
    "Approve",
    "check",
    "approved",
    "The sample goes into the next batch for the partner. The reader gets no mail yet.",
    "handle",
    _allows(Kind.APPROVED),
    lambda request, said, by: trial_requests.approve(request, by=by),
    look="",
)
DECLINE = Action(
    "decline",
    "Decline",
    "cross",
    "declined",
    "The reader gets a mail that says why. A sample that was set aside goes to the next on the waiting list.",
    "handle",
    _allows(Kind.DECLINED),
    lambda request, said, by: trial_requests.decline(request, Reason(said["reason"]), said["words"], by=by),
    DeclineForm,
    is_grave=True,
)
RELEASE = Action(
    "release",
    "Release the sample",
    "resubmit",
    "released",
    "The request is cancelled, and the reader gets a mail that says so. A sample that was set aside goes to the "
    "next on the waiting list. The household may ask again.",
    "handle",
    _allows(Kind.RELEASED),
    lambda request, said, by: trial_requests.release(request, by=by),
    is_grave=True,
)
RESEND = Action(
    "resend",
    "Send the mail again",
    "mail",
    "written to again",
    "The mail that says how the request stands is queued once more, to the same address.",
    "handle",
    lambda request: request.state == TrialRequest.State.SUBMITTED or bool(trial_requests.standing_mail(request)),
    _resend(trial_requests.resend),
    hindrance=_no_mail,
    form_in_spite=ResendForm,
    right_in_spite=RETRY,
)
RESEND_GUIDE = replace(
    RESEND,
    explanation="The reader gets the mail that asks to confirm once more, or, once confirmed, one with a new link to "
    "the guide.",
    may=lambda request: request.state != GuideRequest.State.ERASED,
    do=_resend(guide_requests.resend),
)
ERASE = Action(
    "erase",
    "Erase the person",
    "bin",
    "erased",
    "",
    "erase",
    _allows(Kind.ERASED),
    _erase,
    is_grave=True,
    look="no",
)

ON_SEVERAL: dict[type, tuple[Action, ...]] = {
    TrialRequest: (APPROVE, DECLINE, RELEASE, RESEND),
    GuideRequest: (RESEND_GUIDE,),
}
ACTIONS = {model: (*actions, ERASE) for model, actions in ON_SEVERAL.items()}


def offered(request: AnyRequest, user: Any) -> list[Action]:
    """Return what ``user`` may do with ``request`` as it stands."""
    model = type(request)
    return [action for action in ACTIONS[model] if user.has_perm(action.permission(model)) and action.may(request)]


def partner_is_told(request: AnyRequest) -> bool:
    """Tell whether erasing ``request`` leaves somebody the task to tell the partner, who has the address."""
    return isinstance(request, TrialRequest) and request.state in KNOWN_TO_PARTNER
