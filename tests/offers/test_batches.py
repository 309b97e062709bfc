"""What goes to the partner: frozen once, the same bytes each time, and emptied with the person."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from core.consent import record_given, record_withdrawn
from core.models import AuditEntry
from core.spreadsheets import safe_cell
from offers.handoff import batches
from offers.models import Batch, PartnerTask, TrialRequest
from offers.requests import erasure, trial_requests
from tests.factories.core import UserFactory
from tests.factories.offers import TrialRequestFactory, agreement
from tests.offers.desk import colleague, html_of

State = TrialRequest.State


@pytest.fixture
def by(db):
    return UserFactory()


def approved(trial, **details):
    return TrialRequestFactory(trial=trial, state=State.APPROVED, **details)


def table(batch):
    content = batch.content()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_batch_holds_each_approved_request_once_and_the_requests_move_on(trial, by):
    first, second = approved(trial, full_name="Rosa Lindqvist"), approved(trial, full_name="Zoë Ødegård")
    TrialRequestFactory(trial=trial, state=State.RESERVED)
    batch = batches.prepare(trial, by=by)
    assert [row["request_id"] for row in table(batch)] == [first.reference, second.reference]
    assert table(batch)[1] == {
        "request_id": second.reference,
        "name": "Zoë Ødegård",
        "address_line_1": "4 Mill Lane",
        "address_line_2": "",
        "town": "Ashby",
        "region": "",
        "postcode": "LE65 1AA",
        "country": "United Kingdom",
        "product": trial.product.title,
        "quantity": "1",
        "email": "",
    }
    first.refresh_from_db()
    assert first.state == State.EXPORTED
    assert first.events.get().by == by
    assert batch.checksum == Batch.checksum_of(batch.content()) == Batch.checksum_of(batch.content())
    assert batches.prepare(trial, by=by) is None
    approved(trial)
    assert batches.prepare(trial, by=by).number == 2
    assert AuditEntry.objects.filter(action="prepared a batch", by=by).count() == 2


def test_the_partner_gets_an_email_address_only_from_those_who_agreed_to_its_mail_and_still_do(trial, by):
    name = trial.partner.name
    agreed, stopped, other, silent = (approved(trial, email=f"{who}@example.org") for who in ("Agreed", "b", "c", "d"))
    words = {"purpose": "partner_news", "wording": "You may pass it on."}
    record_given([agreement(partner=name, version=1, **words)], email="agreed@example.org", form="trial")
    [given] = record_given([agreement(partner=name, version=2, **words)], email=stopped.email, form="trial")
    record_withdrawn(given)
    record_given([agreement(partner="Somebody else", version=3, **words)], email=other.email, form="trial")
    record_given([agreement(purpose="site_news", version=4)], email=silent.email, form="trial")
    assert [row["email"] for row in table(batches.prepare(trial, by=by))] == [agreed.email, "", "", ""]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", " =", "＝"])
def test_what_a_reader_types_is_no_formula(sign):
    assert safe_cell(f'{sign}HYPERLINK("http://x")').startswith("'")


def test_a_cell_that_is_a_formula_or_breaks_the_line_stays_one_cell_of_text(trial, by):
    approved(trial, full_name='=cmd|" /C calc"!A0', town="Ash\r\nby;=1+1")
    assert table(batches.prepare(trial, by=by))[0]["name"] == '\'=cmd|" /C calc"!A0'
    assert table(Batch.objects.get())[0]["town"] == "Ash by;=1+1"


def test_an_erased_person_is_no_longer_in_the_file_and_nothing_else_changes(trial, by):
    gone, stays = approved(trial, full_name="Tom Gone"), approved(trial)
    batch = batches.prepare(trial, by=by)
    assert erasure.erase(gone, by=by)
    assert "Tom Gone" not in batch.content().decode()
    assert [row["request_id"] for row in table(batch)] == [stays.reference]
    assert Batch.checksum_of(batch.content()) != batch.checksum
    row = batch.rows.get(position=1)
    assert row.line == "" and row.emptied_at


def test_who_takes_partner_news_back_has_no_email_in_a_batch_that_is_not_sent(client, trial, by):
    words = {"purpose": "partner_news", "wording": "You may pass it on."}
    requests = {name: approved(trial, email=f"{name}@example.org") for name in ("stays", "stops", "late")}
    partner = trial.partner.name
    given = {
        name: record_given([agreement(partner=partner, version=number, **words)], email=each.email, form="trial")
        for number, (name, each) in enumerate(requests.items(), start=1)
    }
    batch = batches.prepare(trial, by=by)
    record_withdrawn(given["stops"][0])
    record_withdrawn(given["stops"][0])
    assert [row["email"] for row in table(batch)] == ["stays@example.org", "", "late@example.org"]
    assert table(batch)[1]["name"] == requests["stops"].full_name
    assert AuditEntry.objects.filter(action=batches.EMAIL_TAKEN_OUT).count() == 1
    colleague(client)
    html = html_of(client.get(f"/admin/batches/{batch.pk}/"))
    assert "The email address of 1 of its people was taken out" in html and batch.checksum in html
    assert batches.mark_sent(batch, by=by)
    sent = batch.content()
    record_withdrawn(given["late"][0])
    assert batch.content() == sent
    assert requests["late"].reference in PartnerTask.objects.values_list("reference", flat=True)


def test_a_batch_is_marked_as_sent_once_and_emptied_90_days_later(trial, by):
    approved(trial)
    batch = batches.prepare(trial, by=by)
    assert batches.mark_sent(batch, by=by)
    assert not batches.mark_sent(batch, by=UserFactory())
    batch.refresh_from_db()
    assert batch.sent_by == by
    assert batches.delete_old() == 0
    Batch.objects.update(sent_at=timezone.now() - timedelta(days=91))
    assert batches.delete_old() == 1
    assert batches.delete_old() == 0
    assert table(batch) == []


def test_what_was_declined_a_moment_ago_is_in_no_batch(trial, by, monkeypatch):
    request = approved(trial)
    export = trial_requests.export

    def decline_first(found, **more):
        trial_requests.decline(TrialRequest.objects.get(), trial_requests.Reason.CLOSED, by=by)
        return export(found, **more)

    monkeypatch.setattr(trial_requests, "export", decline_first)
    assert batches.prepare(trial, by=by) is None
    request.refresh_from_db()
    assert request.state == State.DECLINED
    assert not Batch.objects.exists()
