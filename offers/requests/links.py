"""What guide and trial requests have in common: the links that confirm them, and the consents that come with those."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Manager
from django.urls import reverse
from django.utils import timezone

from core.consent import Agreement, hold, record_given
from core.mail.marketing import can_send_news, holds
from core.models import ConsentText
from core.tokens import digest, new_token
from offers import newsletter
from offers.models import GuideConfirmation, GuideRequest, Standing, TrialConfirmation
from offers.requests.guide_machine import GUIDE
from offers.requests.machine import AnyRequest, Kind, Machine, lock
from offers.requests.trial_machine import TRIAL

CONFIRM_WITHIN = timedelta(hours=48)
AGAIN_AN_HOUR = 3
SAME_FORM_WITHIN = timedelta(minutes=10)
AnyLink = GuideConfirmation | TrialConfirmation


def machine_of(request: AnyRequest) -> Machine:
    """Return the steps of this kind of request."""
    return GUIDE if isinstance(request, GuideRequest) else TRIAL


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


def is_same_form(request: AnyRequest, submission: str) -> bool:
    """Tell whether the form known as ``submission`` came a moment ago: a double click, the back button, a replay.

    After ten minutes it counts as asking again: somebody may be waiting for a mail that never came.
    """
    if not submission or request.submission != submission:
        return False
    asked = request.events.filter(kind__in=[Kind.ASKED, Kind.ASKED_AGAIN, Kind.LINK_SENT])
    return asked.filter(at__gt=timezone.now() - SAME_FORM_WITHIN).exists()


def remember_form(request: AnyRequest, submission: str) -> None:
    """Store by what the last form for ``request`` is known."""
    request.submission = submission
    request.save(update_fields=["submission"])


def ask_to_confirm(
    request: AnyRequest, kind: Kind, agreements: Iterable[Agreement], *, mail: str = "", by: Any = None
) -> None:
    """Queue a mail with a new link that confirms ``request``, and with it ``agreements``.

    Where ``kind`` is a step of the request, that is taken. Without the name of another ``mail`` it is the first one.
    """
    machine = machine_of(request)
    token = new_token()
    link = request.confirmations.create(
        digest=digest(token), expires_at=timezone.now() + CONFIRM_WITHIN, consents=hold(agreements)
    )
    context = {"path": reverse("confirm_request", args=[token]), "expires_at": link.expires_at, "news": link.news}
    if kind == Kind.ASKED_AGAIN:
        machine.take(request, kind, context=context)
    else:
        state = request.state if kind == Kind.ASKED else ""
        machine.tell(request, kind, mail=mail or machine[Kind.ASKED].mail, by=by, context=context, state=state)


def ask_to_confirm_again(request: AnyRequest, *, by: Any) -> None:
    """Queue the mail that asks to confirm again, with what was ticked on the form that came last."""
    last = request.confirmations.order_by("-pk").first()
    agreements = last.agreements if last else ()
    ask_to_confirm(request, Kind.RESENT, agreements, by=by)


def ask_to_agree(request: AnyRequest, agreements: Iterable[Agreement]) -> None:
    """Ask by mail about the news among ``agreements``, ticked by somebody who gave a confirmed address.

    Anybody can type an address, so a form alone subscribes nobody. Without news there is no mail.
    """
    if news := [agreement for agreement in agreements if agreement.purpose in ConsentText.NEWS]:
        ask_to_confirm(request, Kind.ASKED_TO_AGREE, news, mail="news_confirm")


@transaction.atomic
def agree(link: AnyLink) -> bool:
    """Record the news that were ticked for an address confirmed before; return whether this call did it."""
    pressed = open_link(link, confirmed=True)
    if pressed is None:
        return False
    machine_of(pressed.request).tell(pressed.request, Kind.AGREED)
    record_consents(pressed)
    return True


def open_link(link: AnyLink, *, confirmed: bool) -> Any:
    """Return ``link`` as it is now, its request locked; None when it may do nothing any more.

    Whoever presses a link of the same request waits here for the others, and for a form that replaces the details:
    then the link no longer exists.
    """
    if lock(link.request) is None:
        return None
    current = type(link).objects.select_related("request").filter(pk=link.pk).first()
    if current is None or current.standing is not Standing.OPEN or bool(current.request.confirmed_at) != confirmed:
        return None
    return current


def drop_other_consents(link: AnyLink) -> None:
    """Forget what was ticked on forms whose links nobody pressed: it is nobody's word."""
    others: Any = type(link)
    others.objects.filter(request=link.request_id).exclude(pk=link.pk).update(consents=[])


def record_consents(link: AnyLink) -> None:
    """Record the consents that wait with ``link``, and say by mail what was subscribed to.

    Whoever reported a mail of ours as spam before the press gets none; the request counts all the same.
    """
    request, agreements = link.request, link.agreements
    if not can_send_news():
        # Subscribed in silence to what can never come: rather not at all.
        agreements = [agreement for agreement in agreements if agreement.purpose != ConsentText.Purpose.SITE_NEWS]
    given = record_given(agreements, email=request.email, form=request.FORM)
    link.consents = []
    link.save(update_fields=["consents"])
    for agreement, event in zip(agreements, given, strict=True):
        if agreement.purpose == ConsentText.Purpose.SITE_NEWS and holds(event):
            context = {
                "consent": event,
                "wording": event.wording,
                "path": newsletter.unsubscribe_path(event),
                "preferences_path": newsletter.preferences_path(event),
            }
            machine_of(request).tell(request, Kind.SUBSCRIBED, mail="newsletter_subscribed", context=context)
