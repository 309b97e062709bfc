import re
from pathlib import Path

import pytest
from post_office.models import Email

from offers.requests.guide_machine import GUIDE
from offers.requests.machine import Kind, NotForThem
from offers.requests.trial_machine import TRIAL
from tests.factories.core import UserFactory
from tests.factories.offers import GuideRequestFactory, TrialRequestFactory

DOCUMENT = Path(__file__).parents[2] / "docs" / "requests.md"
ROW = re.compile(r"^\| (?!step|---)(.*) \|$", re.MULTILINE)


def documented(heading: str) -> set[tuple[str, ...]]:
    section = DOCUMENT.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    return {tuple(cell.strip() for cell in f"{row} ".split("|")) for row in ROW.findall(section) if "---" not in row}


@pytest.mark.parametrize(("heading", "machine"), [("The guide", GUIDE), ("The sample", TRIAL)])
def test_the_table_in_the_docs_says_what_the_code_does(heading, machine):
    built = {
        (step.kind, ", ".join(step.sources), str(step.target), ", ".join(step.who), step.mail)
        for step in machine.transitions
    }
    assert documented(heading) == built


@pytest.mark.parametrize("machine", [GUIDE, TRIAL])
def test_every_state_can_be_reached_and_every_step_has_an_event(machine):
    states = set(machine.model.State.values)
    assert {step.target for step in machine.transitions} == states
    assert {source for step in machine.transitions for source in step.sources} == states - {"erased"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("factory", "machine"), [(GuideRequestFactory, GUIDE), (TrialRequestFactory, TRIAL)], ids=["guide", "sample"]
)
def test_no_step_is_taken_from_a_state_that_it_does_not_lead_from(factory, machine):
    request = factory()
    colleague = UserFactory()
    for step in machine.transitions:
        by = colleague if "staff" in step.who else None
        for state in set(machine.model.State.values) - set(step.sources):
            machine.model.objects.update(state=state)
            assert not machine.take(request, step.kind, by=by)
            assert request.state == state
    assert not request.events.exists()
    assert not Email.objects.exists()


@pytest.mark.django_db
def test_a_step_leaves_its_state_its_moment_its_event_and_its_mail():
    request = TrialRequestFactory(state="exported")
    before = request.state_since
    assert TRIAL.take(request, Kind.DISPATCHED, reason="From the partner’s file", tracking="AB 12")
    request.refresh_from_db()
    assert request.state == "dispatched"
    assert request.state_since > before
    assert request.tracking == "AB 12"
    event = request.events.get()
    assert (event.kind, event.state, event.reason) == ("dispatched", "dispatched", "From the partner’s file")
    assert event.mail.to == [request.email]
    assert not TRIAL.take(request, Kind.DISPATCHED)
    assert request.events.count() == Email.objects.count() == 1


@pytest.mark.django_db
def test_a_step_of_colleagues_needs_one_and_a_step_of_others_takes_none():
    request = TrialRequestFactory(state="reserved")
    with pytest.raises(NotForThem):
        TRIAL.take(request, Kind.APPROVED)
    with pytest.raises(NotForThem):
        TRIAL.take(request, Kind.CANCELLED, by=UserFactory())
    assert TRIAL.take(request, Kind.APPROVED, by=UserFactory())


@pytest.mark.django_db
@pytest.mark.parametrize(("machine", "factory"), [(GUIDE, GuideRequestFactory), (TRIAL, TrialRequestFactory)])
def test_a_request_that_is_gone_takes_no_step(machine, factory):
    request = factory()
    machine.model.objects.all().delete()
    assert not machine.take(request, Kind.EXPIRED)
