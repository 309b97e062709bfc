from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class SiteImage(AbstractImage):
    """A picture. Its description is the alt text wherever a block gives none of its own."""

    credit = models.CharField(
        max_length=200,
        blank=True,
        help_text="Who made the picture, as it should stand under it: “Drawing: The Gut Connection”.",
    )

    admin_form_fields = (*Image.admin_form_fields, "credit")


class SiteRendition(AbstractRendition):
    """One size and format of a picture, made when it is first asked for."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("image", "filter_spec", "focal_point_key"), name="unique_rendition"),
        ]
