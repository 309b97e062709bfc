"""Mail servers that refuse, hang or die, and processes that are killed: no mail is lost, none holds up another."""

import asyncio
import datetime
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from post_office.models import STATUS, Email

from core.locks import only_one
from core.mail import failed, mail_in_trouble, mail_sent, retry, send_waiting
from core.mail.tasks import send_waiting_mail
from core.models import AuditEntry
from tests.factories.core import MailFactory, UserFactory
from tests.helpers.smtp import Mailbox, free_port, mail_server, silent_server, use_server

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


@pytest.fixture
def told():
    """What was said of mails to whoever wrote them: what became of each, and its subject."""
    said = []

    def remember_trouble(sender, mail, trouble, **kwargs):
        said.append((trouble.value, mail.subject))

    def remember_sent(sender, mail, **kwargs):
        said.append(("sent", mail.subject))

    mail_in_trouble.connect(remember_trouble)
    mail_sent.connect(remember_sent)
    yield said
    mail_in_trouble.disconnect(remember_trouble)
    mail_sent.disconnect(remember_sent)


def states():
    return [mail.get_status_display() for mail in Email.objects.order_by("pk")]


@pytest.mark.django_db
def test_each_failed_try_puts_the_next_one_further_off_until_somebody_has_to_look(settings, told):
    use_server(settings, free_port())
    mail = MailFactory(subject="Hello")
    due = []
    with time_machine.travel(NOON, tick=False) as clock:
        for wait in ({"minutes": 1}, {"minutes": 10}, {"hours": 1}, {"hours": 6}):
            send_waiting()
            mail.refresh_from_db()
            due.append((mail.scheduled_time - timezone.now()) == datetime.timedelta(**wait))
            clock.shift(datetime.timedelta(**wait) - datetime.timedelta(seconds=1))
            send_waiting()
            assert mail.logs.count() == len(due), "it was tried before its time"
            clock.shift(datetime.timedelta(seconds=1))
        assert due == [True] * 4
        assert told == []
        send_waiting()
        assert states() == ["failed"]
        assert told == [("send_failed", "Hello")]
        clock.shift(datetime.timedelta(days=1))
        send_waiting()
    assert mail.logs.count() == 5
    assert "refused" in mail.logs.first().message


@pytest.mark.django_db
def test_what_failed_goes_out_when_a_colleague_tries_again(settings, told):
    mails = MailFactory.create_batch(2, status=STATUS.failed, number_of_retries=5)
    waiting = MailFactory(status=STATUS.sent)
    colleague = UserFactory()
    assert retry(failed(), by=colleague) == 2
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.count) == (colleague, 2)
    with mail_server(mailbox := Mailbox()) as port:
        use_server(settings, port)
        assert send_waiting() == 2
    assert len(mailbox.received) == 2
    assert states() == ["sent"] * 3
    assert sorted(told) == sorted(("sent", mail.subject) for mail in mails)
    assert waiting.logs.count() == 0


@pytest.mark.django_db
def test_a_server_that_cannot_be_reached_is_asked_once_for_all_mails(settings):
    use_server(settings, free_port())
    MailFactory.create_batch(30)
    assert send_waiting() == 0
    assert states() == ["requeued"] * 30
    assert set(Email.objects.values_list("number_of_retries", flat=True)) == {1}


@pytest.mark.django_db
def test_a_silent_server_holds_nothing_up(settings):
    MailFactory.create_batch(30)
    with silent_server() as port:
        use_server(settings, port)
        assert send_waiting() == 0
    assert states() == ["requeued"] * 30


@pytest.mark.django_db
def test_a_refused_reader_keeps_nobody_else_from_their_mail(settings):
    for name in ("ada", "nobody", "rosa"):
        MailFactory(to=[f"{name}@example.org"])
    with mail_server(mailbox := Mailbox(refuses="nobody@example.org")) as port:
        use_server(settings, port)
        assert send_waiting() == 2
    assert mailbox.readers == ["ada@example.org", "rosa@example.org"]
    assert states() == ["sent", "requeued", "sent"]


@pytest.mark.django_db
def test_a_mail_that_nobody_can_make_sense_of_keeps_nobody_else_from_theirs(mailoutbox):
    bad, good = MailFactory.create_batch(2)
    Email.objects.filter(pk=bad.pk).update(subject="Two\nlines")
    assert send_waiting() == 1
    assert states() == ["requeued", "sent"]
    assert [mail.subject for mail in mailoutbox] == [good.subject]


