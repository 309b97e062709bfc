"""A process that dies at the worst moment: what a reader was told is true, and what nobody was told is not there."""

import os
import signal

import pytest
from django.db import connection, connections, transaction
from post_office.models import Email

from offers.models import GuideRequest, TrialRequest, TrialSupply
from offers.requests import guide_requests, trial_requests
from offers.requests.links import find_confirmation
from tests.factories.home import site_with_home
from tests.factories.offers import (
    GuidePageFactory,
    TrialConfirmationFactory,
    TrialPageFactory,
    TrialRequestFactory,
)

FORM = {"email": "rosa@example.org", "first_name": "Rosa", "submission": "the-same-form"}


def killed(during):
    """Call ``during`` in a process of its own, which is killed the moment it returns."""
    # Neither process may use the connection of the other.
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            during()
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def in_a_transaction_that_never_ends(step):
    def begin():
        transaction.atomic().__enter__()
        step()

    return begin


@pytest.mark.django_db(transaction=True)
def test_a_web_process_that_is_killed_loses_nothing_and_leaves_nothing_half_done():
    home = site_with_home()
    guide, trial = GuidePageFactory(parent=home), TrialPageFactory(parent=home, supply__stock=1)

    killed(in_a_transaction_that_never_ends(lambda: guide_requests.submit(guide, **FORM)))
    assert not GuideRequest.objects.exists()
    assert not Email.objects.exists()

    # After the commit, before the answer: the reader sends the form again.
    killed(lambda: guide_requests.submit(guide, **FORM))
    guide_requests.submit(guide, **FORM)
    assert GuideRequest.objects.count() == Email.objects.count() == 1

    asked = TrialRequestFactory(trial=trial)
    TrialConfirmationFactory(request=asked)
    killed(in_a_transaction_that_never_ends(lambda: trial_requests.confirm(find_confirmation("trial-secret"))))
    assert TrialSupply.objects.get().taken == 0
    assert TrialRequest.objects.get().state == "submitted"

    killed(lambda: trial_requests.confirm(find_confirmation("trial-secret")))
    assert not trial_requests.confirm(find_confirmation("trial-secret"))
    assert TrialSupply.objects.get().taken == 1
    assert [event.kind for event in TrialRequest.objects.get().events.all()] == ["confirmed", "reserved"]
    assert Email.objects.filter(to=asked.email).count() == 1
    connection.close()
