"""Two colleagues prepare a batch, or apply a file, at the same moment."""

from django.utils import timezone

from offers.handoff import batches, returns
from offers.models import Batch, BatchRow, TrialRequest
from offers.models.batch import file_of
from tests.factories.core import UserFactory
from tests.factories.home import site_with_home
from tests.factories.offers import TrialPageFactory, TrialRequestFactory

State = TrialRequest.State


def test_no_request_gets_into_two_batches_and_no_row_is_done_twice(at_once):
    trial, by = TrialPageFactory(parent=site_with_home()), UserFactory()
    requests = TrialRequestFactory.create_batch(6, trial=trial, state=State.APPROVED)
    made = at_once([lambda: batches.prepare(trial, by=by)] * 4)
    [batch] = filter(None, made)
    assert (batch.size, BatchRow.objects.count(), Batch.objects.count()) == (6, 6, 1)
    assert batch.checksum == Batch.checksum_of(file_of(batch.header, batch.rows.values_list("line", flat=True)))

    rows = [f"{request.reference},sent,{timezone.localdate()}" for request in requests]
    files = [
        returns.upload("\n".join(["request_id,status,date", *lines]).encode(), filename="", user=by)
        for lines in (rows, rows[::-1])
    ]
    assert all(at_once([lambda file=file: returns.apply_some(file, by=by) for file in files * 2]))
    assert TrialRequest.objects.filter(state=State.DISPATCHED).count() == 6
    assert [request.events.filter(kind="dispatched").count() for request in requests] == [1] * 6
