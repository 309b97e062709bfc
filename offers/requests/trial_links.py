"""The links in mails about a sample that need no table: the request's own reference, signed for one purpose."""

from typing import Any

from django.core import signing
from django.urls import reverse

from offers.models import TrialRequest

CANCEL, CLAIM = "cancel", "claim"


def _signer(purpose: str) -> signing.Signer:
    # A salt for each purpose: what was signed for one is worthless for the other.
    return signing.Signer(salt=f"offers.trial.{purpose}")


def path_for(request: TrialRequest, purpose: str) -> str:
    """Return the path of the page on which the reader of ``request`` cancels it, or takes the sample kept free."""
    return reverse(f"trial_{purpose}", args=[_signer(purpose).sign(request.reference)])


def find_request(token: str, purpose: str) -> TrialRequest | None:
    """Return the request that ``token`` names for this purpose; None for a name that we did not sign for it."""
    try:
        reference = _signer(purpose).unsign(token)
    except signing.BadSignature:
        return None
    erased = TrialRequest.State.ERASED
    return (
        TrialRequest.objects.select_related("trial__partner").exclude(state=erased).filter(reference=reference).first()
    )


def links_in_mails(request: TrialRequest) -> dict[str, Any]:
    """Return what each mail about ``request`` may show besides the request and its offer."""
    return {
        "cancel_path": path_for(request, CANCEL),
        "path": path_for(request, CLAIM),
        "held_until": request.held_until,
        "tracking": request.tracking,
        "reason": request.decline_words,
    }