@pytest.mark.django_db
def test_a_server_that_dies_before_it_answers_gets_the_same_mail_once_more(settings):
    mail = MailFactory()
    with mail_server(mailbox := Mailbox(dies=1)) as port, time_machine.travel(NOON, tick=False) as clock:
        use_server(settings, port)
        assert send_waiting() == 0
        clock.shift(datetime.timedelta(minutes=1))
        assert send_waiting() == 1
    assert mailbox.message_ids == [mail.message_id] * 2
    assert states() == ["sent"]


@pytest.mark.django_db
def test_a_server_that_dies_again_and_again_is_left_alone_until_the_next_run(settings):
    MailFactory.create_batch(4)
    with mail_server(mailbox := Mailbox(dies=3)) as port:
        use_server(settings, port)
        assert send_waiting() == 0
        assert states() == ["requeued"] * 2 + ["queued"] * 2
        assert send_waiting() == 1
    assert len(set(mailbox.message_ids)) == 4


@pytest.mark.django_db
def test_a_request_that_cannot_be_told_does_not_let_its_mail_go_out_twice(mailoutbox, told):
    def fail(sender, **kwargs):
        raise ValueError("Not today")

    mail_sent.connect(fail)
    try:
        MailFactory()
        assert (send_waiting(), send_waiting()) == (1, 0)
    finally:
        mail_sent.disconnect(fail)
    assert len(mailoutbox) == 1


@pytest.mark.django_db
def test_the_logs_name_no_reader(settings, caplog):
    MailFactory(to=["rosa@example.org"])
    with mail_server(Mailbox(refuses="rosa@example.org")) as port:
        use_server(settings, port)
        send_waiting()
    assert "could not be sent, try 1 of 5: SMTPRecipientsRefused" in caplog.text
    assert "rosa" not in caplog.text


@pytest.mark.django_db
def test_a_mail_whose_request_was_erased_meanwhile_is_not_sent(settings, told):
    ada, rosa = MailFactory.create_batch(2)

    def erase(sender, mail, **kwargs):
        Email.objects.filter(pk=rosa.pk).delete()

    mail_sent.connect(erase)
    try:
        assert send_waiting() == 1
    finally:
        mail_sent.disconnect(erase)
    assert told == [("sent", ada.subject)]


def elsewhere(*command, **variables):
    """Start a process of its own on the database of this test."""
    environment = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DJANGO_SETTINGS_MODULE": "tests.helpers.smtp_settings",
        "DATABASE_URL": address_of_database(),
        **{name: str(value) for name, value in variables.items()},
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )


def address_of_database():
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    user = database["USER"] + (f":{database['PASSWORD']}" if database["PASSWORD"] else "")
    host = database["HOST"].replace("/", "%2F")
    return f"postgres://{user}@{host}:{database['PORT']}/{database['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_a_mail_goes_out_although_the_worker_was_killed_while_sending(settings):
    mail = MailFactory()
    send_waiting_mail.enqueue()
    with mail_server(mailbox := Waiting()) as port:
        process = elsewhere("db_worker", "--no-startup-delay", "--interval", "0.1", SMTP_PORT=port)
        assert mailbox.came.wait(30)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert states() == ["queued"]
        mailbox.go_on.set()
        use_server(settings, port)
        # PostgreSQL notices after a moment that the one who had the lock is gone.
        until(lambda: send_waiting() == 1)
    assert mailbox.message_ids == [mail.message_id] * 2
    assert states() == ["sent"]


@pytest.mark.django_db(transaction=True)
def test_two_housekeepings_at_once_send_each_mail_once():
    mails = MailFactory.create_batch(20)
    with mail_server(mailbox := Mailbox()) as port:
        processes = [elsewhere("housekeeping", SMTP_PORT=port) for _ in range(2)]
        printed = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], printed
    assert sorted(mailbox.message_ids) == sorted(mail.message_id for mail in mails)


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_held_by_one_and_free_again_after_them(django_db_blocker):
    with only_one("something") as mine, only_one("something else") as other:
        seen = []

        def look():
            with django_db_blocker.unblock(), only_one("something") as theirs:
                seen.append(theirs)
            connection.close()

        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        assert (mine, other, seen) == (True, True, [False])
    with only_one("something") as mine:
        assert mine


class Waiting(Mailbox):
    """Takes the first mail and does not say so, until told to go on."""

    def __init__(self):
        super().__init__()
        self.came = threading.Event()
        self.go_on = threading.Event()

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        self.came.set()
        while not self.go_on.is_set():
            await asyncio.sleep(0.02)
        return answer


def until(condition):
    """Wait for what happens in another process."""
    for _ in range(500):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("It did not happen in ten seconds.")
