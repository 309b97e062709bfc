"""The clock: what is due is done, by one process at a time, again and again until it is stopped."""

import datetime
import os
import signal
import threading

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core import housekeeping
from core.housekeeping import Step, add_step, every_step, take
from core.locks import only_one
from core.mail import queue_mail
from core.mail.tasks import delete_old_tasks, send_waiting_mail
from tests.factories.core import MailFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def steps(monkeypatch):
    """Let housekeeping have these steps alone; return how often each was taken."""
    monkeypatch.setattr(housekeeping, "_steps", {})
    return []


def test_every_promise_has_its_step():
    names = [step.name for step in every_step()]
    assert {
        "Publish what is scheduled",
        "Mails sent",
        "Old mails deleted",
        "Old tasks deleted",
        "Requests that ran out",
        "Samples taken back that were kept free",
        "Unconfirmed requests deleted",
        "Addresses erased after 90 days",
        "Old counts of searches deleted",
    } <= set(names)


@pytest.mark.django_db(transaction=True)
def test_a_loop_goes_on_after_a_failure_until_it_is_asked_to_stop(steps, capsys, caplog):
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def fail():
        steps.append("fail")
        raise OperationalError("The server went away")

    def count():
        steps.append("count")
        if steps.count("count") == 3:
            os.kill(os.getpid(), signal.SIGTERM)
        return 1

    add_step("Failing", fail)
    add_step("Counted", count)
    add_step("After the signal", lambda: steps.append("after"))
    try:
        call_command("housekeeping", "--loop", "--every", "0.01")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert steps == ["fail", "count", "after"] * 2 + ["fail", "count"]
    assert capsys.readouterr().out.count("Counted: 1.\n") == 3
    assert "Housekeeping: this step failed: Failing" in caplog.text


def test_once_it_names_what_failed(steps):
    add_step("Failing", lambda: 1 // 0)
    with pytest.raises(CommandError, match="These steps failed, the others are done: Failing"):
        call_command("housekeeping")


@pytest.mark.django_db(transaction=True)
def test_a_database_that_went_away_is_asked_again(steps):
    def lose_connection():
        connection.connection.close()
        MailFactory()

    assert take(Step("Loses the connection", lose_connection)).failed
    assert take(Step("Goes on", lambda: MailFactory.create_batch(2) and 2)).words == "2"


@pytest.mark.parametrize("every", ["0", "-1"])
def test_it_does_not_spin(every):
    with pytest.raises(CommandError, match="above 0"):
        call_command("housekeeping", "--loop", "--every", every)


@pytest.mark.django_db(transaction=True)
def test_a_step_that_another_process_takes_is_left_to_it(django_db_blocker):
    outcomes = []
    step = Step("Something", lambda: 1)

    def elsewhere():
        with django_db_blocker.unblock():
            outcomes.append(take(step).words)
        connection.close()

    with only_one("housekeeping Something"):
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert outcomes == ["being done elsewhere"]
    assert take(step).words == "1"


def test_each_mail_is_left_with_a_task_for_the_worker():
    queue_mail("news_confirm", "rosa@example.org", {"path": "/requests/x/", "expires_at": timezone.now()})
    task = DBTaskResult.objects.get()
    assert (task.task_path, task.backend_name) == ("core.mail.tasks.send_waiting_mail", "background")
    assert "rosa" not in str(task.args_kwargs)


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_what_was_queued(mailoutbox):
    mail = MailFactory()
    send_waiting_mail.enqueue()
    call_command("db_worker", "--batch", "--no-startup-delay", "--no-reload", verbosity=0)
    assert [sent.to for sent in mailoutbox] == [mail.to]
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_what_is_known_of_tasks_goes_after_a_day():
    with time_machine.travel("2026-11-20 10:00:00Z", tick=False) as clock:
        for status in ("READY", "RUNNING", "SUCCESSFUL", "FAILED"):
            send_waiting_mail.enqueue()
            DBTaskResult.objects.filter(status="READY").update(status=status)
        clock.shift(datetime.timedelta(days=1))
        send_waiting_mail.enqueue()
        assert delete_old_tasks() == 0
        clock.shift(datetime.timedelta(seconds=1))
        assert delete_old_tasks() == 4
