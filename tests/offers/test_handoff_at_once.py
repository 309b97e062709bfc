"""Two colleagues prepare a batch, or apply a file, at the same moment."""

import threading

from django.utils import timezone

from core.consent import record_given, record_withdrawn
from offers.handoff import batches, returns
from offers.models import Batch, BatchRow, PartnerTask, TrialRequest
from offers.models.batch import file_of
from tests.factories.core import UserFactory
from tests.factories.home import site_with_home
from tests.factories.offers import TrialPageFactory, TrialRequestFactory, agreement

State = TrialRequest.State


def test_no_request_gets_into_two_batches_and_no_row_is_done_twice(at_once):
    trial, by = TrialPageFactory(parent=site_with_home(), complete=True), UserFactory()
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


def test_who_takes_news_back_while_a_batch_is_prepared_is_not_in_it_and_the_partner_is_told(at_once, monkeypatch):
    trial, by = TrialPageFactory(parent=site_with_home(), complete=True), UserFactory()
    request = TrialRequestFactory(trial=trial, state=State.APPROVED, email="rosa@example.org")
    [news] = record_given(
        [agreement(partner=trial.partner.name, purpose="partner_news")], email=request.email, form="trial"
    )
    asked, taken_back, who_wants_news = threading.Event(), threading.Event(), batches._who_wants_news

    def ask_and_wait(*args):
        found = who_wants_news(*args)
        asked.set()
        # In vain: whoever takes it back waits for the batch.
        taken_back.wait(0.5)
        return found

    def take_back():
        asked.wait(30)
        done = record_withdrawn(news)
        taken_back.set()
        return done

    monkeypatch.setattr(batches, "_who_wants_news", ask_and_wait)
    assert all(at_once([lambda: batches.prepare(trial, by=by), take_back]))
    assert request.email not in BatchRow.objects.get().line
    assert PartnerTask.objects.get().wish == PartnerTask.Wish.NO_NEWS
