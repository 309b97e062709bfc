"""Batches and the partner's answer as colleagues meet them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.models import AuditEntry
from offers.handoff import batches
from offers.models import Batch, PartnerTask, ReturnFile
from offers.requests import erasure
from tests.factories.core import UserFactory
from tests.factories.offers import PartnerFactory, TrialPageFactory
from tests.offers.desk import State, asked, colleague, html_of, said

HEAD = "request_id,status,date,tracking\n"


@pytest.fixture
def batch(trial):
    """A batch of two."""
    asked(trial, State.APPROVED, full_name="Rosa Lindqvist")
    asked(trial, State.APPROVED, full_name="Tom Baker")
    return batches.prepare(trial, by=UserFactory())


def test_a_batch_is_prepared_for_one_offer_and_only_by_the_form(client, trial):
    other = TrialPageFactory(parent=trial.get_parent())
    mine, theirs = asked(trial, State.APPROVED), asked(other, State.APPROVED)
    user = colleague(client)
    assert f"{other.title}: 1 approved" in html_of(client.get("/admin/batches/prepare/"))
    assert not Batch.objects.exists()
    assert "Choose an offer" in html_of(client.post("/admin/batches/prepare/", {}))
    html = html_of(client.post("/admin/batches/prepare/", {"trial": trial.pk}, follow=True))
    batch = Batch.objects.get()
    assert (batch.prepared_by, batch.trial) == (user, trial)
    assert mine.reference in html and theirs.reference not in html
    assert batch.checksum in html
    for wrong in (trial.pk, "x", "9" * 30):
        assert client.post("/admin/batches/prepare/", {"trial": wrong}).status_code == 200


def test_nothing_approved_is_said_in_plain_words(client, trial):
    asked(trial, State.RESERVED)
    colleague(client)
    assert "No request is approved" in html_of(client.get("/admin/batches/prepare/"))
    client.post("/admin/batches/prepare/", {"trial": trial.pk})
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
