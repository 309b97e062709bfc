"""The same step taken by several at the same moment: it is taken once."""

import threading

import pytest
from django.db import connection
from post_office.models import Email

from offers.models import GuideDownload, OutboundClicks
from offers.requests import guide_requests, trial_requests
from tests.factories.offers import (
    GuideConfirmationFactory,
    GuideRequestFactory,
    OutboundLinkFactory,
    TrialConfirmationFactory,
    TrialRequestFactory,
)

MANY = 8


@pytest.fixture
def at_once(transactional_db):
    """Return a function that calls another in many threads at once and returns what each call returned."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time, and its test database belongs to one thread.")

    def call(function, *arguments):
        barrier = threading.Barrier(MANY)
        results = []

        def run():
            try:
                barrier.wait(timeout=10)
                results.append(function(*arguments))
            finally:
                connection.close()

        threads = [threading.Thread(target=run) for _ in range(MANY)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(results) == MANY
        return results

    return call


# One test for all: each that empties the database afterwards costs seconds.
def test_each_step_is_taken_once(at_once):
    request = GuideRequestFactory(guide=None)
    link = GuideConfirmationFactory(request=request)
    assert len(list(filter(None, at_once(guide_requests.confirm, link)))) == 1
    assert [event.kind for event in request.events.all()] == ["confirmed"]
    assert GuideDownload.objects.count() == Email.objects.count() == 1

    sample = TrialRequestFactory(trial=None)
    link_to_sample = TrialConfirmationFactory(request=sample)
    assert at_once(trial_requests.confirm, link_to_sample).count(True) == 1
    assert [event.kind for event in sample.events.all()] == ["confirmed"]

    shop = OutboundLinkFactory()
    at_once(OutboundClicks.add_one, shop)
    assert OutboundClicks.objects.get().count == MANY
