"""Addresses that get no mail any more: those that do not take it, and those of people who do not want it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.models import Suppression
from core.tokens import fingerprint

Reason = Suppression.Reason
# A later event does not weaken an earlier one: who reported us as spam gets nothing, whatever else happens.
STRENGTH = [Reason.UNSUBSCRIBED, Reason.BOUNCED, Reason.COMPLAINED]


def key_of(email: str) -> str:
    """Return what is stored of ``email``."""
    return fingerprint(email, purpose="suppression")


def suppression_of(email: str) -> Suppression | None:
    """Return why ``email`` gets no mail, or no news; None when it gets both."""
    return Suppression.objects.filter(key=key_of(email)).first()


def no_mail_reason(email: str) -> Suppression.Reason | None:
    """Return why ``email`` gets no mail at all; None where it gets those that answer a form."""
    known = suppression_of(email)
    return Reason(known.reason) if known and known.reason in Suppression.EVERYTHING else None


@transaction.atomic
def suppress(email: str, reason: Suppression.Reason) -> None:
    """Remember that ``email`` is to get no mail, or no news. Safe to call again."""
    known, is_new = Suppression.objects.get_or_create(key=key_of(email), defaults={"reason": reason})
    if is_new:
        return
    known = Suppression.objects.select_for_update().get(pk=known.pk)
    if STRENGTH.index(reason) >= STRENGTH.index(Reason(known.reason)):
        known.reason, known.at = reason, timezone.now()
        known.save(update_fields=["reason", "at"])


@transaction.atomic
def lift(email: str, *, by: Any) -> bool:
    """Let ``email`` get mail again, because ``by`` learned that it works; return whether it was suppressed."""
    known = suppression_of(email)
    if known is None:
        return False
    known.delete()
    record(by, "lifted a suppression", "address of a mail", details={"reason": known.reason})
    return True
