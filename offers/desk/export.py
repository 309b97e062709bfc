"""Lists of requests as files for a spreadsheet, for those who may, and noted each time."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]

from core.spreadsheets import as_csv, plain_text
from offers.models import GuideRequest, TrialRequest

Cell = Callable[[Any], object]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE = 500


def _day(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def _answers(request: Any) -> str:
    return "; ".join(f"{answer['question']} {answer['answer']}" for answer in request.answers)


COMMON: dict[str, Cell] = {
    "Reference": lambda request: request.reference,
    "Offer": lambda request: request.offer_title,
    "State": lambda request: request.get_state_display(),
    "In this state since": lambda request: _day(request.state_since),
    "Problem with mail": lambda request: request.get_mail_problem_display(),
    "Asked": lambda request: _day(request.created_at),
    "Confirmed": lambda request: _day(request.confirmed_at),
    "Email": lambda request: request.email,
}
MORE: dict[type, dict[str, Cell]] = {
    GuideRequest: {"First name": lambda request: request.first_name},
    TrialRequest: {
        "Near match": lambda request: "yes" if request.near_match else "",
        "Full name": lambda request: request.full_name,
        "Address line 1": lambda request: request.address_line_1,
        "Address line 2": lambda request: request.address_line_2,
        "Town or city": lambda request: request.town,
        "Region or state": lambda request: request.region,
        "Postcode": lambda request: request.postcode,
        "Country": lambda request: request.country,
        "Batch": lambda request: request.batch_row.batch.number if hasattr(request, "batch_row") else "",
        "Posted on": lambda request: request.dispatched_on,
        "Tracking number": lambda request: request.tracking,
        "Declined because": lambda request: request.get_decline_reason_display(),
    },
}


def columns_of(model: type) -> dict[str, Cell]:
    """Return what is exported of each request of ``model``, by heading. None of it says where somebody came from."""
    return {**COMMON, **MORE[model], "Answers to more questions": _answers}


def _rows(requests: QuerySet) -> Iterator[list[object]]:
    columns = columns_of(requests.model)
    yield list(columns)
    for request in requests.iterator(chunk_size=AT_ONCE):
        yield [cell(request) for cell in columns.values()]


def as_xlsx(rows: Iterable[list[object]]) -> IO[bytes]:
    """Return a workbook whose cells are text, also those that look like a formula."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Requests")
    for row in rows:
        cells = [WriteOnlyCell(sheet, plain_text(value)) for value in row]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    workbook.save(file)
    file.seek(0)
    return file


def response(requests: QuerySet, kind: str, filename: str) -> HttpResponseBase:
    """Return ``requests`` as a file of this ``kind``, csv or xlsx, written while it is sent or on disk."""
    if kind == "xlsx":
        return FileResponse(
            as_xlsx(_rows(requests)), as_attachment=True, content_type=XLSX, filename=f"{filename}.xlsx"
        )
    answer = StreamingHttpResponse(as_csv(_rows(requests)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{filename}.csv"'
    return answer
