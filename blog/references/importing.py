"""Compares records with the sources that are there (the dry run), and imports those that were chosen."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from wagtail.log_actions import log

from blog.models import Source
from blog.models.source import STUB
from blog.references.fields import label_of
from blog.references.record import Record
from blog.references.vancouver import format_source

DATES = {"accessed_on", "status_on"}
FASTER = "A colleague added it a moment ago."
LEFT_OUT = "You left it out."


class State(models.TextChoices):
    """What the dry run says of a row."""

    NEW = "new", "New"
    LIKELY = "likely", "Probably there already"
    THERE = "there", "Already there"
    REPEATED = "repeated", "Twice in this file"
    UNREADABLE = "unreadable", "Cannot be read"


@dataclass
class Row:
    """One row of the dry run."""

    record: Record
    source: Source
    state: State
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    existing: Source | None = None

    @property
    def number(self) -> int:
        return self.record.row

    @property
    def can_be_imported(self) -> bool:
        return self.state in (State.NEW, State.LIKELY)

    @property
    def is_chosen(self) -> bool:
        """Whether it is ticked to begin with: what is probably there already waits for a colleague's decision."""
        return self.state == State.NEW

    @cached_property
    def reference(self) -> SafeString:
        """How it will read in a list of sources."""
        return format_source(self.source) if self.source.title else SafeString()


@dataclass
class Result:
    """What became of one row."""

    number: int
    title: str
    imported: bool
    message: str
    source_id: int | None = None


def dump(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Return ``records`` in a form that can be stored between the dry run and the import."""
    return [asdict(record) for record in records]


def load(data: list[dict[str, Any]]) -> list[Record]:
    """Return the records that `dump` made, with dates as dates again."""
    records = [Record(**stored) for stored in data]
    for record in records:
        for name in DATES & record.values.keys():
            record.values[name] = parse_date(record.values[name])
    return records


def plan(records: Iterable[Record]) -> list[Row]:
    """Return what an import of ``records`` would do. Writes nothing, and asks one query for all of them."""
    known = Known()
    return [_row(record, known) for record in records]


def apply(rows: Iterable[Row], chosen: set[int], user) -> list[Result]:
    """Import those of ``rows`` whose numbers are ``chosen``, in one transaction; return what became of each row.

    A row that fails costs no other: a number that a colleague took since `plan` is caught by the database.
    """
    with transaction.atomic():
        return [_import(row, row.number in chosen, user) for row in rows]


class Known:
    """The sources that are there, and the rows seen so far, by what tells them apart."""

    def __init__(self) -> None:
        # A few thousand short rows at most: one query, where a lookup of 2,000 numbers would be many or a long one.
        sources = Source.objects.only("doi", "pmid", "title", "year", "authors", "container")
        self._there: dict[tuple, Source] = {key: source for source in sources for key in _keys(source)}
        self._rows: dict[tuple, tuple[Source, int]] = {}

    def find(self, source: Source) -> tuple[State, Source | None, int]:
        """Return whether ``source`` is new, with the source or the row that it repeats; a sure match comes first."""
        keys = _keys(source)
        for key in keys:
            sure = key[0] != "title"
            other = self._there.get(key)
            if other and (sure or not _differ(source, other)):
                return (State.THERE if sure else State.LIKELY), other, 0
            earlier, row = self._rows.get(key, (None, 0))
            if earlier and (sure or not _differ(source, earlier)):
                return (State.REPEATED if sure else State.LIKELY), None, row
        return State.NEW, None, 0

    def add(self, source: Source, row: int) -> None:
        for key in _keys(source):
            self._rows.setdefault(key, (source, row))


def _keys(source: Source) -> list[tuple]:
    """What a source is known by, the surest first. A title counts together with the year."""
    keys: list[tuple] = [(name, value) for name in ("doi", "pmid") if (value := getattr(source, name))]
    words = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", source.title).casefold())
    return [*keys, ("title", words, source.year)] if words else keys


def _differ(one: Source, other: Source) -> bool:
    """Whether both have a DOI, and not the same: two works with one title, such as a preprint and its paper."""
    return bool(one.doi and other.doi and one.doi != other.doi)


def _row(record: Record, known: Known) -> Row:
    source, problems = to_source(record)
    row = Row(record, source, State.UNREADABLE, problems=[*record.problems, *problems], remarks=list(record.remarks))
    if row.problems:
        return row
    row.state, row.existing, repeated = known.find(source)
    if repeated:
        row.remarks.insert(0, f"It looks like row {repeated}.")
    if record.is_stub:
        row.remarks.insert(0, "Only its number is known. Import it and complete it, before an article cites it.")
    known.add(source, record.row)
    return row


def to_source(record: Record) -> tuple[Source, list[str]]:
    """Return a new source, not stored, and what is wrong with it in plain words."""
    values: dict[str, Any] = dict(record.values)
    if record.is_stub:
        values["title"] = f"{STUB}{values.get('doi') or values.get('pmid')}"
    source = Source(**values)
    errors: dict[str, list[str]] = {}
    if not record.problems:
        try:
            source.clean_fields()
        except ValidationError as error:
            errors = error.message_dict
        errors |= {name: [message] for name, message in source.tidy().items()}
    return source, [f"{label_of(name)}: {message}" for name, messages in errors.items() for message in messages]


def _import(row: Row, chosen: bool, user) -> Result:
    result = Result(row.number, row.source.title, False, "", row.existing.pk if row.existing else None)
    if not row.can_be_imported:
        result.message = " ".join(row.problems) or f"{row.state.label}."
    elif not chosen:
        result.message = LEFT_OUT
    else:
        try:
            with transaction.atomic():
                row.source.save()
                log(instance=row.source, action="wagtail.create", user=user)
        except IntegrityError:
            result.message = FASTER
        else:
            result.imported, result.source_id = True, row.source.pk
            result.message = "Imported. Complete it, before an article cites it." if row.source.is_stub else "Imported."
    return result
