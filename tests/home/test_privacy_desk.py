"""The privacy desk: looked up, exported, erased; whatever is typed, and whoever else is at it."""

import json
import re
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone
from post_office.models import Email

from core.mail.suppression import suppress
from core.models import AuditEntry, ConsentEvent, DataLink, Erasure, Suppression
from core.privacy import erasing, registry
from core.privacy.registry import every_holding
from offers.models import GuideRequest, TrialRequest
from offers.requests import trial_requests
from tests.factories.core import MailFactory, UserFactory
from tests.factories.home import site_with_home
from tests.factories.offers import (
    ConsentTextFactory,
    GuideRequestFactory,
    TrialConfirmationFactory,
    TrialPageFactory,
    TrialRequestFactory,
)
from tests.helpers.html_checker import assert_valid_html
from tests.helpers.queries import assert_max_queries

pytestmark = pytest.mark.django_db
DESK = "/admin/privacy/"
ROSA = "rosa@example.org"


def log_in(client, *rights):
    user = UserFactory()
    names = ("access_admin", *(rights or ("use_privacy_desk", "view_consentreport", "view_auditentry")))
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return user


@pytest.fixture
def colleague(client, home):
    """Somebody with the role Privacy, logged in."""
    return log_in(client)


def html_of(response):
    return response.content.decode()


def look_up(client, email, **more):
    return client.post(DESK, {"email": email, **more})


def test_only_who_may_looks_somebody_up(client, home):
    GuideRequestFactory(email=ROSA)
    log_in(client, "view_guiderequest")
    for address in (DESK, "/admin/privacy_receipts/", "/admin/privacy_periods/", "/admin/audit_log/"):
        assert client.get(address).status_code == 302
    response = look_up(client, ROSA, do="json")
    assert response.status_code == 302 and ROSA not in html_of(response)
    assert not AuditEntry.objects.exists()


def test_the_address_stands_in_no_address_no_title_and_no_log(client, colleague, caplog):
    GuideRequestFactory(email=ROSA)
    caplog.set_level("DEBUG")
    response = look_up(client, "ROSA@Example.org")
    html = html_of(response)
    assert ROSA in html
    assert "rosa" not in re.search(r"<title>.*?</title>", html, re.DOTALL)[0].lower()
    assert not re.findall(r'(?:href|action)="[^"]*rosa[^"]*"', html)
    assert "no-store" in response["Cache-Control"]
    written = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert not [message for message in written if "rosa" in message.lower()]
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.action, entry.count) == (colleague, "looked a person up", 1)
    assert "rosa" not in json.dumps(entry.details) + entry.about
    log = html_of(client.get("/admin/audit_log/"))
    assert "looked a person up" in log.lower() and "rosa" not in log.lower()
    assert client.get(f"/admin/audit_log/inspect/{entry.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Please add the email address"),
        ("nonsense", "There is no @ in"),
        ("rosa@example.org\0", "Something in here is no letter"),
        ("r" * 300 + "@example.org", "at most 254 characters"),
        ("rosä@example.org", "does not look like an email address"),
        ("<script>@example.org", "does not look like an email address"),
        ("rosa@", "does not look like an email address"),
    ],
)
def test_what_is_no_address_is_said_in_plain_words(client, colleague, typed, said):
    response = look_up(client, typed)
    assert response.status_code == 422
    assert said in html_of(response)
    assert "<script>@" not in html_of(response)
    assert not AuditEntry.objects.exists()


def test_a_name_of_a_site_in_other_letters_and_capitals_are_understood(client, colleague):
    GuideRequestFactory(email="rosa@bücher.example")
    assert "Requests for the guide (1)" in html_of(look_up(client, " Rosa@BÜCHER.example "))
    assert "Requests for the guide (1)" in html_of(look_up(client, "rosa@xn--bcher-kva.example"))


def test_another_spelling_of_the_mailbox_is_named_and_not_mixed_in(client, colleague):
    GuideRequestFactory(email="rosa+guide@example.org", first_name="Labelled")
    GuideRequestFactory(email="rosamund@example.org", first_name="Another")
    html = html_of(look_up(client, ROSA))
    assert "rosa+guide@example.org" in html and "Labelled" not in html
    assert "rosamund" not in html
    GuideRequestFactory(email="r.o.s.a@gmail.com")
    assert "r.o.s.a@gmail.com" in html_of(look_up(client, "rosa+x@googlemail.com"))
    assert "Labelled" in html_of(look_up(client, "rosa+guide@example.org"))


