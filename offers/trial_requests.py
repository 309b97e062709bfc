"""The sample: asked for, confirmed. Each step is one function, and safe to call twice."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from core.consent import record_given
from core.mail import queue_mail
from core.models import ConsentText
from offers import newsletter
from offers.models import TrialConfirmation, TrialPage, TrialRequest
from offers.models.request import RequestEvent
from offers.requests import may_send_again, new_confirmation

FORM = "trial"
Kind = RequestEvent.Kind
State = TrialRequest.State


@transaction.atomic
def submit(trial: TrialPage, details: Mapping[str, str], *, consents: Iterable[ConsentText] = ()) -> None:
    """Store a request for a sample with its consents and its mail, all or nothing.

    ``details`` holds a text for each of ``TrialRequest.DETAILS``. The same address again makes no second
    request: it gets its mail again, at most three times in an hour; after that nothing is stored. Until the
    address is confirmed, other details replace the first ones, and links sent for those stop working: a link
    confirms what its own mail shows, and nothing that came later.
    """
    started = timezone.now()
    request, is_new = TrialRequest.objects.get_or_create(
        trial=trial, email__iexact=details["email"], defaults=dict(details)
    )
    request = TrialRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not is_new and not may_send_again(request.events):
        return
    record_given(consents, email=request.email, form=FORM)
    if request.state != State.SUBMITTED:
        request.events.create(kind=Kind.ASKED_AGAIN)
        _send_received(request)
        newsletter.welcome(request.email, form=FORM, since=started)
        return
    if not is_new:
        _replace_details(request, details)
    request.events.create(kind=Kind.ASKED if is_new else Kind.ASKED_AGAIN)
    queue_mail("trial_confirm", request.email, {"request": request, "trial": trial, **new_confirmation(request)})


@transaction.atomic
def confirm(link: TrialConfirmation) -> bool:
    """Confirm the address behind ``link`` and queue the mail that says so.

    Returns whether this call did it; False when it was done before, or when the link is too old.
    """
    # Waits for a submission that is just replacing the details: then this link no longer exists.
    request = TrialRequest.objects.select_for_update(of=("self",)).filter(pk=link.request_id).first()
    now = timezone.now()
    if request is None or not request.confirmations.filter(pk=link.pk, expires_at__gt=now).exists():
        return False
    waiting = TrialRequest.objects.filter(pk=request.pk, state=State.SUBMITTED)
    if not waiting.update(state=State.EMAIL_CONFIRMED, confirmed_at=now):
        return False
    request.events.create(kind=Kind.CONFIRMED)
    _send_received(request)
    newsletter.welcome(request.email, form=FORM, since=request.created_at)
    return True


def _replace_details(request: TrialRequest, details: Mapping[str, str]) -> None:
    changed = [name for name in TrialRequest.DETAILS if name != "email" and getattr(request, name) != details[name]]
    if not changed:
        return
    for name in changed:
        setattr(request, name, details[name])
    request.save(update_fields=changed)
    request.confirmations.all().delete()
    request.events.create(kind=Kind.CHANGED)


def _send_received(request: TrialRequest) -> None:
    queue_mail("trial_received", request.email, {"request": request, "trial": request.trial})
