"""A mail server of our own, on this machine, that can go wrong in each way that mail servers do."""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller

# aiosmtpd logs what it is told, addresses included, as if it were ours.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class Mailbox:
    """What a server does with mails.

    Arguments:
        refuses: address whose mails it does not take.
        dies: how many mails it takes and then hangs up before it says so.
    """

    def __init__(self, refuses: str = "", dies: int = 0):
        self.refuses = refuses
        self.dies = dies
        self.received: list[Message] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address == self.refuses:
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.received.append(message_from_bytes(envelope.content))
        if self.dies:
            self.dies -= 1
            server.transport.abort()
        return "250 OK"

    @property
    def readers(self) -> list[str]:
        """To whom the mails went that came in, in order."""
        return [str(message["To"]) for message in self.received]

    @property
    def message_ids(self) -> list[str]:
        """The Message-ID of each mail that came in, in order."""
        return [str(message["Message-ID"]) for message in self.received]


def use_server(settings: Any, port: int) -> None:
    """Let mail leave the site to ``port`` of this machine, where nobody waits long for an answer."""
    settings.POST_OFFICE = {"BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"}}
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.5


@contextmanager
def mail_server(mailbox: Mailbox) -> Iterator[int]:
    """Run a mail server; yield its port."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def silent_server() -> Iterator[int]:
    """Run a server that takes the connection and never says a word; yield its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
