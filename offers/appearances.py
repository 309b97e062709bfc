"""Where readers meet a partner, or will once a draft goes live: for its page in the admin, and before it is deleted."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

import idna
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet, TextField, URLField
from django.db.models.functions import Cast
from django.urls import reverse
from wagtail.admin import admin_url_finder
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, ReferenceIndex

from core.drafts import draft_of
from core.lookahead import announce, looking_ahead
from core.publishing.places import top_parts
from core.publishing.rules import stream_fields
from offers.blocks import OfferBandBlock, PartnersBlock
from offers.disclosure import ShowsPartners
from offers.known_partners import asked_once
from offers.models import Partner, ProductPage, TrialPage
from offers.partner_links import addresses_in, partners_linked_in

# So many pages are looked into, and as many drafts: each takes a moment.
MOST = 100
OFFERS: tuple[Any, ...] = (ProductPage, TrialPage)

# What stored content has in it wherever it holds the block that lists every partner.
LISTING = '"partners'

Ways = Callable[[Page], list[str]]
"""How a page shows what is searched for, in an editor's words; empty when it does not."""
Uses = dict[int, list[str]]
"""What a page uses that links to the partner, by the primary key of the page."""


@dataclass(frozen=True)
class Appearance:
    """One page that shows a partner.

    Arguments:
        page: the page, as readers see it or as its draft has it.
        ways: how it shows the partner, in an editor's words.
        is_draft: whether readers do not see this yet.
    """

    page: Page
    ways: list[str]
    is_draft: bool


@dataclass(frozen=True)
class Appearances:
    """Where a partner appears.

    Arguments:
        pages: those that readers see, then those of which only a draft shows the partner.
        records: what is no page and links to the partner: topics, sources, the settings of the site.
        lists: pages with the block that lists every partner; they hold none back from being deleted.
        more: how many further pages may show it that were not looked into, or have a draft that cannot be read.
    """

    pages: list[Appearance] = field(default_factory=list)
    records: list[Model] = field(default_factory=list)
    lists: list[Appearance] = field(default_factory=list)
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.pages or self.records)


def appearances(partner: Partner) -> Appearances:
    """Return where ``partner`` appears: by a field, a band, a typed link, or a record that a page uses."""

    def leads(value: Any) -> bool:
        return partner in partners_linked_in(value)

    with asked_once():
        out = [reverse("out", args=[link.slug]).rstrip("/") for link in partner.links.all()]
        terms = _terms([*partner.domains.split(), *out])
        offers = [page for model in OFFERS for page in model.objects.filter(partner=partner)]
        records = list(_records(terms, leads))
        uses = _uses(records)
        pages, more = _pages(
            terms,
            [*offers, *records],
            offers,
            lambda page: [*_as_offer(page, partner), *_links(page, leads), *uses[page.pk]],
        )
        lists, more_lists = _pages([LISTING], [], [], lambda page: list(_listings(page)))
    return Appearances(pages, records, lists, more + more_lists)


def linked_to(hosts: list[str], leads: Callable[[str], bool]) -> list[Model]:
    """Return the pages, and what is no page, with a link to one of ``hosts`` for whose address ``leads`` is true."""

    def holds(value: Any) -> bool:
        return any(map(leads, addresses_in(value)))

    terms = _terms(hosts)
    pages, _ = _pages(terms, [], [], lambda page: list(_links(page, holds)))
    return [*(found.page for found in pages), *_records(terms, holds)]


def _pages(terms: list[str], named: list[Model], offers: list[Page], ways: Ways) -> tuple[list[Appearance], int]:
    """Return the pages for which there are ``ways``, and how many more there may be."""
    stored, drafts = _stored(terms, named), _drafts(terms, offers)
    pages, unread = _looked_into(stored[:MOST], drafts[:MOST], ways)
    more = max(0, len(stored) - MOST) + max(0, len(drafts) - MOST) + unread
    return sorted(pages, key=lambda each: (each.is_draft, each.page.title.lower())), more


def _looked_into(stored: list[int], drafts: list[int], ways: Ways) -> tuple[list[Appearance], int]:
    """Return which of the pages with these primary keys show it, stored or in their newest draft, and how.

    And how many drafts could not be read.
    """
    found: dict[int, Appearance] = {}
    with_drafts = Page.objects.filter(pk__in=drafts).select_related("latest_revision")
    read = [draft for page in with_drafts if (draft := draft_of(page))]
    states = [(page, not page.live) for page in Page.objects.filter(pk__in=stored).specific()]
    states += [(draft, True) for draft in read]
    with looking_ahead():
        for page, _ in states:
            streams = (getattr(page, stream.name) for stream in stream_fields(page))
            announce(*(json.dumps(stream.get_prep_value()) for stream in streams))
        for page, is_draft in states:
            how = ways(page)
            if how and page.pk not in found:
                found[page.pk] = Appearance(page, how, is_draft)
    return list(found.values()), len(drafts) - len(read)


