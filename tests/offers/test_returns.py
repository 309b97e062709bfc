"""The partner's file: read whatever it looks like, shown first, then done as shown."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.models import AuditEntry
from offers.handoff import returns
from offers.handoff.return_reading import MAX_BYTES, MAX_ROWS, Unreadable, read
from offers.models import ReturnFile, TrialRequest
from offers.requests import trial_requests
from tests.factories.core import UserFactory
from tests.factories.offers import TrialRequestFactory

State = TrialRequest.State
TODAY = date(2026, 11, 22)
HEAD = "request_id,status,date,tracking\n"


def lines_of(text, encoding="utf-8"):
    return read(text.encode(encoding), today=TODAY)


@pytest.fixture
def by(db):
    return UserFactory()


@pytest.fixture
def today():
    return f"{timezone.localdate():%Y-%m-%d}"


def exported(trial, **details):
    return TrialRequestFactory(trial=trial, state=State.EXPORTED, **details)


def uploaded(text, by):
    return returns.upload((HEAD + text).encode(), filename="answer.csv", user=by)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("request_id,status,date,tracking\nABCD2345,dispatched,2026-11-20,RM 12\n", "utf-8"),
        ("request_id,status,date,tracking\r\nabcd2345,Sent,20/11/2026,RM 12\r\n", "utf-8-sig"),
        ("request_id;status;date;tracking;note\nABCD2345;posted;20.11.2026;RM 12;Grüße\n", "cp1252"),
        ("\n tracking\tDate\tStatus\tRequest_ID\r\r RM 12\t2026-11-20\t shipped\t'ABCD2345 \r", "utf-8"),
        ('"request_id","status","date","tracking"\n"ABCD2345","SENT","2026-11-20","RM 12"\n,,,\n', "utf-8"),
    ],
)
def test_a_file_is_read_however_the_partner_saved_it(text, encoding):
    [line] = lines_of(text, encoding)
    assert (line.reference, line.status, line.on, line.tracking, line.problem) == (
        "ABCD2345",
        "dispatched",
        date(2026, 11, 20),
        "RM 12",
        "",
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b",,,\n", "empty"),
        (HEAD.encode(), "no rows"),
        (b"request_id,date\nABCD2345,2026-11-20\n", "no column status"),
        (b"PK\x03\x04 a workbook", "no text file"),
        ("request_id,status,date\n".encode("utf-16"), "no text file"),
        (HEAD.encode() + b"\x81\x8d,sent,,\n", "neither UTF-8 nor Windows-1252"),
        (HEAD.encode() + b'"' + b"x" * 200_000 + b'"\n', "cannot be read as a row"),
        (b"x" * (MAX_BYTES + 1), "larger than 5 MB"),
        (HEAD.encode() + b"A,sent,2026-11-20,\n" * (MAX_ROWS + 1), "more than 5,000 rows. Split it"),
    ],
)
def test_a_file_that_says_nothing_is_refused_in_plain_words(data, said):
    with pytest.raises(Unreadable, match=said):
        read(data, today=TODAY)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",sent,2026-11-20,", "request id is missing"),
        ("ABCD2345,,2026-11-20,", "status is missing"),
        ("ABCD2345,lost,2026-11-20,", "“lost” is no status"),
        ("ABCD2345,sent,,", "date is missing"),
        ("ABCD2345,sent,20 Nov,", "“20 Nov” is no date"),
        ("ABCD2345,sent,2026-02-30,", "is no date"),
        ("ABCD2345,sent,11/20/2026,", "is no date"),
        ("ABCD2345,sent,2026-11-23,", "in the future"),
        ("ABCD2345,sent,2026-11-20,<a href=https://x.example>", "tracking number has signs"),
        ("ABCD2345", "status is missing"),
    ],
)
def test_a_row_that_says_nothing_says_why(row, said):
    [line] = lines_of(f"{HEAD}{row}\n")
    assert said in line.problem
    assert not line.tracking


def test_a_row_is_known_by_its_line_in_the_file_whatever_stands_above_it():
    lines = lines_of(f"\n\n{HEAD}\nABCD2345,Lost in the post,2026-11-20,\n,,,\nABCD2346,sent,2026-11-20,\n")
    assert [(line.number, line.said, line.status) for line in lines] == [
        (5, "Lost in the post", ""),
        (7, "sent", "dispatched"),
    ]


def test_a_long_file_asks_the_database_a_few_things_a_row(trial, by, today, django_assert_max_num_queries):
    def queries(size):
        rows = "".join(f"{exported(trial).reference},sent,{today},\n" for _ in range(size))
        file = uploaded(rows, by)
        with django_assert_max_num_queries(1000) as asked:
            assert returns.apply_some(file, by=by)
        return len(asked)

    assert queries(12) - queries(2) <= 10 * 11


def test_a_file_is_shown_first_and_then_done_as_shown_and_only_once(trial, by, today):
    sent, arrived, back, reserved = exported(trial), exported(trial), exported(trial), TrialRequestFactory(trial=trial)
    text = (
        f"{sent.reference},posted,{today},RM12\n{arrived.reference},arrived,{today},\n"
        f"{back.reference},undeliverable,{today},\n{reserved.reference},sent,{today},\n"
        f"NOBODY23,sent,{today},\n{sent.reference},delivered,{today},\n{arrived.reference},sent,2020-01-01,\n"
    )
    file = uploaded(text, by)
    assert [row["outcome"] for row in file.rows] == ["changes", "changes", "changes", *["wrong"] * 4]
    assert "Waiting for confirmation" in file.rows[3]["message"]
    assert "no request NOBODY23" in file.rows[4]["message"]
    assert f"{sent.reference} is in line 2 already" in file.rows[5]["message"]
    assert set(TrialRequest.objects.values_list("state", flat=True)) == {State.EXPORTED, State.SUBMITTED}

    assert returns.apply_some(file, by=by)
    assert returns.apply_some(file, by=by)
    for request, state in ((sent, State.DISPATCHED), (arrived, State.DELIVERED), (back, State.RETURNED)):
        request.refresh_from_db()
        assert (request.state, request.events.count()) == (state, 1)
    assert (sent.tracking, sent.dispatched_on) == ("RM12", timezone.localdate())
    file.refresh_from_db()
    assert file.rows == []
    assert "RM12" not in str(file.results)
    assert [result["changed"] for result in file.results] == [True] * 3 + [False] * 4
    assert AuditEntry.objects.get(action="applied a partner’s file").count == 3

    again = uploaded(text, by)
    assert [row["outcome"] for row in again.rows][:3] == ["known"] * 3
    assert returns.apply_some(again, by=by)
    assert sent.events.count() == 1


def test_a_row_whose_request_changed_meanwhile_does_nothing_and_says_so(trial, by, today):
    request, gone = exported(trial), exported(trial)
    file = uploaded(f"{request.reference},sent,{today},\n{gone.reference},sent,{today},\n", by)
    trial_requests.mark_returned(request, timezone.localdate())
    gone.delete()
    assert returns.apply_some(file, by=by)
    file.refresh_from_db()
    assert all(result["message"].startswith("Changed meanwhile") for result in file.results)
    assert not any(result["changed"] for result in file.results)
    request.refresh_from_db()
    assert request.state == State.RETURNED


def test_a_long_file_goes_on_where_it_stopped(trial, by, today, monkeypatch):
    monkeypatch.setattr(returns, "ROWS_AT_ONCE", 2)
    requests = [exported(trial) for _ in range(3)]
    file = uploaded("".join(f"{request.reference},sent,{today},\n" for request in requests), by)
    assert not returns.apply_some(file, by=by)
    assert returns.apply_some(file, by=by)
    assert TrialRequest.objects.filter(state=State.DISPATCHED).count() == 3


def test_a_date_before_the_sample_was_asked_for_is_a_slip(trial, by):
    file = uploaded(f"{exported(trial).reference},sent,2020-01-01,\n", by)
    assert "before the day" in file.rows[0]["message"]


def test_an_upload_is_kept_for_a_day(by):
    file = uploaded("NOBODY23,sent,2020-01-01,\n", by)
    assert ReturnFile.delete_old() == 0
    ReturnFile.objects.update(created_at=file.created_at - timedelta(days=2))
    assert ReturnFile.delete_old() == 1
