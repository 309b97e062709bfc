"""What guide and trial requests have in common: their links, and how often a mail is sent again."""

from datetime import timedelta

from django.db.models import Manager
from django.urls import reverse
from django.utils import timezone

from core.tokens import digest, new_token
from offers.models import GuideConfirmation, GuideRequest, TrialConfirmation, TrialRequest
from offers.models.request import RequestEvent

CONFIRM_WITHIN = timedelta(hours=48)
AGAIN_AN_HOUR = 3


def find_confirmation(token: str) -> GuideConfirmation | TrialConfirmation | None:
    """Return the confirmation link with this secret; None for a secret that we did not send."""
    key = digest(token)
    return (
        GuideConfirmation.objects.select_related("request__guide").filter(digest=key).first()
        or TrialConfirmation.objects.select_related("request__trial__partner").filter(digest=key).first()
    )


def new_confirmation(request: GuideRequest | TrialRequest) -> dict:
    """Store a new confirmation link for ``request``; return its address and its end, for the mail."""
    token = new_token()
    link = request.confirmations.create(digest=digest(token), expires_at=timezone.now() + CONFIRM_WITHIN)
    return {"path": reverse("confirm_request", args=[token]), "expires_at": link.expires_at}


def may_send_again(events: Manager) -> bool:
    """Tell whether one more mail may go out for a request with these ``events``: at most three an hour."""
    kinds = RequestEvent.Kind
    again = events.filter(kind__in=[kinds.ASKED_AGAIN, kinds.LINK_SENT], at__gt=timezone.now() - timedelta(hours=1))
    return again.count() < AGAIN_AN_HOUR
