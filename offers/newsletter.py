"""News by email: the way out of them."""

from django.core import signing
from django.urls import reverse

from core.consent import record_withdrawn
from core.models import ConsentEvent

SALT = "offers.newsletter"


def unsubscribe_token(event: ConsentEvent) -> str:
    """Return the signed name of a consent, for the link that withdraws it. It holds no address."""
    return signing.Signer(salt=SALT).sign(str(event.pk))


def unsubscribe_path(event: ConsentEvent) -> str:
    """Return the path of the link that withdraws ``event``."""
    return reverse("unsubscribe", args=[unsubscribe_token(event)])


def find_consent(token: str) -> ConsentEvent | None:
    """Return the consent that ``token`` names; None for a name that we did not sign."""
    try:
        number = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return ConsentEvent.objects.select_related("text").filter(pk=number).first()


def unsubscribe(event: ConsentEvent) -> None:
    """Store that the consent is withdrawn. Safe to call twice: once withdrawn, nothing is added."""
    record_withdrawn(event)
