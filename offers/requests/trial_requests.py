"""The sample: asked for, confirmed. Each step is one function, and safe to call twice."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from core.consent import Agreement
from offers.models import TrialConfirmation, TrialPage, TrialRequest
from offers.models.request import RequestEvent
from offers.requests import links

Kind = RequestEvent.Kind


@transaction.atomic
def submit(trial: TrialPage, details: Mapping[str, str], *, consents: Iterable[Agreement] = ()) -> None:
    """Store a request for a sample with its mail, all or nothing. Its ``consents`` wait for the confirmation.

    ``details`` holds a text for each of ``TrialRequest.DETAILS``. The same address again makes no second
    request: it gets its mail again, at most three times in an hour; after that nothing is stored. Until the
    address is confirmed, other details replace the first ones, and links sent for those stop working: a link
    confirms what its own mail shows, and nothing that came later.
    """
    request, is_new = TrialRequest.objects.get_or_create(
        trial=trial, email__iexact=details["email"], defaults=dict(details)
    )
    request = TrialRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not is_new and not links.may_send_again(request.events):
        return
    if request.confirmed_at:
        links.write(request, "trial_received", kind=Kind.ASKED_AGAIN)
        links.ask_to_agree(request, consents)
        return
    if not is_new:
        _replace_details(request, details)
    kind = Kind.ASKED if is_new else Kind.ASKED_AGAIN
    links.ask_to_confirm(request, "trial_confirm", kind=kind, agreements=consents)


def confirm(link: TrialConfirmation) -> bool:
    """Confirm the address behind ``link`` and queue the mail that says so.

    Returns whether this call did it; False when it was done before, or when the link is too old.
    """
    return bool(links.confirm(link, _send_received))


def _send_received(request: TrialRequest) -> bool:
    links.write(request, "trial_received", kind=Kind.CONFIRMED)
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