def test_a_person_with_500_records_is_paged_with_few_queries(client, colleague):
    text = ConsentTextFactory()
    ConsentEvent.objects.bulk_create(
        ConsentEvent(text=text, wording=f"Words {number}.", email=ROSA, form="guide") for number in range(500)
    )
    for _ in range(3):
        GuideRequestFactory(email=ROSA, guide=None) if not GuideRequest.objects.exists() else MailFactory(to=[ROSA])
    with assert_max_queries(60):
        html = html_of(look_up(client, ROSA))
    assert "What was agreed to (500)" in html and "1 to 20 of 500" in html
    assert "Words 499." in html and "Words 479." not in html
    further = html_of(look_up(client, ROSA, **{"from": "consents:21"}))
    assert "21 to 40 of 500" in further and "Words 479." in further and "Words 499." not in further
    assert "481 to 500 of 500" in html_of(look_up(client, ROSA, **{"from": "consents:481"}))
    for nonsense in ("consents:999999", "consents:-1", "consents:x", ":", "consents:٣", "nothing:5"):
        assert look_up(client, ROSA, **{"from": nonsense}).status_code == 200
    with assert_max_queries(60):
        told = json.loads(look_up(client, ROSA, do="json").content)
    consents = next(held for held in told["held"] if held["name"] == "consents")
    assert len(consents["records"]) == 500


