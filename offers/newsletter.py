"""News by email: the way out of them, and the page with everything that was agreed to."""

from django.core import signing
from django.urls import reverse

from core.consent import record_withdrawn
from core.models import ConsentEvent

SALT = "offers.newsletter"
# A link to the page of choices is another one than the link that withdraws.
PREFERENCES = "offers.preferences"


def unsubscribe_token(event: ConsentEvent, *, salt: str = SALT) -> str:
    """Return the signed name of a consent, for a link to withdraw it (``salt`` says which). It holds no address."""
    return signing.Signer(salt=salt).sign(str(event.pk))


def unsubscribe_path(event: ConsentEvent) -> str:
    """Return the path of the link that withdraws ``event``."""
    return reverse("unsubscribe", args=[unsubscribe_token(event)])


def preferences_path(event: ConsentEvent) -> str:
    """Return the path of the page on which whoever gave ``event`` sees and withdraws what they agreed to."""
    return reverse("preferences", args=[unsubscribe_token(event, salt=PREFERENCES)])


def find_consent(token: str, *, salt: str = SALT) -> ConsentEvent | None:
    """Return the consent that ``token`` names; None for a name that we did not sign with this ``salt``."""
    try:
        number = signing.Signer(salt=salt).unsign(token)
    except signing.BadSignature:
        return None
    return ConsentEvent.objects.select_related("text").filter(pk=number).first()


def unsubscribe(event: ConsentEvent) -> None:
    """Store that the consent is withdrawn. Safe to call twice: once withdrawn, nothing is added."""
    record_withdrawn(event)
