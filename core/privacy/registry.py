"""Every kind of personal data that the site holds. Each app registers its own when it is ready.

A test fails when a model has a field for an email, a name or an address of the public and no holding names it.
Source of what has to be said about each: GDPR, articles 13, 15, 17 and 30.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model

# So many records are read at once, however many there are.
AT_ONCE = 100
# So many other addresses of the same mailbox are named.
MOST_RELATIVES = 10
Found = Any  # A QuerySet in a fixed order, or a list.


@dataclass(frozen=True)
class Period:
    """How long something is kept.

    Arguments:
        what: what of the holding, in a few words.
        since: from when on it counts; with no ``kept``, until when it stays: “as long as we send mail”.
        kept: how long; None where no date ends it.
        step: the step of housekeeping that deletes it; empty where nothing but erasing does.
    """

    what: str
    since: str
    kept: timedelta | None = None
    step: str = ""

    def __str__(self) -> str:
        return f"{in_words(self.kept)} after {self.since}" if self.kept else self.since


@dataclass(frozen=True)
class Record:
    """One record about a person, as people read it: a title, and rows of a label and a value each."""

    title: str
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Stay:
    """Something that stays when a person is erased, and why."""

    what: str
    why: str


@dataclass(frozen=True)
class Outcome:
    """What goes, and what stays, when a person is erased: in words that name nobody."""

    gone: Sequence[str] = ()
    stays: Sequence[Stay] = ()


@dataclass(frozen=True)
class Choice:
    """Something that a person agreed to.

    Arguments:
        key: names it within its holding.
        title: what it is about, in a few words.
        wording: the words that were ticked.
        at: when it was agreed to; or taken back, where that is remembered.
        effect: what taking it back does, in a sentence; empty where that goes without saying.
        is_withdrawn: whether it was taken back. What is forgotten then is no choice any more.
    """

    key: str
    title: str
    wording: str
    at: datetime
    effect: str = ""
    is_withdrawn: bool = False


@dataclass(frozen=True)
class Agreed:
    """How many addresses agree to the same words now.

    Arguments:
        title: what the words are about.
        wording: all the words, as they were shown.
        count: how many addresses.
        version: which version of the words it is; None where they have none.
        partner: the partner that the words name.
    """

    title: str
    wording: str
    count: int
    version: int | None = None
    partner: str = ""


@dataclass(frozen=True)
class Withdraw:
    """How people take back, one by one, what they agreed to.

    Arguments:
        choices: returns what an email address agreed to, the newest first.
        take_back: takes back one of an email address's own choices, by its key, in the transaction around it; returns
            whether this call did it. Safe to repeat.
        agreed: returns how many agree now, for the report “Consents”: each address once for each thing.
        is_private: whether only “My data” shows it. The link of a newsletter is passed on along with it, and must not
            tell what else the address is known for.
    """

    choices: Callable[[str], list[Choice]]
    take_back: Callable[[str, str], bool]
    agreed: Callable[[], list[Agreed]] = lambda: []
    is_private: bool = False


@dataclass(frozen=True)
class Holding:
    """One kind of data about people.

    Arguments:
        name: a short name for addresses and files; the same for ever.
        title: what people call it.
        what: what is held, in plain words.
        why: what for.
        ground: why the law lets us, in plain words.
        periods: how long.
        models: the tables in which it stands.
        find: returns what is held about an email address: a QuerySet in a fixed order, or a list.
        show: returns some of that as records.
        preview: returns what erasing would do now. Not needed with ``stays``.
        erase: erases what is held about an email address for a colleague (None for the person themselves) in the
            transaction around it, and returns what it did. Safe to repeat. Not needed with ``stays``.
        stays: why none of it is erased; empty where it is.
        withdraw: how people take back what they agreed to; None where there is nothing of the kind.
        relatives: returns the email addresses in it that a regular expression matches, at most ``MOST_RELATIVES``.
        erased_first: whether it is erased before the others, which would delete some of it along with theirs.
        order: where it stands among the others, on pages and when a person is erased.
    """

    name: str
    title: str
    what: str
    why: str
    ground: str
    periods: Sequence[Period]
    models: Sequence[type[Model]]
    find: Callable[[str], Found]
    show: Callable[[Sequence[Any]], list[Record]]
    preview: Callable[[str], Outcome] = lambda email: Outcome()
    erase: Callable[[str, Any], Outcome] = lambda email, by: Outcome()
    stays: str = ""
    withdraw: Withdraw | None = None
    relatives: Callable[[str], Iterable[str]] = lambda pattern: ()
    erased_first: bool = False
    order: int = 50

    def count(self, email: str) -> int:
        """Return how many records are held about ``email``."""
        return count_of(self.find(email))

    def records(self, email: str, start: int = 0, stop: int | None = None) -> list[Record]:
        """Return the records about ``email``, from the one at ``start`` on and before the one at ``stop``."""
        return self.show(list(self.find(email)[start:stop]))

    def export(self, email: str) -> list[Record]:
        """Return all records about ``email``, read some at a time."""
        found = self.find(email)
        total = count_of(found)
        return [
            record for start in range(0, total, AT_ONCE) for record in self.show(list(found[start : start + AT_ONCE]))
        ]


_holdings: dict[str, Holding] = {}
_other_periods: list[tuple[str, Period]] = []


def register(*holdings: Holding) -> None:
    """Add ``holdings`` to what the site holds about people. Call it when the apps are ready."""
    _holdings.update({holding.name: holding for holding in holdings})


def register_period(about: str, *periods: Period) -> None:
    """Add the periods of something that says nothing about a person, such as counts, for the list of all periods."""
    _other_periods.extend((about, period) for period in periods)


def every_holding() -> list[Holding]:
    """Return all kinds of data, in their order."""
    return sorted(_holdings.values(), key=lambda holding: (holding.order, holding.name))


def other_periods() -> list[tuple[str, Period]]:
    """Return the periods of what is about nobody, each with what it is about."""
    return list(_other_periods)


def count_of(found: Found) -> int:
    """Return how many there are in what a holding found."""
    return len(found) if isinstance(found, list) else found.count()


def plural(count: int, one: str, many: str = "") -> str:
    """Return “1 mail” or “3 mails”."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def in_words(length: timedelta) -> str:
    """Return how long ``length`` is in words: “1 hour”, “7 days”, “12 months”, “3 years”."""
    if length < timedelta(days=1):
        return plural(int(length.total_seconds() // 3600), "hour")
    years, rest = divmod(length.days, 365)
    if years and not rest:
        return plural(years, "year") if years > 2 else plural(12 * years, "month")
    return plural(length.days, "day")
