"""Which documents are guides: given out by our mails alone."""

from collections.abc import Collection

from django.contrib.contenttypes.models import ContentType
from wagtail.documents.models import AbstractDocument
from wagtail.models import Revision

from offers.models import GuideDownload, GuidePage


def is_guide(document: AbstractDocument) -> bool:
    """Tell whether ``document`` is a guide, was one, or is to become one."""
    return bool(guides_among({document.pk}))


def guides_among(keys: Collection[int]) -> set[int]:
    """Return those primary keys of documents that belong to guides.

    That is what a guide page names, published or not, what any of its versions named, and what a link was sent for.
    """
    versions = Revision.objects.filter(content_type=ContentType.objects.get_for_model(GuidePage))
    named = (
        GuidePage.objects.filter(document__in=keys).values_list("document"),
        GuideDownload.objects.filter(document__in=keys).values_list("document"),
        versions.filter(content__document__in=keys).values_list("content__document"),
    )
    return {int(key) for rows in named for (key,) in rows}
