"""The pictures of a page with their renditions, fetched together."""

from collections.abc import Mapping

from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.images.models import AbstractImage

from core import lookahead


def _fetch(keys: set[int]) -> dict[int, AbstractImage]:
    model = get_image_model()
    images: dict[int, AbstractImage] = {}
    # A picture comes with its renditions in one query, once it has any.
    for rendition in model.get_rendition_model().objects.filter(image_id__in=keys).select_related("image"):
        image = images.setdefault(rendition.image_id, rendition.image)
        rendition.image = image
        image.__dict__.setdefault("prefetched_renditions", []).append(rendition)
    for key, image in model.objects.in_bulk(keys - images.keys()).items() if keys - images.keys() else ():
        image.prefetched_renditions = []
        images[key] = image
    return images


PICTURES = lookahead.register(lookahead.Kind((lookahead.in_a_block("image"),), _fetch))


def with_renditions(image: AbstractImage | None) -> AbstractImage | None:
    """Return ``image``, knowing the renditions that the page's look ahead has found for it; None for no image."""
    if image is None or "renditions" in getattr(image, "_prefetched_objects_cache", {}):
        return image
    found: Mapping[int, AbstractImage] = lookahead.find(PICTURES, [image.pk]) if lookahead.is_on() else {}
    if known := found.get(image.pk):
        image.prefetched_renditions = known.prefetched_renditions
    return image


class PictureChooserBlock(lookahead.FromLookAhead, ImageChooserBlock):
    """Chooses a picture."""

    kind = PICTURES


class SiteImageBlock(ImageBlock):
    """A picture with the alt text of this use of it."""

    def __init__(self, required=True, **kwargs):
        super().__init__(required=required, **kwargs)
        chooser = PictureChooserBlock(required=required)
        chooser.set_name("image")
        self.child_blocks["image"] = chooser
