"""Every mail that the site writes: when, to whom, and what an editor may word in it. Each app adds its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

Context = Mapping[str, Any]


@dataclass(frozen=True)
class Placeholder:
    """A name in curly brackets that an editor may use in the words of a mail.

    Arguments:
        name: what stands between the brackets.
        means: what it stands for, as help for the editor.
        value: returns what stands in its place in the mail with this context.
    """

    name: str
    means: str
    value: Callable[[Context], str]


@dataclass(frozen=True)
class Mail:
    """One mail of the site.

    Arguments:
        name: of its templates, ``emails/<name>.html`` and ``emails/<name>.txt``.
        title: what editors call it.
        sent: when it is sent, in a sentence.
        goes_to: who gets it.
        sample: returns a context with invented data, to show what the mail looks like. Called for each look.
        placeholders: what its words may hold.
        objections: returns what may not stand in its words, a message each.
        marketing: whether it is news, which needs the consent of whoever gets it (``core.mail.marketing``).
        kept_for: how long it stays once it was sent, where that is shorter than for others: next to something else in
            the database it would tell more than each of them alone.
    """

    name: str
    title: str
    sent: str
    goes_to: str
    sample: Callable[[], Context]
    placeholders: tuple[Placeholder, ...] = field(default=())
    objections: Callable[[str], list[str]] = lambda words: []
    marketing: bool = False
    kept_for: timedelta | None = None


_mails: dict[str, Mail] = {}


def register(*mails: Mail) -> None:
    """Add ``mails`` to those that the site writes. Call it when the apps are ready."""
    _mails.update({mail.name: mail for mail in mails})


def find(name: str) -> Mail | None:
    """Return the mail called ``name``; None when no app has added it."""
    return _mails.get(name)


def every_mail() -> list[Mail]:
    """Return all mails, in the order in which they were added."""
    return list(_mails.values())
