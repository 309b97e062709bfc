"""What guide and trial requests have in common: their links, their mails, and the step from asked to confirmed."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Manager
from django.urls import reverse
from django.utils import timezone

from core.consent import Agreement, hold, record_given
from core.mail import queue_mail
from core.models import ConsentText
from core.tokens import digest, new_token
from offers import newsletter
from offers.models import GuideConfirmation, GuideRequest, Standing, TrialConfirmation, TrialRequest
from offers.models.request import RequestEvent

CONFIRM_WITHIN = timedelta(hours=48)
AGAIN_AN_HOUR = 3
Kind = RequestEvent.Kind
AnyRequest = GuideRequest | TrialRequest
AnyLink = GuideConfirmation | TrialConfirmation
T = TypeVar("T")


def find_confirmation(token: str) -> AnyLink | None:
    """Return the confirmation link with this secret; None for a secret that we did not send."""
    key = digest(token)
    return (
        GuideConfirmation.objects.select_related("request__guide").filter(digest=key).first()
        or TrialConfirmation.objects.select_related("request__trial__partner").filter(digest=key).first()
    )


def may_send_again(events: Manager) -> bool:
    """Tell whether one more mail may go out for a request with these ``events``: at most three an hour."""
    again = events.filter(kind__in=[Kind.ASKED_AGAIN, Kind.LINK_SENT], at__gt=timezone.now() - timedelta(hours=1))
    return again.count() < AGAIN_AN_HOUR


def write(request: AnyRequest, mail: str, *, kind: Kind, context: dict[str, Any] | None = None) -> None:
    """Queue the mail named ``mail`` to the address of ``request``, and remember both as an event of that ``kind``."""
    context = {"request": request, request.offer_field: request.offer, **(context or {})}
    request.events.create(kind=kind, mail=queue_mail(mail, request.email, context))


def ask_to_confirm(request: AnyRequest, mail: str, *, kind: Kind, agreements: Iterable[Agreement]) -> None:
    """Queue a mail with a new link that confirms ``request``, and with it ``agreements``."""
    token = new_token()
    link = request.confirmations.create(
        digest=digest(token), expires_at=timezone.now() + CONFIRM_WITHIN, consents=hold(agreements)
    )
    context = {"path": reverse("confirm_request", args=[token]), "expires_at": link.expires_at, "news": link.news}
    write(request, mail, kind=kind, context=context)


def ask_to_agree(request: AnyRequest, agreements: Iterable[Agreement]) -> None:
    """Ask by mail about the news among ``agreements``, ticked by somebody who gave a confirmed address.

    Anybody can type an address, so a form alone subscribes nobody. Without news there is no mail.
    """
    if news := [agreement for agreement in agreements if agreement.purpose in ConsentText.NEWS]:
        ask_to_confirm(request, "news_confirm", kind=Kind.ASKED_TO_AGREE, agreements=news)


@transaction.atomic
def confirm(link: AnyLink, follow_up: Callable[[Any], T]) -> T | None:
    """Confirm the address behind ``link``, and record the consents that came with its form.

    ``follow_up`` gets the confirmed request and queues what it leads to. Returns what that returns; None when the
    request was confirmed before, or when the link is too old or gone. Safe to call twice, and by several at once.
    """
    pressed = _still_open(link, confirmed=False)
    if pressed is None:
        return None
    request = pressed.request
    request.state, request.confirmed_at = request.CONFIRMED, timezone.now()
    request.save(update_fields=["state", "confirmed_at"])
    # What was ticked on forms whose links nobody pressed is nobody's word.
    request.confirmations.exclude(pk=pressed.pk).update(consents=[])
    result = follow_up(request)
    _record_consents(pressed)
    return result


@transaction.atomic
def agree(link: AnyLink) -> bool:
    """Record the news that were ticked for an address confirmed before; return whether this call did it."""
    pressed = _still_open(link, confirmed=True)
    if pressed is None:
        return False
    pressed.request.events.create(kind=Kind.AGREED)
    _record_consents(pressed)
    return True


def _still_open(link: AnyLink, *, confirmed: bool) -> AnyLink | None:
    # Whoever presses a link of the same request waits here for the others, and for a form that replaces the details:
    # then the link no longer exists.
    list(type(link.request).objects.select_for_update(of=("self",)).filter(pk=link.request_id))
    current = type(link).objects.select_related("request").filter(pk=link.pk).first()
    if current is None or current.standing is not Standing.OPEN or bool(current.request.confirmed_at) != confirmed:
        return None
    return current


def _record_consents(link: AnyLink) -> None:
    request, agreements = link.request, link.agreements
    given = record_given(agreements, email=request.email, form=request.FORM)
    link.consents = []
    link.save(update_fields=["consents"])
    for agreement, event in zip(agreements, given, strict=True):
        if agreement.purpose == ConsentText.Purpose.SITE_NEWS:
            context = {"wording": event.wording, "path": newsletter.unsubscribe_path(event)}
            write(request, "newsletter_subscribed", kind=Kind.SUBSCRIBED, context=context)
