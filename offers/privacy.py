"""What is held about people who asked for the guide or a sample, for `core.privacy`."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from core.mailboxes import mailbox
from core.privacy.holdings import relatives_in
from core.privacy.registry import Holding, Outcome, Period, Record, Stay, plural, register_period
from core.privacy.words import fields, moment, rows
from offers.handoff import batches
from offers.models import (
    BatchRow,
    GuideConfirmation,
    GuideDownload,
    GuideRequest,
    GuideRequestEvent,
    TrialConfirmation,
    TrialPage,
    TrialRequest,
    TrialRequestEvent,
)
from offers.models.return_file import KEPT_FOR as FILES_FOR
from offers.performance.counting import KEPT_MONTHS
from offers.requests import retention
from offers.requests.erasure import KNOWN_TO_PARTNER, erase
from offers.requests.households import email_key_of
from offers.requests.machine import AnyRequest

WITH = ("events", "confirmations")
ASKED_FOR = "It was asked for, and we cannot send it without."
UNCONFIRMED = Period(
    "What nobody confirmed", "it was asked for last", retention.UNCONFIRMED_FOR, "Unconfirmed requests deleted"
)


def _guides(email: str) -> QuerySet[GuideRequest]:
    # An empty address would find every request that was erased.
    found = GuideRequest.objects.filter(email__iexact=email).exclude(email="")
    return found.select_related("guide").prefetch_related(*WITH, "downloads").order_by("-created_at", "-pk")


def _trials(email: str) -> QuerySet[TrialRequest]:
    found = TrialRequest.objects.filter(email__iexact=email).exclude(email="")
    found = found.select_related("trial__partner", "batch_row__batch").prefetch_related(*WITH)
    return found.order_by("-created_at", "-pk")


def _what_happened(request: AnyRequest) -> str:
    return "\n".join(
        f"{moment(event.at)}: {event.get_kind_display()}{f' ({event.reason})' if event.reason else ''}"
        for event in request.events.all()
    )


def _common(request: AnyRequest) -> list[tuple[str, str]]:
    ticked = [f"“{agreement.wording}”" for link in request.confirmations.all() for agreement in link.agreements]
    links = [f"works until {moment(link.expires_at)}" for link in request.confirmations.all()]
    return [
        *rows(*((str(answer["question"]), answer["answer"]) for answer in request.answers)),
        *rows(
            ("Ticked, and not yet confirmed", "\n".join(ticked)),
            ("Links to confirm", "\n".join(links)),
            ("What happened", _what_happened(request)),
        ),
    ]


def _title(request: AnyRequest) -> str:
    offer = f" for “{request.offer.title}”" if request.offer else ""
    return f"Request {request.reference}{offer}"


STANDING = ("state", "state_since", "created_at", "confirmed_at", "mail_problem")


def _show_guides(found: Sequence[GuideRequest]) -> list[Record]:
    return [
        Record(
            _title(request),
            [
                *fields(request, ("first_name", "email", *STANDING)),
                *_common(request),
                *rows(
                    (
                        "Links to the guide",
                        "\n".join(
                            f"works until {moment(link.expires_at)}, used {link.downloads} times"
                            for link in request.downloads.all()
                        ),
                    )
                ),
            ],
        )
        for request in found
    ]


MORE_OF_A_TRIAL = ("waiting_number", "held_until", "decline_reason", "decline_words", "dispatched_on", "tracking")


def _show_trials(found: Sequence[TrialRequest]) -> list[Record]:
    records = []
    for request in found:
        row = getattr(request, "batch_row", None)
        in_batch = rows(("In a list for the partner", str(row.batch)), ("The line there", row.line)) if row else []
        near = rows(("Compared by us", "It has the same postcode and surname as another request."))
        records.append(
            Record(
                _title(request),
                [
                    *fields(request, (*TrialRequest.DETAILS, *STANDING, *MORE_OF_A_TRIAL)),
                    *(near if request.near_match else []),
                    *in_batch,
                    *_common(request),
                ],
            )
        )
    return records


def _erase(find: Callable[[str], QuerySet]) -> Callable[[str, Any], Outcome]:
    def erase_all(email: str, by: Any) -> Outcome:
        # By the supply that each locks: two who erase many requests at once meet in the same order.
        requests = sorted(find(email), key=lambda request: (getattr(request, "trial_id", None) or 0, request.pk))
        # What the partner knows is asked before: afterwards every state is “erased”.
        known = [request.pk for request in requests if request.state in KNOWN_TO_PARTNER]
        erased = [request for request in requests if erase(request, by=by)]
        if not erased:
            return Outcome()
        return _outcome(len(erased), sum(request.pk in known for request in erased))

    return erase_all


def _outcome(count: int, told: int) -> Outcome:
    gone = [f"{plural(count, 'request')}, with everything that was typed, answers and links"]
    return Outcome(gone + ([f"{plural(told, 'line')} in lists for the partner"] if told else []), _stays(told))


def _stays(told: int) -> list[Stay]:
    if not told:
        return []
    return [
        Stay(
            f"{plural(told, 'task')} to tell the partner",
            "The partner has the address, and has to delete it as well. The task names the number of the request.",
        ),
        Stay(KEYS.title, KEYS.stays),
    ]


def _preview(find: Callable[[str], QuerySet]) -> Callable[[str], Outcome]:
    def preview(email: str) -> Outcome:
        states = list(find(email).prefetch_related(None).values_list("state", flat=True))
        return _outcome(len(states), sum(state in KNOWN_TO_PARTNER for state in states))

    return preview


GUIDE_REQUESTS = Holding(
    "guide-requests",
    "Requests for the guide",
    "The email, the first name if it was given, answers to questions on the form, and what happened and when.",
    "To send the guide, and a new link when one is asked for.",
    ASKED_FOR,
    [
        UNCONFIRMED,
        Period(
            "What was confirmed",
            "it was confirmed, fetched first, or asked for again last",
            retention.GUIDE_FOR,
            retention.GUIDES,
        ),
    ],
    [GuideRequest, GuideRequestEvent, GuideConfirmation, GuideDownload],
    _guides,
    _show_guides,
    _preview(_guides),
    _erase(_guides),
    relatives=lambda pattern: relatives_in(GuideRequest.objects.all(), pattern),
)

TRIAL_REQUESTS = Holding(
    "trial-requests",
    "Requests for a sample",
    "Name, email and postal address, answers to questions on the form, what happened and when, and the line in the "
    "list for the partner.",
    "To post the sample. The partner gets name and address for that, and nobody else does.",
    ASKED_FOR,
    [
        UNCONFIRMED,
        Period(
            "Name, email and address",
            "the sample was posted, or the request came to nothing",
            retention.ADDRESS_FOR,
            "Addresses erased after 90 days",
        ),
        Period(
            "The line in the list for the partner",
            "the list was sent",
            batches.ADDRESS_FOR,
            "Addresses in batches deleted after 90 days",
        ),
    ],
    [TrialRequest, TrialRequestEvent, TrialConfirmation, BatchRow],
    _trials,
    _show_trials,
    _preview(_trials),
    _erase(_trials),
    relatives=lambda pattern: relatives_in(TrialRequest.objects.all(), pattern),
)


# What outlives a request


def _keys(email: str) -> QuerySet[TrialRequest]:
    keys = [email_key_of(mailbox(email), pk) for pk in [0, *TrialPage.objects.values_list("pk", flat=True)]]
    return TrialRequest.objects.filter(state=TrialRequest.State.ERASED, email_key__in=keys).order_by(
        "-created_at", "-pk"
    )


KEYS = Holding(
    "household-keys",
    "One sample a household",
    "Keyed fingerprints of an address and of a mailbox, once the request itself is erased. Never the address.",
    "So that one household gets one sample.",
    "It is fair to the others, and tells nobody who it was.",
    [
        Period(
            "The fingerprints",
            "the sample was posted",
            retention.HOUSEHOLD_KEY_FOR,
            "Erased requests deleted after a year",
        )
    ],
    [TrialRequest],
    _keys,
    lambda found: [
        Record(f"What is left of request {request.reference}", rows(("Asked", request.created_at))) for request in found
    ],
    stays="Of an erased request, keyed fingerprints of household and mailbox stay, so that one household gets one "
    "sample. Nobody can read the address from them. They go a year after posting.",
    order=82,
)

HOLDINGS = (GUIDE_REQUESTS, TRIAL_REQUESTS, KEYS)


def register_other_periods() -> None:
    """Add the periods of what says nothing about a person."""
    register_period(
        "Partners to be told",
        Period("Tasks, with the number of a request", "they were done", retention.TASKS_FOR, retention.TASKS),
    )
    register_period(
        "A partner’s answer", Period("The file", "it was uploaded", FILES_FOR, "Files of partners deleted after a day")
    )
    register_period(
        "Counts of offers",
        Period("Numbers by day and month", f"{KEPT_MONTHS} months", step="Counts of offers deleted after 25 months"),
    )
