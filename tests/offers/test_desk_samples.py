"""Samples: how many there are, for whom, and what a reader sees of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from offers.models import TrialSupply
from tests.factories.offers import TrialPageFactory
from tests.offers.desk import State, asked, colleague, html_of, said


@pytest.fixture
def trial(home):
    return TrialPageFactory(parent=home, supply__stock=10, supply__taken=8)


@pytest.fixture
def path(trial):
    return reverse("trial_supply", args=[trial.pk])


def filled_in(client, path, **changes):
    """What the form holds when it is opened now, with ``changes``."""
    form = client.get(path).context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in data.items() if value is not False} | changes
    return {name: value for name, value in data.items() if value is not None}


def test_the_list_says_where_the_samples_of_each_offer_are(client, trial):
    asked(trial, State.RESERVED)
    asked(trial, State.APPROVED)
    asked(trial, State.EXPORTED)
    asked(trial, State.DISPATCHED)
    asked(trial, State.WAITLISTED)
    asked(trial, State.WAITLISTED, held_until=timezone.now() + timedelta(hours=1))
    TrialPageFactory(parent=trial.get_parent(), supply=None)
    colleague(client)
    response = client.get("/admin/samples/")
    assert "With the partner" in html_of(response)
    counts = next(row["counts"] for row in response.context["rows"] if row["trial"] == trial)
    assert (counts.taken, counts.left) == (8, 2)
    assert (counts.reserved, counts.approved, counts.with_partner, counts.waiting, counts.held) == (1, 1, 1, 1, 1)
    assert counts.is_low


def test_the_form_says_what_a_reader_sees_now(client, trial, path):
    colleague(client)
    assert "“Read the conditions”" in html_of(client.get(path))
    TrialSupply.objects.update(taken=10)
    html = html_of(client.get(path))
    assert "“Join the waiting list”" in html and "for the waiting list" in html
    response = client.post(
        path, filled_in(client, path, takes_requests=None, pause_reason="None until March."), follow=True
    )
    assert "“None until March.”" in html_of(response)
    entry = AuditEntry.objects.get(action="changed the samples")
    assert entry.details == {"fields": ["takes_requests", "pause_reason"]}


def test_more_samples_go_to_those_who_wait(client, trial, path):
    TrialSupply.objects.update(taken=10, last_waiting_number=1)
    waiting = asked(trial, State.WAITLISTED, waiting_number=1)
    colleague(client)
    response = client.post(path, filled_in(client, path, stock="12"), follow=True)
    assert "1 is kept free" in said(response)
    waiting.refresh_from_db()
    assert waiting.is_held
    assert TrialSupply.objects.get().taken == 11


def test_what_a_colleague_changed_meanwhile_is_shown_and_not_written_over(client, trial, path):
    colleague(client)
    mine = filled_in(client, path, stock="50")
    TrialSupply.objects.update(stock=20, taken=9, closes="2027-01-02", countries="")
    response = client.post(path, mine)
    now = {str(label): value for label, value in response.context["changed_meanwhile"]}
    assert (now["Last day"], now["First day"], now["Why the form is closed"]) == (
        *("2 January 2027", "Left empty"),
        "Left empty",
    )
    assert (now["Number of samples"], now["Takes requests"], now["Countries"]) == ("20", "Yes", "Left empty")
    html = html_of(response)
    assert "Somebody else has changed this meanwhile" in html and "<dd>20</dd>" in html
    assert 'value="50"' in html
    assert TrialSupply.objects.get().stock == 20
    client.post(path, mine | {"seen": response.context["form"]["seen"].value()})
    assert (TrialSupply.objects.get().stock, TrialSupply.objects.get().taken) == (50, 9)


def test_samples_taken_while_the_form_is_open_stay_taken(client, trial, path):
    colleague(client)
    mine = filled_in(client, path, countries="Ireland\n\n Ireland \nUnited  Kingdom")
    TrialSupply.objects.update(taken=9)
    client.post(path, mine)
    supply = TrialSupply.objects.get()
    assert (supply.taken, supply.countries) == (9, "Ireland\nUnited Kingdom")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"takes_requests": None, "pause_reason": " "}, "Say why in a sentence"),
        ({"stock": "-1"}, "greater than or equal to 0"),
        ({"stock": "many"}, "whole number"),
        ({"stock": "9" * 30}, "less than or equal to"),
        ({"opens": "2027-02-02", "closes": "2027-01-01"}, "The last day is before the first day"),
        ({"opens": "soon"}, "valid date"),
        ({"countries": "x" * 200}, "too long for a country"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(client, path, changes, words):
    colleague(client)
    response = client.post(path, filled_in(client, path, **changes))
    assert words in html_of(response)
    assert TrialSupply.objects.get().stock == 10


def test_an_offer_without_a_supply_gets_one_by_its_form(client, home):
    bare = TrialPageFactory(parent=home, supply=None)
    path = reverse("trial_supply", args=[bare.pk])
    colleague(client)
    assert client.get(path).status_code == 200
    assert not TrialSupply.objects.exists()
    client.post(path, filled_in(client, path, stock="5", countries="Ireland"))
    assert TrialSupply.objects.get(trial=bare).stock == 5
    assert client.get(reverse("trial_supply", args=[999_999])).status_code == 404


def test_the_dashboard_says_what_waits_and_leads_there(client, trial):
    colleague(client)
    panel = html_of(client.get("/admin/"))
    assert "2 of 10 samples left" in panel and reverse("trial_supply", args=[trial.pk]) in panel
    TrialSupply.objects.update(stock=None)
    assert "Nothing waits for you" in html_of(client.get("/admin/"))
    asked(trial, State.RESERVED, mail_problem="bounced", state_since=timezone.now() - timedelta(days=2))
    panel = html_of(client.get("/admin/"))
    for view in ("needs-me", "stuck", "mail-failing"):
        assert f'href="/admin/trial_requests/view/{view}/"' in panel
