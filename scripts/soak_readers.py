"""The readers of `scripts.soak`: they fill in forms, press again when nothing comes back, and get mail."""

import http.client
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any
from urllib.parse import urlencode

from lxml import html

HOST = "soak.example"
# As long as a browser waits for nothing, roughly; then somebody presses the button again.
PATIENCE = 20
TRIES = 80
BOXES = ("adult", "household", "partner_address")


class Postbox:
    """A mail server that takes everything."""

    def __init__(self) -> None:
        self.received: Counter[tuple[str, str]] = Counter()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content)
        self.received[str(mail["To"]).lower(), str(mail["Message-ID"])] += 1
        return "250 OK"

    @property
    def readers(self) -> set[str]:
        """Who got at least one mail."""
        return {reader for reader, _ in self.received.copy()}


@dataclass
class Outcome:
    """What readers saw, in all."""

    sent: int = 0
    again: int = 0
    thanked: set[str] = field(default_factory=set)
    refused: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Reader:
    """Somebody who fills in one form."""

    def __init__(self, number: int, kind: str, path: str, port: int):
        self.kind, self.path, self.port = kind, path, port
        self.email = f"reader-{number}@example.org"
        self.number = number
        self.headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": f"10.{number // 250}.{number % 250}.{random.randrange(1, 250)}",  # noqa: S311
        }

    def take_part(self, outcome: Outcome) -> None:
        """Open the form, fill it in and send it, until there is an answer; one in five sends it twice."""
        fields = self._opened()
        if fields is None:
            outcome.refused["the page could not be opened"] += 1
            return
        # The form refuses whoever is faster than a person.
        time.sleep(2.2)
        twice = self.number % 5 == 0
        with outcome.lock:
            outcome.sent += 1
            outcome.again += twice
        with ThreadPoolExecutor(2) as presses:
            for thanked in presses.map(lambda _: self._send(fields), range(2 if twice else 1)):
                with outcome.lock:
                    if thanked is True:
                        outcome.thanked.add(self.email)
                    else:
                        outcome.refused[str(thanked)] += 1

    def _opened(self) -> dict[str, str] | None:
        for _ in range(TRIES):
            status, _, page = self._ask("GET")
            if status == 200:
                [form] = [form for form in html.fromstring(page).forms if "email" in form.fields]
                boxes = form.xpath(".//input[@type='checkbox']")
                ticked = {box.get("name"): box.get("value", "on") for box in boxes if box.get("name") in BOXES}
                return dict(form.form_values()) | self._typed() | ticked
            time.sleep(0.5)
        return None

    def _typed(self) -> dict[str, str]:
        if self.kind == "guide":
            return {"email": self.email, "first_name": f"Reader {self.number}"}
        return {
            "full_name": f"Reader Number {self.number}",
            "email": self.email,
            "address_line_1": f"{self.number} Mill Lane",
            "town": "Ashby",
            "postcode": "LE65 1AA",
            "country": "United Kingdom",
        }

    def _send(self, fields: dict[str, str]) -> bool | str:
        for _ in range(TRIES):
            status, location, page = self._ask("POST", urlencode(fields))
            if status in (302, 303) and location:
                return True
            if status and status < 500:
                problems = html.fromstring(page).xpath("//*[@id='problems']")
                return f"{status}: {' '.join(problems[0].text_content().split()) if problems else 'no reason given'}"
            time.sleep(0.5)
        return "no answer"

    def _ask(self, method: str, body: str | None = None) -> tuple[int, str, str]:
        """Return status, Location and page; 0 for no answer."""
        headers = self.headers | ({"Content-Type": "application/x-www-form-urlencoded"} if body else {})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, self.path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location") or "", answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, "", ""
        finally:
            connection.close()
