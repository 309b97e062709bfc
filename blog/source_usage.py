"""Which pages cite a source."""

import re

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, IntegerField, Model, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce
from wagtail.models import Page, ReferenceIndex

from core.drafts import draft_of


def _references() -> QuerySet:
    """Every citation of a source, by a page, as the reference index knows it."""
    # The model's panels need this module.
    source = apps.get_model("blog", "Source")
    return ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(source),
    )


def with_page_counts(sources: QuerySet) -> QuerySet:
    """Return ``sources`` with ``citing_pages``, the number of pages that cite each. Adds no query."""
    counts = (
        _references()
        .filter(to_object_id=Cast(OuterRef("pk"), CharField()))
        .order_by()
        .values("to_object_id")
        .annotate(pages=Count("object_id", distinct=True))
    )
    return sources.annotate(citing_pages=Coalesce(Subquery(counts.values("pages"), IntegerField()), 0))


def pages_citing(sources) -> dict[int, list[Page]]:
    """Return the pages that cite each of ``sources``, by the source's id, live ones first. Three queries for all."""
    pairs = set(
        _references()
        .filter(to_object_id__in=[str(source.pk) for source in sources])
        .values_list("to_object_id", "object_id")
    )
    pages = Page.objects.filter(pk__in={int(page) for _, page in pairs}).order_by("-live", "title")
    return {source.pk: [page for page in pages if (str(source.pk), str(page.pk)) in pairs] for source in sources}


def drafts_using(instance: Model) -> list[Page]:
    """Return the pages whose draft, not published yet, uses ``instance``.

    The reference index knows what a page's row holds. A draft is a revision, which it does not look into. One that
    cannot be read any more uses nothing.
    """
    kind, key = ContentType.objects.get_for_model(instance).pk, str(instance.pk)
    drafts = (
        Page.objects.filter(has_unpublished_changes=True)
        .annotate(draft=Cast("latest_revision__content", TextField()))
        # Leaves out most drafts before they are read: the key stands by itself, not inside 170 or an id like a17f-3.
        .filter(draft__regex=rf"[^0-9a-z-]{re.escape(key)}[^0-9a-z-]")
        .select_related("latest_revision")
        .order_by("title")
    )
    return [page for page in drafts if (draft := draft_of(page)) and (kind, key) in _uses(draft)]


def _uses(page: Page) -> set[tuple[int, str]]:
    # What the index itself does with a page that is stored; it offers no public way to ask for less.
    return {(kind, str(key)) for kind, key, *_ in ReferenceIndex._extract_references_from_object(page)}