def _terms(searched: list[str]) -> list[str]:
    """Return what stored content has in it wherever it links to one of these, unless somebody hid it on purpose."""
    typed = dict.fromkeys([*searched, *map(_as_typed, searched)])
    # SQLite keeps a stream as JSON, and a draft as JSON within JSON: letters that are not ASCII look different there.
    return list(dict.fromkeys(form for term in typed for form in (term, _in_json(term), _in_json(_in_json(term)))))


def _in_json(term: str) -> str:
    return json.dumps(term)[1:-1]


def _as_typed(host: str) -> str:
    try:
        return idna.decode(host)
    except idna.IDNAError:
        return host


def _holding(model: type[Model], terms: Iterable[str]) -> QuerySet:
    """Return the records of ``model`` that hold one of ``terms`` where a link may stand."""
    kinds = StreamField | RichTextField | URLField
    fields = [field for field in model._meta.concrete_fields if isinstance(field, kinds)]
    texts = {f"text_of_{field.name}": Cast(field.name, TextField()) for field in fields}
    any_of_them = [Q(**{f"{text}__icontains": term}) for text in texts for term in terms]
    records = model._default_manager.order_by().alias(**texts)
    return records.filter(reduce(or_, any_of_them)) if any_of_them else records.none()


def _records(terms: list[str], leads: Callable[[Any], bool]) -> Iterator[Model]:
    for model in apps.get_models():
        # What nobody can open in the admin, such as what is remembered of a video, is no place to correct anything.
        if issubclass(model, Page) or not admin_url_finder.finder_classes.get_by_type(model):
            continue
        if model._meta.app_label != Partner._meta.app_label:
            for record in _holding(model, terms):
                values = (field.value_from_object(record) for field in record._meta.concrete_fields)
                stored = [list(value.raw_data) if hasattr(value, "raw_data") else value for value in values]
                if leads(stored):
                    yield record


def _stored(terms: list[str], named: list[Model]) -> list[int]:
    """Return the pages that may show the partner as they are stored: live ones, and drafts without a revision."""
    keys = {page.pk for page in named if isinstance(page, Page)} | {int(key) for key, _ in _references(named)}
    for model in apps.get_models():
        if issubclass(model, Page) and issubclass(model, ShowsPartners):
            keys.update(_holding(model, terms).values_list("pk", flat=True))
    stored = Page.objects.filter(Q(live=True) | Q(latest_revision=None)).order_by("-live", "title")
    return [key for key in stored.values_list("pk", flat=True) if key in keys]


def _drafts(terms: list[str], offers: list[Page]) -> list[int]:
    """Return the pages whose newest draft may show the partner."""
    keys = [page.pk for page in offers]
    may_show = reduce(or_, (Q(draft__icontains=term) for term in terms), Q(pk__in=keys))
    if keys:
        # A band names the page of the offer, in a stream that is JSON within JSON.
        may_show |= Q(draft__regex=rf"page[^0-9a-z]+({'|'.join(map(str, keys))})[^0-9]")
    drafts = (
        Page.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
        .annotate(draft=Cast("latest_revision__content", TextField()))
        .filter(may_show)
    )
    return list(drafts.order_by("title").values_list("pk", flat=True))


def _references(named: Iterable[Model]) -> Iterator[tuple[str, Model]]:
    """Yield the primary key of each page that uses one of the records, with the record."""
    by_kind: dict[ContentType, dict[str, Model]] = defaultdict(dict)
    for record in named:
        kind = Page if isinstance(record, Page) else type(record)
        by_kind[ContentType.objects.get_for_model(kind)][str(record.pk)] = record
    for content_type, records in by_kind.items():
        found = ReferenceIndex.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            to_content_type=content_type,
            to_object_id__in=list(records),
        )
        for page, record in found.values_list("object_id", "to_object_id").distinct():
            yield page, records[record]


def _uses(records: list[Model]) -> Uses:
    uses: Uses = defaultdict(list)
    for page, record in _references(records):
        uses[int(page)].append(f"The {record._meta.verbose_name} “{record}”")
    return uses


def _as_offer(page: Page, partner: Partner) -> Iterator[str]:
    if getattr(page, "partner_id", None) == partner.pk:
        yield "The page’s own partner"
    for stream in stream_fields(page):
        for part in top_parts(page, stream.name):
            if isinstance(part.block, OfferBandBlock):
                offer = part.value.get("page")
                if getattr(offer, "partner_id", None) == partner.pk:
                    yield part.place.label if offer.live else f"{part.place.label}, once its page is published"


def _links(page: Page, leads: Callable[[Any], bool]) -> Iterator[str]:
    for stream in stream_fields(page):
        for part, raw in zip(top_parts(page, stream.name), getattr(page, stream.name).raw_data, strict=True):
            if leads(raw["value"]):
                yield f"A link in {part.place.label}"
    for text in page._meta.concrete_fields:
        if isinstance(text, RichTextField) and leads(getattr(page, text.name)):
            yield f"A link in the {text.verbose_name}"


def _listings(page: Page) -> Iterator[str]:
    for stream in stream_fields(page):
        for part in top_parts(page, stream.name):
            if isinstance(part.block, PartnersBlock):
                yield part.place.label
