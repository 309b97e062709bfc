"""What a new article starts with: the blocks that a good one has, still empty."""

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamValue

KEY_POINTS = ("point", "point", "point")
# A block type, or one with what stands in it.
BODY = (
    "text",
    "heading",
    "text",
    "evidence",
    "heading",
    "steps",
    ("heading", "When to seek help"),
    "seek_help",
)


class ArticlePageForm(WagtailAdminPageForm):
    """Offers a new article its first blocks. A draft is saved with them empty; what is not needed is taken out."""

    def __init__(self, *args, **kwargs):
        instance = kwargs.get("instance")
        if instance and not instance.pk:
            start = {"key_points": KEY_POINTS, "body": BODY}
            blocks = {name: self._blocks(name, kinds) for name, kinds in start.items()}
            kwargs["initial"] = blocks | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if "topic" in self.fields:
            self.fields["topic"].empty_label = "Choose a topic"

    def _blocks(self, field_name: str, kinds: tuple) -> StreamValue:
        stream = self._meta.model._meta.get_field(field_name).stream_block
        items = [kind if isinstance(kind, tuple) else (kind, stream.child_blocks[kind].get_default()) for kind in kinds]
        return stream.normalize(items)
