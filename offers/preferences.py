"""What somebody has agreed to and may take back, one by one."""

from django.db import transaction

from core import consent
from core.models import ConsentEvent, ConsentText
from offers.models import PartnerTask, TrialRequest
from offers.newsletter import unsubscribe
from offers.requests import trial_requests

# With the partner, and not posted yet.
ON_ITS_WAY = (TrialRequest.State.EXPORTED,)


def choices(email: str) -> list[ConsentEvent]:
    """Return what ``email`` said last about each thing that can be taken back, the newest first."""
    return [event for event in consent.latest(email) if event.text.purpose in ConsentText.WITHDRAWABLE]


@transaction.atomic
def withdraw(email: str, number: str) -> bool:
    """Withdraw the consent of ``email`` with this number; return whether this call did it.

    False for a number that is none, somebody else’s, or withdrawn before. Without the consent to pass the address on
    nobody can post the sample: it is cancelled, and where the partner has the address already, it is told.
    """
    given = next((event for event in choices(email) if str(event.pk) == number), None)
    if given is None or given.kind != ConsentEvent.Kind.GIVEN:
        return False
    unsubscribe(given)
    if given.text.purpose == ConsentText.Purpose.PARTNER_ADDRESS:
        _stop_samples(given)
    return True


def _stop_samples(given: ConsentEvent) -> None:
    requests = TrialRequest.objects.filter(email__iexact=given.email, trial__partner__name=given.partner)
    for request in requests.select_related("trial__partner"):
        if not trial_requests.cancel(request) and request.state in ON_ITS_WAY and request.trial:
            PartnerTask.objects.get_or_create(
                reference=request.reference, done_at=None, defaults={"partner": request.trial.partner}
            )
