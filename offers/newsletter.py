"""News by email: the mail that says so, and the way out of it."""

from datetime import datetime

from django.core import signing
from django.urls import reverse

from core.consent import record_withdrawn
from core.mail import queue_mail
from core.models import ConsentEvent, ConsentText

SALT = "offers.newsletter"


def welcome(email: str, *, form: str, since: datetime) -> None:
    """Queue the mail “you are subscribed” if ``email`` ticked our news on ``form`` at ``since`` or later.

    Call it in the transaction that confirms the address: an address that nobody confirmed gets no such mail.
    """
    given = ConsentEvent.objects.filter(
        email__iexact=email,
        form=form,
        kind=ConsentEvent.Kind.GIVEN,
        text__purpose=ConsentText.Purpose.SITE_NEWS,
        at__gte=since,
    )
    if event := given.select_related("text").first():
        context = {
            "wording": event.text.wording,
            "path": reverse("unsubscribe", args=[unsubscribe_token(event)]),
        }
        queue_mail("newsletter_subscribed", email, context)


def unsubscribe_token(event: ConsentEvent) -> str:
    """Return the signed name of a consent, for the link that withdraws it. It holds no address."""
    return signing.Signer(salt=SALT).sign(str(event.pk))


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
