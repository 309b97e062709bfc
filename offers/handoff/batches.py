"""Batches: the addresses that a partner gets, frozen when they are prepared, and emptied when a person is deleted."""

import csv
import io
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone

from core import audit
from core.models import ConsentEvent, ConsentText
from core.spreadsheets import safe_cell
from offers.models import Batch, BatchRow, Partner, TrialPage, TrialRequest
from offers.models.batch import file_of
from offers.requests import trial_requests
from offers.requests.stock import supply_of

COLUMNS = (
    "request_id",
    "name",
    "address_line_1",
    "address_line_2",
    "town",
    "region",
    "postcode",
    "country",
    "product",
    "quantity",
    "email",
)
# One sample a household.
QUANTITY = 1
EMAIL_TAKEN_OUT = "took an email out of a batch"
# All rows are frozen in one transaction, and on SQLite everybody else waits for it.
MOST_ROWS = 1000
# As the forms and the privacy page say.
ADDRESS_FOR = timedelta(days=90)


class ConditionsOpen(Exception):
    """The page of the offer tells readers that nothing is posted before its conditions are all known, and some are not.

    Arguments:
        trial: the page as it is now; ``trial.open_conditions`` says which.
    """

    def __init__(self, trial: TrialPage):
        super().__init__(f"{trial}: {', '.join(fact.label for fact in trial.open_conditions)}")
        self.trial = trial


def line_of(cells: Any) -> str:
    """Return one line of a CSV file (RFC 4180) in which every cell is text.

    Each cell is quoted, so that a program that takes a semicolon for the separator still sees the same cells.
    """
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()


@transaction.atomic
def prepare(trial: TrialPage, *, by: Any) -> Batch | None:
    """Freeze the approved requests for ``trial``, the oldest first, as a batch; return None when none is approved.

    At most ``MOST_ROWS`` go into one batch. Two colleagues at once never put a request into two batches: the second
    waits for the first, and finds what is left.

    Raises:
        ConditionsOpen: while readers of the page are told that a condition is still to be supplied.
    """
    supply_of(trial)
    # As readers see it now, whatever the caller has read before.
    trial = TrialPage.objects.select_related("partner", "product", "stored_supply").get(pk=trial.pk)
    if trial.open_conditions:
        raise ConditionsOpen(trial)
    approved = TrialRequest.objects.filter(trial=trial, state=TrialRequest.State.APPROVED)
    requests = list(approved.select_related("trial").order_by("created_at", "pk")[:MOST_ROWS])
    requests = [request for request in requests if trial_requests.export(request, by=by)]
    if not requests:
        return None
    last = Batch.objects.filter(trial=trial).order_by("-number").values_list("number", flat=True).first()
    product = trial.product.title if trial.product else trial.title
    consenting = _who_wants_news(trial.partner, [request.email for request in requests])
    lines = [line_of(_cells(request, product, request.email.lower() in consenting)) for request in requests]
    header = line_of(COLUMNS)
    batch = Batch.objects.create(
        trial=trial,
        number=(last or 0) + 1,
        title=trial.title,
        product=product,
        header=header,
        checksum=Batch.checksum_of(file_of(header, lines)),
        size=len(lines),
        prepared_by=by,
    )
    BatchRow.objects.bulk_create(
        BatchRow(batch=batch, position=position, request=request, line=line)
        for position, (request, line) in enumerate(zip(requests, lines, strict=True), start=1)
    )
    audit.record(by, "prepared a batch", str(batch), count=batch.size, details={"batch": batch.pk})
    return batch


def _cells(request: TrialRequest, product: str, with_email: bool) -> list[Any]:
    typed = (request.full_name, *(getattr(request, name) for name in TrialRequest.ADDRESS))
    # A line break in a cell is a new row for some programs.
    address = [" ".join(text.split()) for text in typed]
    return [request.reference, *address, product, QUANTITY, request.email if with_email else ""]


def _who_wants_news(partner: Partner | None, emails: list[str]) -> set[str]:
    """Return those of ``emails``, in small letters, whose owners agreed to mail from ``partner`` and still do."""
    if partner is None:
        return set()
    events = ConsentEvent.objects.filter(text__purpose=ConsentText.Purpose.PARTNER_NEWS, partner=partner.name)
    events = events.annotate(address=Lower("email")).filter(address__in={email.lower() for email in emails})
    latest = dict(events.order_by("at", "pk").values_list("address", "kind"))
    return {address for address, kind in latest.items() if kind == ConsentEvent.Kind.GIVEN}


@transaction.atomic
def mark_sent(batch: Batch, *, by: Any) -> bool:
    """Note that ``batch`` went to the partner today; return whether this call did it. It happens once."""
    now = timezone.now()
    if not Batch.objects.filter(pk=batch.pk, sent_at=None).update(sent_at=now, sent_by=by):
        return False
    audit.record(by, "marked a batch as sent", str(batch), count=batch.size, details={"batch": batch.pk})
    return True


def forget(request: TrialRequest) -> None:
    """Empty the row of ``request`` in its batch, if it has one: the file no longer holds the person."""
    _empty(BatchRow.objects.filter(request=request))


@transaction.atomic
def take_out_email(request: TrialRequest) -> bool:
    """Take the email address of ``request`` out of its batch, for somebody who wants no mail from the partner any more.

    Returns whether this call did it. A file that went to the partner stays as it went: then the partner has to be told.
    """
    rows = BatchRow.objects.select_for_update(of=("self", "batch")).select_related("batch")
    row = rows.filter(request=request, batch__sent_at=None, emptied_at=None).first()
    if row is None:
        return False
    *cells, email = next(csv.reader([row.line]))
    if not email:
        return False
    BatchRow.objects.filter(pk=row.pk).update(line=line_of([*cells, ""]))
    audit.record(None, EMAIL_TAKEN_OUT, str(row.batch), count=1, details={"batch": row.batch_id})
    return True


def delete_old() -> int:
    """Empty the rows of batches that were sent more than 90 days ago; return how many."""
    return _empty(BatchRow.objects.filter(batch__sent_at__lt=timezone.now() - ADDRESS_FOR))


def _empty(rows: Any) -> int:
    return rows.filter(emptied_at=None).update(line="", emptied_at=timezone.now())
