"""Pictures."""

from wagtail import blocks
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock

from core.blocks.text import INLINE_FEATURES


class FigureBlock(blocks.StructBlock):
    """A picture with its caption and credit. Its alt text belongs to this use of it."""

    image = ImageBlock(label="Picture")
    caption = blocks.RichTextBlock(
        features=INLINE_FEATURES, required=False, help_text="What the picture adds. Stands in the margin."
    )

    class Meta:
        icon = "image"
        label = "Figure"
        group = "Media"
        description = "A picture with a caption. Say in the alt text what a reader who cannot see it would miss."
        template = "blocks/figure.html"

    def get_preview_value(self):
        """Return the newest picture of the site with a sample caption; no picture in an empty library."""
        image = get_image_model().objects.order_by("-id").first()
        picture = self.child_blocks["image"].to_python(image and image.pk)
        return self.normalize({"image": picture, "caption": "<p>Rods, spheres, spirals: a few of the shapes.</p>"})
