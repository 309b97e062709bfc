"""Videos: nothing of another site is asked for before a reader presses play."""

from django.core.exceptions import ValidationError
from wagtail import blocks

from core.blocks.checked import CheckedStructBlock
from core.blocks.media import sample_picture
from core.blocks.text import TEXT_FEATURES
from core.pictures import SiteImageBlock
from core.videos import Video, recognise


class VideoValue(blocks.StructValue):
    """Knows what the address means."""

    @property
    def video(self) -> Video | None:
        """The video, or None while a draft has no address of one."""
        return recognise(self.get("address") or "")


class VideoBlock(CheckedStructBlock):
    """A link to a video with its picture; with JavaScript, the player opens in its place."""

    title = blocks.CharBlock(max_length=120, help_text="What the video shows. Readers hear it before they press play.")
    address = blocks.CharBlock(
        max_length=300,
        label="Link to the video",
        help_text="From YouTube or Vimeo: copy it from the browser, or with the share button.",
        search_index=False,
    )
    duration = blocks.CharBlock(max_length=40, label="Length", help_text="In words: “4 minutes”.", search_index=False)
    poster = SiteImageBlock(
        label="Picture",
        help_text="Stands where the player will be. Mark it as decorative when the title says what it shows.",
    )
    transcript = blocks.RichTextBlock(
        features=TEXT_FEATURES,
        label="Transcript or summary",
        help_text="What is said and shown, for those who cannot watch or hear it. It opens below the video.",
    )

    class Meta:
        icon = "media"
        label = "Video"
        group = "Media"
        description = "A video on YouTube or Vimeo. It loads when a reader presses play, never before."
        value_class = VideoValue
        template = "blocks/video.html"

    def get_preview_value(self):
        """Return a sample with the newest picture of the site; without one in an empty library."""
        return self.normalize(
            {
                "title": "A week of plants",
                "address": "https://vimeo.com/76979871",
                "duration": "4 minutes",
                "poster": sample_picture(),
                "transcript": "<p>Two neighbours cook beans, oats and greens.</p>",
            }
        )

    def problems(self, value):
        if not value["address"] or value.video:
            return {}
        message = (
            "This is no link to one video on YouTube or Vimeo. Open the video there and copy the link from the "
            "browser: https://www.youtube.com/watch?v=… or https://vimeo.com/…"
        )
        return {"address": ValidationError(message)}