def test_the_files_hold_everything_as_it_was_typed_and_run_nothing(client, colleague):
    answers = [
        {"question": "Which page?", "answer": "=1+1"},
        {"question": "<b>?", "answer": "<script>alert(1)</script>"},
    ]
    GuideRequestFactory(email=ROSA, first_name="=cmd|' /C calc'!A0", answers=answers)
    response = look_up(client, ROSA, do="json")
    assert response["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert "rosa" not in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    [guide] = [held for held in json.loads(response.content)["held"] if held["name"] == "guide-requests"]
    values = {row["label"]: row["value"] for row in guide["records"][0]["values"]}
    assert values["Which page?"] == "=1+1" and values["First name"] == "=cmd|' /C calc'!A0"
    page = look_up(client, ROSA, do="html")
    html = html_of(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html and "<script" not in html
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "exported a person as JSON",
        "exported a person as HTML",
    ]
    assert_valid_html({"export": html})


def test_erasing_asks_for_the_address_once_more(client, colleague):
    GuideRequestFactory(email=ROSA)
    assert "Goes now" in html_of(look_up(client, ROSA, do="preview"))
    for typed, said in (("", "Type the address once more"), ("rosa@example.com", "not the address"), ("ja", "not the")):
        response = look_up(client, ROSA, do="erase", typed=typed)
        assert response.status_code == 422 and said in html_of(response)
    assert GuideRequest.objects.get().email == ROSA
    assert not Erasure.objects.exists()


def test_erasing_twice_is_once_and_a_receipt_can_be_shown_again(client, colleague):
    GuideRequestFactory(email=ROSA)
    first = look_up(client, ROSA, do="erase", typed=ROSA)
    again = look_up(client, ROSA, do="erase", typed=ROSA)
    assert first["Location"].startswith("/admin/privacy_receipts/")
    # With nothing left there is nothing to type: the form says so and leads back.
    assert again.status_code == 302
    receipt = Erasure.objects.get()
    page = html_of(client.get(first["Location"]))
    assert "Requests for the guide: 1 request" in page and receipt.number in page and "rosa" not in page.lower()
    assert receipt.number in html_of(client.get("/admin/privacy_receipts/"))
    assert erasing.erase("nobody@example.org", by=colleague) is None
    assert client.get("/admin/privacy_receipts/NOTTHERE/").status_code == 404


@pytest.mark.parametrize("ticked", [True, False])
def test_a_colleague_may_have_the_last_mail_sent(client, colleague, mailoutbox, ticked):
    GuideRequestFactory(email=ROSA)
    asked = html_of(look_up(client, ROSA, do="preview"))
    assert re.search(r'<input[^>]*name="tell"[^>]*checked', asked)
    response = look_up(client, ROSA, do="erase", typed=ROSA, **({"tell": "on"} if ticked else {}))
    page = html_of(client.get(response["Location"]))
    assert ("None was sent" in page) is not ticked
    assert [mail.to for mail in mailoutbox] == ([[ROSA]] if ticked else [])
    assert not Email.objects.exists()


def test_no_last_mail_goes_to_an_address_that_takes_none(client, colleague, mailoutbox):
    GuideRequestFactory(email=ROSA)
    suppress(ROSA, Suppression.Reason.BOUNCED)
    look_up(client, ROSA, do="erase", typed=ROSA, tell="on")
    assert not mailoutbox and Erasure.objects.get().mailed_at is None


def test_a_mail_server_that_is_gone_stops_no_erasure(client, colleague, monkeypatch, caplog):
    GuideRequestFactory(email=ROSA)

    def refuse(*args, **kwargs):
        raise OSError(f"Nobody there for {ROSA}")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    look_up(client, ROSA, do="erase", typed=ROSA, tell="on")
    receipt = Erasure.objects.get()
    assert receipt.finished_at and receipt.mailed_at is None
    assert "rosa" not in caplog.text.lower() and "could not be sent" in caplog.text


def test_what_comes_in_while_a_person_is_erased_goes_too(client, colleague, monkeypatch):
    GuideRequestFactory(email=ROSA)
    guides = registry._holdings["guide-requests"]

    def erase_late(email, by):
        MailFactory(to=[email])
        return guides.erase(email, by)

    monkeypatch.setitem(registry._holdings, "guide-requests", replace(guides, erase=erase_late))
    look_up(client, ROSA, do="erase", typed=ROSA)
    assert Erasure.objects.get().finished_at and not Email.objects.exists()


def test_nothing_says_your_to_a_colleague(client, colleague):
    for holding in every_holding():
        words = [holding.title, holding.what, holding.why, holding.ground, holding.stays, *map(str, holding.periods)]
        assert not [text for text in words if re.search(r"\b(you|your|yours)\b", text, re.IGNORECASE)], holding.name


def test_a_crash_leaves_the_rest_done_and_the_next_call_goes_on(client, colleague, monkeypatch, caplog):
    GuideRequestFactory(email=ROSA)
    MailFactory(to=[ROSA])
    fine = registry._holdings["guide-requests"]

    def fail(email, by):
        GuideRequest.objects.update(first_name="half done")
        raise DatabaseError(f"The server went away with {email}")

    broken = registry.Holding(**(vars(fine) | {"erase": fail}))
    monkeypatch.setitem(registry._holdings, "guide-requests", broken)
    response = look_up(client, ROSA, do="erase", typed=ROSA)
    receipt = Erasure.objects.get()
    assert receipt.finished_at is None
    assert not Email.objects.exists() and GuideRequest.objects.get().first_name == ""
    assert "Not finished" in html_of(client.get(response["Location"]))
    assert "rosa" not in caplog.text
    monkeypatch.setitem(registry._holdings, "guide-requests", fine)
    look_up(client, ROSA, do="erase", typed=ROSA)
    receipt.refresh_from_db()
    assert Erasure.objects.count() == 1 and receipt.finished_at
    assert {"mails", "guide-requests"} <= {result["holding"] for result in receipt.results}


def test_what_another_person_has_stays(client, colleague):
    GuideRequestFactory(email=ROSA)
    other = GuideRequestFactory(email="rosa.b@example.org", first_name="Bea")
    MailFactory(to=["xrosa@example.org"])
    look_up(client, ROSA, do="erase", typed=ROSA)
    other.refresh_from_db()
    assert other.first_name == "Bea"
    assert Email.objects.count() == 1
    # What was erased before has no address any more, and belongs to nobody.
    assert not erasing.is_held(ROSA)


@pytest.mark.django_db(transaction=True)
def test_erasing_and_approving_at_once_leaves_no_one(django_db_blocker):
    trial = TrialPageFactory(parent=site_with_home())
    request = TrialRequestFactory(trial=trial, email=ROSA)
    trial_requests.confirm(TrialConfirmationFactory(request=request))
    colleague, other = UserFactory(), UserFactory()
    barrier, done = threading.Barrier(3), []

    def run(function):
        with django_db_blocker.unblock():
            barrier.wait(timeout=30)
            try:
                done.append(function())
            finally:
                connection.close()

    def approve():
        return trial_requests.approve(TrialRequest.objects.get(), by=other)

    def erase():
        return erasing.erase(ROSA, by=colleague)

    threads = [threading.Thread(target=run, args=[function]) for function in (approve, erase, erase)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 3
    request = TrialRequest.objects.get()
    assert (request.state, request.email, request.full_name) == ("erased", "", "")
    [receipt] = Erasure.objects.all()
    assert receipt.finished_at
    assert [result["gone"] for result in receipt.results if result["holding"] == "trial-requests"] == [
        ["1 request, with everything that was typed, answers and links"]
    ]


def test_the_dashboard_and_the_list_say_what_was_deleted(client, colleague):
    assert "Housekeeping has not run yet" in html_of(client.get("/admin/"))
    DataLink.objects.create(digest="x", email=ROSA, expires_at=timezone.now() - timedelta(hours=1))
    call_command("housekeeping", verbosity=0)
    html = html_of(client.get("/admin/"))
    assert "Deleted as promised: 1 record in the last 30 days." in html and "Last run:" in html
    listed = html_of(client.get("/admin/privacy_periods/"))
    assert "Links to one’s data deleted after an hour" in listed
    for holding in every_holding():
        assert holding.title in listed
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        log_in(client)
        assert "That is more than a day ago" in html_of(client.get("/admin/"))
