"""What a page must have before readers may see it, and what an editor should look at again."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.text import capfirst
from wagtail.fields import StreamField
from wagtail.models import Page

from core.lookahead import announce, looking_ahead


class Level(Enum):
    """What a finding means for the page."""

    BLOCKING = "blocking"
    WARNING = "warning"


BLOCKING, WARNING = Level.BLOCKING, Level.WARNING


@dataclass(frozen=True)
class Place:
    """Where on a page something is: a field, or one block of a StreamField.

    Arguments:
        field: the name of the field or child relation.
        label: what an editor calls the place: “Evidence note 2, after “What lives in your gut””.
        block_id: the id of the innermost block that has one of its own; empty for a plain field.
        index: the number of the outermost block in its stream, from 0; None for a plain field.
    """

    field: str
    label: str = ""
    block_id: str = ""
    index: int | None = None

    @classmethod
    def of(cls, page: Page, field: str) -> "Place":
        """Return the place of a whole field or child relation of ``page``."""
        found = page._meta.get_field(field)
        verbose = found.related_model._meta.verbose_name if found.auto_created else found.verbose_name
        return cls(field=field, label=str(capfirst(verbose)))


@dataclass(frozen=True)
class Finding:
    """One thing that a rule found: what is wrong and how to put it right, in an editor's words, and where it is."""

    message: str
    fix: str
    place: Place | None = None
    # Filled in by `findings` from the rule.
    level: Level = BLOCKING
    code: str = ""

    @property
    def blocks(self) -> bool:
        """Whether it keeps the page from being published."""
        return self.level is BLOCKING

    def __str__(self) -> str:
        where = f"{self.place.label}: " if self.place and self.place.label else ""
        return f"{where}{self.message} {self.fix}"


class Rule:
    """One rule. Subclasses set ``code`` and ``level`` and look at the page that they are given, never at another copy.

    The page may be a draft that is not stored yet, so a rule reads its fields and child relations, and asks the
    database for other records only.
    """

    code = ""
    level = BLOCKING

    def check(self, page) -> Iterable[Finding]:
        """Yield what is wrong with ``page``; nothing when it obeys the rule."""
        raise NotImplementedError


class PublishRefused(ValidationError):
    """The page breaks a rule and does not go live.

    Attributes:
        page: the page as it would have been published.
        findings: each finding that stops it.
    """

    def __init__(self, page: Page, findings: list[Finding]):
        self.page = page
        self.findings = findings
        super().__init__([str(finding) for finding in findings])

    @property
    def message_dict(self) -> dict[str, list[str]]:
        """The messages in the form in which Wagtail's own API asks for them."""
        return {NON_FIELD_ERRORS: self.messages}


_rules: dict[type, list[Rule]] = defaultdict(list)


def register(model: type, *rules: Rule) -> None:
    """Let ``rules`` hold for pages of this class, its subclasses, or users of this mixin. For ``AppConfig.ready()``."""
    _rules[model].extend(rule for rule in rules if rule not in _rules[model])


def rules_for(model: type) -> list[Rule]:
    """Return the rules for pages of class ``model``, those of its base classes first."""
    return [rule for base in reversed(model.__mro__) for rule in _rules.get(base, ())]


def stream_fields(page: Page) -> list[StreamField]:
    """Return the StreamFields of ``page`` in the order in which they are declared."""
    return [field for field in page._meta.get_fields() if isinstance(field, StreamField)]


def findings(page: Page) -> list[Finding]:
    """Return what each rule finds about ``page`` as it is in memory: what blocks first, then what warns."""
    with looking_ahead():
        announce(*(json.dumps(getattr(page, field.name).get_prep_value()) for field in stream_fields(page)))
        found = [
            replace(finding, level=rule.level, code=rule.code)
            for rule in rules_for(type(page))
            for finding in rule.check(page)
        ]
    return sorted(found, key=lambda finding: not finding.blocks)


def check_publish(page: Page) -> None:
    """Let ``page`` pass when no blocking rule finds anything.

    Raises:
        PublishRefused: with every blocking finding.
    """
    stopping = [finding for finding in findings(page) if finding.blocks]
    if stopping:
        raise PublishRefused(page, stopping)
