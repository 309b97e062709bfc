"""Which documents are guides: given out by our mails alone."""

from django.contrib.contenttypes.models import ContentType
from wagtail.documents.models import AbstractDocument
from wagtail.models import Revision

from offers.models import GuideDownload, GuidePage


def is_guide(document: AbstractDocument) -> bool:
    """Tell whether ``document`` is a guide, was one, or is to become one.

    That is what a guide page names, published or not, what any of its versions named, and what a link was sent for.
    """
    versions = Revision.objects.filter(content_type=ContentType.objects.get_for_model(GuidePage))
    return (
        GuidePage.objects.filter(document=document).exists()
        or GuideDownload.objects.filter(document=document).exists()
        or versions.filter(content__document=document.pk).exists()
    )
