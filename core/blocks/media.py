"""Pictures."""

from django.db.models import TextChoices
from wagtail import blocks
from wagtail.images import get_image_model

from core.blocks.lists import CountedListBlock
from core.blocks.text import INLINE_FEATURES
from core.pictures import SiteImageBlock


class PictureValue(blocks.StructValue):
    """Knows who is named under a picture."""

    @property
    def credit_line(self) -> str:
        """The credit of this use of the picture, or else the one that is kept with the picture."""
        return self.get("credit") or (self["image"].credit if self.get("image") else "")


class PictureBlock(blocks.StructBlock):
    """A picture with its caption and credit. Its alt text belongs to this use of it."""

    image = SiteImageBlock(label="Picture")
    caption = blocks.RichTextBlock(
        features=INLINE_FEATURES, required=False, help_text="What the picture adds. It need not repeat what one sees."
    )
    credit = blocks.CharBlock(
        required=False, max_length=160, help_text="Who made it. Left empty, the credit kept with the picture is used."
    )

    class Meta:
        icon = "image"
        label = "Picture"
        value_class = PictureValue


class FigureBlock(PictureBlock):
    """One picture in the text."""

    class Width(TextChoices):
        TEXT = "text", "As wide as the text, caption in the margin"
        WIDE = "wide", "Into the margin, caption below"

    width = blocks.ChoiceBlock(
        choices=Width.choices,
        default=Width.TEXT,
        help_text="On a narrow screen both are as wide as the text.",
        search_index=False,
    )

    class Meta:
        icon = "image"
        label = "Figure"
        group = "Media"
        description = "A picture with a caption. Say in the alt text what a reader who cannot see it would miss."
        form_layout = blocks.BlockGroup(children=["image", "caption", "credit"], settings=["width"])
        template = "blocks/figure.html"

    def get_preview_value(self):
        """Return the newest picture of the site with a sample caption; no picture in an empty library."""
        return self.normalize(
            {
                "image": sample_picture(),
                "caption": "<p>What the picture adds to the text stands here.</p>",
                "credit": "",
                "width": self.Width.TEXT,
            }
        )


class GalleryBlock(CountedListBlock):
    """Two or three pictures side by side."""

    def __init__(self, **kwargs):
        picture = PictureBlock()
        super().__init__(picture, default=[picture.get_default(), picture.get_default()], **kwargs)

    class Meta:
        icon = "grid"
        label = "Gallery"
        group = "Media"
        description = "Two or three pictures to look at together. Each has its own alt text, caption and credit."
        min_num = 2
        max_num = 3
        count_message = "A gallery has two or three pictures. For one, use a figure."
        template = "blocks/gallery.html"

    def get_preview_value(self):
        """Return the newest pictures of the site with sample captions; none in an empty library."""
        captions = ("<p>What the first picture shows</p>", "<p>What the second one adds</p>")
        return self.normalize(
            [
                {"image": sample_picture(number), "caption": caption, "credit": ""}
                for number, caption in enumerate(captions)
            ]
        )


def sample_picture(number: int = 0):
    """Return a picture of the library for a preview, the newest for ``number`` 0, or None where there are too few."""
    image = get_image_model().objects.order_by("-id")[number : number + 1].first()
    return SiteImageBlock().to_python(image and image.pk)
