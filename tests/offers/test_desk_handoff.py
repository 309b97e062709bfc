"""Batches and the partner's answer as colleagues meet them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core.models import AuditEntry
from offers.desk import return_files
from offers.handoff import batches, returns
from offers.models import Batch, PartnerTask, ReturnFile
from offers.requests import erasure
from tests.factories.core import UserFactory
from tests.factories.offers import PartnerFactory, TrialPageFactory
from tests.offers.desk import State, asked, colleague, html_of, said

PREPARE = "/admin/batches/prepare/"
HEAD = "request_id,status,date,tracking\n"


@pytest.fixture
def batch(trial):
    """A batch of two."""
    asked(trial, State.APPROVED, full_name="Rosa Lindqvist")
    asked(trial, State.APPROVED, full_name="Tom Baker")
    return batches.prepare(trial, by=UserFactory())


def test_a_batch_is_prepared_for_each_offer_that_is_ticked_and_only_by_the_form(client, trial):
    other = TrialPageFactory(parent=trial.get_parent(), complete=True)
    mine, theirs = asked(trial, State.APPROVED), asked(other, State.APPROVED)
    user = colleague(client)
    assert f"{other.title}: 1 approved" in html_of(client.get(PREPARE))
    assert not Batch.objects.exists()
    assert "Choose an offer" in html_of(client.post(PREPARE, {}))
    html = html_of(client.post(PREPARE, {"trials": [trial.pk]}, follow=True))
    batch = Batch.objects.get()
    assert (batch.prepared_by, batch.trial) == (user, trial)
    assert mine.reference in html and theirs.reference not in html
    assert batch.checksum in html
    for wrong in (trial.pk, "x", "9" * 30):
        assert "no approved request any more" in html_of(client.post(PREPARE, {"trials": [wrong]}))
    asked(trial, State.APPROVED)
    response = client.post(PREPARE, {"trials": [trial.pk, other.pk]}, follow=True)
    assert said(response).count("1 request is in Batch") == 2
    assert response.redirect_chain[-1][0] == "/admin/batches/"


def test_no_request_goes_to_the_partner_while_its_page_says_that_a_condition_is_open(client, trial):
    open_facts = {"postage": "", "address_retention": "", "supply__countries": ""}
    gaps = TrialPageFactory(parent=trial.get_parent(), complete=True, **open_facts)
    ready, waits = asked(trial, State.APPROVED), asked(gaps, State.APPROVED)
    colleague(client)
    html = html_of(client.get(PREPARE))
    assert "filled in on its page: “Postage”, “How long the address is kept”; under Samples: “Countries”." in html
    assert f'href="{reverse("trial_supply", args=[gaps.pk])}"' in html
    # For those who may not edit pages there is no way to the page.
    assert "Open the page" not in html and f'name="trials" value="{gaps.pk}"' not in html
    response = client.post(PREPARE, {"trials": [trial.pk, gaps.pk]}, follow=True)
    assert "1 request is in Batch 1" in said(response)
    assert f"“{gaps.title}” was left." in said(response) and "on its page: “Postage”" in said(response)
    for request, state in ((ready, State.EXPORTED), (waits, State.APPROVED)):
        request.refresh_from_db()
        assert request.state == state
    assert "Nothing is posted before that" in html_of(client.get(gaps.url))
    with pytest.raises(batches.ConditionsOpen, match="Postage, Where"):
        batches.prepare(gaps, by=UserFactory())
    gaps.postage, gaps.address_retention, gaps.supply.countries = "The partner pays.", "Deleted.", "Ireland"
    gaps.save()
    gaps.supply.save()
    assert "Still to be filled in" not in html_of(client.get(PREPARE))
    assert "1 request is in Batch 1" in said(client.post(PREPARE, {"trials": [gaps.pk]}, follow=True))
    assert "These are all of them" in html_of(client.get(gaps.url))


def test_nothing_approved_is_said_in_plain_words(client, trial):
    asked(trial, State.RESERVED)
    colleague(client)
    assert "No request is approved" in html_of(client.get(PREPARE))
    client.post(PREPARE, {"trials": [trial.pk]})
    assert not Batch.objects.exists()
    assert "There is no batch yet" in html_of(client.get("/admin/batches/"))


def test_each_download_is_the_same_file_and_is_noted(client, batch):
    user = colleague(client)
    first, second = (client.get(f"/admin/batches/{batch.pk}/file/") for _ in range(2))
    assert first.content == second.content
    assert Batch.checksum_of(first.content) == batch.checksum
    assert first["Content-Disposition"].endswith('-batch-1.csv"')
    assert "no-store" in first["Cache-Control"]
    assert [entry.by for entry in AuditEntry.objects.filter(action="downloaded a batch")] == [user] * 2
    assert html_of(client.get(f"/admin/batches/{batch.pk}/")).count(str(user)) >= 2


def test_once_a_person_is_erased_the_page_says_that_the_file_changed_and_why(client, batch):
    colleague(client)
    assert "is not what it was" not in html_of(client.get(f"/admin/batches/{batch.pk}/"))
    erasure.erase(batch.rows.first().request)
    html = html_of(client.get(f"/admin/batches/{batch.pk}/"))
    content = client.get(f"/admin/batches/{batch.pk}/file/").content
    assert "1 of its 2 people was deleted since" in html
    assert batch.checksum in html and Batch.checksum_of(content) in html
    assert b"Rosa" not in content and b"Tom Baker" in content


def test_a_batch_is_marked_as_sent_once_and_says_by_whom(client, batch):
    user = colleague(client, first_name="Fay")
    path = f"/admin/batches/{batch.pk}/sent/"
    client.get(path)
    batch.refresh_from_db()
    assert batch.sent_at is None
    assert "is marked as sent" in said(client.post(path, follow=True))
    sent_at = Batch.objects.get().sent_at
    colleague(client)
    assert "Nothing changed" in said(client.post(path, follow=True))
    assert (Batch.objects.get().sent_at, Batch.objects.get().sent_by) == (sent_at, user)


def upload(client, text, name="answer.csv"):
    data = text if isinstance(text, bytes) else (HEAD + text).encode()
    return client.post("/admin/return_files/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_the_partners_answer_is_shown_first_and_then_applied(client, batch):
    colleague(client)
    request = batch.rows.first().request
    today = f"{timezone.localdate():%d/%m/%Y}"
    html = html_of(upload(client, f"{request.reference},sent,{today},RM12\nNOBODY23,sent,{today},\n"))
    assert "Will be marked as posted" in html and "There is no request NOBODY23" in html
    assert "Will change: 1" in html
    request.refresh_from_db()
    assert request.state == State.EXPORTED
    file = ReturnFile.objects.get()
    assert client.get(f"/admin/return_files/{file.pk}/done/").status_code == 404
    html = html_of(client.post(f"/admin/return_files/{file.pk}/", follow=True))
    assert "1 request changed" in html and "Marked as posted" in html
    request.refresh_from_db()
    assert request.state == State.DISPATCHED
    assert html_of(client.post(f"/admin/return_files/{file.pk}/", follow=True)) and request.events.count() == 2
    assert client.get(f"/admin/return_files/{file.pk}/").status_code == 302
    colleague(client)
    assert client.get(f"/admin/return_files/{file.pk}/").status_code == 404


def test_the_dry_run_names_each_row_that_it_refuses_with_its_line_and_the_partners_words(client, batch):
    colleague(client)
    first, second = (row.request for row in batch.rows.all())
    day = date_format(timezone.localdate(), "j F Y")
    html = html_of(
        upload(client, f"{first.reference},Lost in the post,2026-11-20,\n{second.reference},sent,tomorrow,\n")
    )
    assert "Refused: 2" in html and "Will change: 0" in html
    assert f"<td>2</td><td>{first.reference}</td><td>Lost in the post, 20 November 2026</td>" in html
    assert "“Lost in the post” is no status. Use dispatched, delivered or returned." in html
    assert f"<td>3</td><td>{second.reference}</td>" in html and "“tomorrow” is no date" in html
    assert f"sent, {day}" in html_of(upload(client, f"{first.reference},sent,{timezone.localdate()},\n"))


def test_a_long_file_is_applied_press_by_press(client, batch, monkeypatch):
    monkeypatch.setattr(returns, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr(return_files, "AT_ONCE", -1)
    colleague(client)
    rows = "".join(f"{row.request.reference},sent,{timezone.localdate()},\n" for row in batch.rows.all())
    upload(client, rows)
    path = f"/admin/return_files/{ReturnFile.objects.get().pk}/"
    response = client.post(path, follow=True)
    assert "not all of its rows are done" in said(response)
    assert "1 of its 2 rows are done" in html_of(response) and "Go on" in html_of(response)
    assert "2 requests changed" in html_of(client.post(path, follow=True))


@pytest.mark.parametrize(
    ("data", "said_there"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7 \0\x01", "This is no text file"),
        (b"name,address\nRosa,4 Mill Lane\n", "no column request_id"),
        (HEAD.encode() + b"\x81\x8d,,,\n", "neither UTF-8 nor Windows-1252"),
    ],
)
def test_a_file_that_says_nothing_is_refused_beside_its_field(client, db, data, said_there):
    colleague(client)
    assert said_there in html_of(upload(client, data))
    assert not ReturnFile.objects.exists()


def test_no_file_at_all_is_asked_for(client, db):
    colleague(client)
    assert "Choose the file" in html_of(client.post("/admin/return_files/", {}))


def test_what_a_file_says_is_shown_as_text(client, db):
    colleague(client)
    html = html_of(upload(client, "<script>alert(1)</script>,<b>,<i>,\n", name="<img src=x>.csv"))
    assert "<script>alert" not in html and "<b>" not in html.split("<table")[1] and "<img src=x>" not in html


def test_a_partner_who_was_told_is_ticked_off_once(client, db):
    partner = PartnerFactory()
    today = timezone.localdate()
    late = PartnerTask.objects.create(reference="7KQ2M9XD", partner=partner, due_on=today - timedelta(days=1))
    PartnerTask.objects.create(reference="W4TB6HNS", partner=partner)
    user = colleague(client)
    html = html_of(client.get("/admin/partner_tasks/"))
    assert html.index("7KQ2M9XD") < html.index("W4TB6HNS")
    assert "Late" in html
    path = f"/admin/partner_tasks/{late.pk}/done/"
    assert "7KQ2M9XD" in html_of(client.get(path))
    late.refresh_from_db()
    assert late.done_at is None
    client.post(path)
    assert "Nothing changed" in said(client.post(path, follow=True))
    late.refresh_from_db()
    assert late.done_by == user
    assert AuditEntry.objects.filter(action="told a partner to delete").count() == 1
    html = html_of(client.get("/admin/partner_tasks/"))
    assert html.index("W4TB6HNS") < html.index("7KQ2M9XD")
