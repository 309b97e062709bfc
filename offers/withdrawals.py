"""What stops when somebody takes a consent about a partner back."""

from typing import Any

from django.db.models import Q, QuerySet

from core.mailboxes import mailbox
from core.models import ConsentEvent, ConsentText
from offers.handoff import batches
from offers.models import Partner, PartnerTask, TrialPage, TrialRequest
from offers.requests import trial_requests
from offers.requests.erasure import KNOWN_TO_PARTNER
from offers.requests.households import email_key_of
from offers.requests.stock import supply_of

Purpose = ConsentText.Purpose
Wish = PartnerTask.Wish


def stop_what_rested_on_it(sender: Any, given: ConsentEvent, **kwargs: Any) -> None:
    """Stop what the consent ``given`` allowed, and have the partner told. Receives ``consent_withdrawn``."""
    if given.text.purpose == Purpose.PARTNER_ADDRESS:
        _stop_samples(given)
    elif given.text.purpose == Purpose.PARTNER_NEWS:
        _stop_news(given)


def _stop_samples(given: ConsentEvent) -> None:
    """Cancel samples that are not handed over: nobody may post them. Where the partner has the address, tell it."""
    for request in _of_partner(given, TrialRequest.objects.filter(email__iexact=given.email)):
        if not trial_requests.cancel(request) and request.state in KNOWN_TO_PARTNER:
            PartnerTask.ask(request, Wish.DELETE)


def _stop_news(given: ConsentEvent) -> None:
    """Have the partner told where a list with the email went to it, or may have."""
    asked_for = TrialRequest.objects.filter(email__iexact=given.email).values("trial")
    for trial in TrialPage.objects.filter(pk__in=asked_for).order_by("pk"):
        # Whoever prepares a list at this moment may have asked before us who wants news: it is stored first.
        supply_of(trial)
    keys = [email_key_of(mailbox(given.email), pk) for pk in TrialPage.objects.values_list("pk", flat=True)]
    theirs = Q(email__iexact=given.email) | Q(state=TrialRequest.State.ERASED, email_key__in=keys)
    # A line that was emptied tells no more whether the email was in it.
    listed = Q(batch_row__line__icontains=given.email) | Q(batch_row__line="")
    for request in _of_partner(given, TrialRequest.objects.filter(theirs & listed)):
        # Also where the email can still be taken out: the file may have left before anybody noted it.
        PartnerTask.ask(request, Wish.NO_NEWS)
        batches.take_out_email(request)


def _of_partner(given: ConsentEvent, requests: QuerySet[TrialRequest]) -> QuerySet[TrialRequest]:
    # A consent keeps the name that the partner had then. Under a name that is none now, it may be any of them.
    if Partner.objects.filter(name=given.partner).exists():
        requests = requests.filter(Q(trial__partner__name=given.partner) | Q(trial__partner=None))
    # As everybody does who locks the supply of more than one offer.
    return requests.select_related("trial__partner").order_by("trial_id", "pk")
