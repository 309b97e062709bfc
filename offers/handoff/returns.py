"""What a partner's file does to requests: planned for the dry run, then done as it was shown."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from core import audit
from offers.handoff.return_reading import Line, read
from offers.models import ReturnFile, TrialRequest
from offers.requests import trial_requests
from offers.requests.machine import Kind
from offers.requests.trial_machine import TRIAL

# One transaction takes so many rows: SQLite lets nobody else write meanwhile.
ROWS_AT_ONCE = 100
STEPS = {"dispatched": Kind.DISPATCHED, "delivered": Kind.DELIVERED, "returned": Kind.RETURNED}
# The states that say as much as the status, or more.
KNOWN_BY = {
    "dispatched": (TrialRequest.State.DISPATCHED, TrialRequest.State.DELIVERED, TrialRequest.State.RETURNED),
    "delivered": (TrialRequest.State.DELIVERED,),
    "returned": (TrialRequest.State.RETURNED,),
}
WILL = {
    "dispatched": "Will be marked as posted on {day}, and its reader gets the mail “on its way”.",
    "delivered": "Will be marked as delivered.",
    "returned": "Will be marked as come back, and its reader gets a mail.",
}
DID = {"dispatched": "Marked as posted.", "delivered": "Marked as delivered.", "returned": "Marked as come back."}


class Outcome(StrEnum):
    """What a row does."""

    CHANGES = "changes"
    KNOWN = "known"
    WRONG = "wrong"


@dataclass(frozen=True)
class Plan:
    """What a row will do, in words for a colleague."""

    outcome: Outcome
    message: str


def upload(data: bytes, *, filename: str, user: Any) -> ReturnFile:
    """Read the file ``data`` and keep it for the dry run, with what each row will do.

    Raises:
        Unreadable: when nothing can be made of it.
    """
    ReturnFile.delete_old()
    lines = read(data, today=timezone.localdate())
    planned = zip(lines, plan(lines), strict=True)
    rows = [_stored(line, shown) for line, shown in planned]
    digest = hashlib.sha256(data).hexdigest()
    return ReturnFile.objects.create(user=user, filename=filename[:200], digest=digest, rows=rows)


def plan(lines: list[Line]) -> list[Plan]:
    """Return what each of ``lines`` will do, as things stand now. A file says one thing about each request."""
    requests = _requests_of(line.reference for line in lines)
    first: dict[str, int] = {}
    plans = []
    for line in lines:
        if line.reference and line.reference in first:
            message = f"{line.reference} is in line {first[line.reference]} already. A request has one row in a file."
            plans.append(Plan(Outcome.WRONG, message))
            continue
        first[line.reference] = line.number
        plans.append(_plan(line, requests.get(line.reference)))
    return plans


def _requests_of(references: Iterable[str]) -> dict[str, TrialRequest]:
    names = sorted(set(references))
    found: dict[str, TrialRequest] = {}
    for start in range(0, len(names), 500):
        some = TrialRequest.objects.filter(reference__in=names[start : start + 500])
        found |= {request.reference: request for request in some}
    return found


def _plan(line: Line, request: TrialRequest | None) -> Plan:
    if line.problem:
        return Plan(Outcome.WRONG, line.problem)
    if request is None:
        return Plan(Outcome.WRONG, f"There is no request {line.reference}.")
    state = request.get_state_display()
    if request.state in KNOWN_BY[line.status]:
        return Plan(Outcome.KNOWN, f"Known already: the request is “{state}”.")
    if not TRIAL.allows(request, STEPS[line.status]):
        return Plan(Outcome.WRONG, f"The request is “{state}”, so it cannot become “{line.status}”.")
    day = date_format(line.on, "j F Y") if line.on else ""
    if line.on and line.on < timezone.localdate(request.created_at):
        return Plan(Outcome.WRONG, f"The date {day} is before the day on which the sample was asked for.")
    return Plan(Outcome.CHANGES, WILL[line.status].format(day=day))


def apply_some(file: ReturnFile, *, by: Any) -> bool:
    """Do what was shown for the next rows of ``file``; return whether all are done.

    Each row is looked at once more with its request locked. One that would do something else by now does nothing, and
    says so. Safe to call again, at the same moment or after a crash: it goes on where the last call ended.
    """
    with transaction.atomic():
        file = ReturnFile.objects.select_for_update().get(pk=file.pk)
        if file.applied_at:
            return True
        done = len(file.results)
        # In the order of their names, so that two files at once do not wait for each other in a circle.
        batch = sorted(enumerate(file.rows[done : done + ROWS_AT_ONCE]), key=lambda row: row[1]["reference"])
        requests = _locked(row["reference"] for _, row in batch if row["outcome"] == Outcome.CHANGES)
        results = {index: _apply(row, requests.get(row["reference"])) for index, row in batch}
        file.results += [results[index] for index in sorted(results)]
        if len(file.results) >= len(file.rows):
            _finish(file, by)
        file.save(update_fields=["results", "rows", "applied_at"])
        return file.applied_at is not None


def _locked(references: Iterable[str]) -> dict[str, TrialRequest]:
    # With what every mail about them shows, so that a long file does not ask for the offer again and again.
    requests = TrialRequest.objects.select_for_update(of=("self",)).select_related("trial__partner")
    found = requests.filter(reference__in=list(references)).order_by("reference")
    return {request.reference: request for request in found}


def _finish(file: ReturnFile, by: Any) -> None:
    file.rows, file.applied_at = [], timezone.now()
    changed = sum(result["changed"] for result in file.results)
    details = {"rows": len(file.results), "digest": file.digest}
    audit.record(by, "applied a partner’s file", "trial requests", count=changed, details=details)


def _apply(row: dict[str, Any], request: TrialRequest | None) -> dict[str, Any]:
    result = {"number": row["number"], "reference": row["reference"], "changed": False, "message": row["message"]}
    if row["outcome"] != Outcome.CHANGES:
        return result
    line = _line_of(row)
    now = _plan(line, request)
    if request is None or (now.outcome, now.message) != (Outcome.CHANGES, row["message"]):
        return result | {"message": f"Changed meanwhile, so nothing was done. {now.message}"}
    return result | {"changed": _take(request, line), "message": DID[line.status]}


def _take(request: TrialRequest, line: Line) -> bool:
    on = line.on or timezone.localdate()
    if line.status == "dispatched":
        return trial_requests.dispatch(request, on, line.tracking)
    if line.status == "delivered":
        return trial_requests.deliver(request, on, line.tracking)
    return trial_requests.mark_returned(request, on, line.tracking)


def _stored(line: Line, shown: Plan) -> dict[str, Any]:
    fields = {**vars(line), "on": line.on.isoformat() if line.on else ""}
    return fields | {"outcome": shown.outcome, "message": shown.message}


def _line_of(row: dict[str, Any]) -> Line:
    return Line(row["number"], row["reference"], row["status"], date.fromisoformat(row["on"]), row["tracking"])
