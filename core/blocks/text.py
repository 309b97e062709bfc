"""Headings, text and quotations."""

from wagtail import blocks

# Features that an upper layer registers (citation, glossary) are named here; where it is not installed, nothing shows.
TEXT_FEATURES = ["bold", "italic", "link", "ol", "ul", "superscript", "subscript", "citation", "glossary"]
# For a text outside of a page's body, where nothing numbers citations and explains terms.
PLAIN_FEATURES = ["bold", "italic", "link", "ol", "ul", "superscript", "subscript"]
INLINE_FEATURES = ["bold", "italic", "link", "superscript", "subscript", "citation", "glossary"]


class HeadingBlock(blocks.CharBlock):
    """A section heading; it enters the contents list. Its level comes from where it stands."""

    def __init__(self, **kwargs):
        super().__init__(required=True, max_length=120, **kwargs)

    class Meta:
        icon = "title"
        label = "Section heading"
        group = "Text"
        description = "Starts a section and enters the contents list. A question or a plain statement works best."
        preview_value = "What lives in your gut"
        template = "blocks/heading.html"


class SubheadingBlock(blocks.CharBlock):
    """A heading inside a section. It does not enter the contents list."""

    def __init__(self, **kwargs):
        super().__init__(required=True, max_length=120, **kwargs)

    class Meta:
        icon = "h3"
        label = "Heading inside a section"
        group = "Text"
        description = "Divides a long section. It does not enter the contents list."
        preview_value = "A gentle start"
        template = "blocks/subheading.html"


class TextBlock(blocks.RichTextBlock):
    """Paragraphs and lists."""

    def __init__(self, **kwargs):
        super().__init__(features=TEXT_FEATURES, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = "Text"
        group = "Text"
        description = "Paragraphs and lists. Short sentences; one thought a paragraph; a source for every claim."
        preview_value = (
            "<p>Most of your gut microbes live in the <b>large bowel</b>. They break down what you cannot, "
            "make some vitamins and keep the immune cells of the gut wall busy.</p>"
        )
        template = "blocks/text.html"


class PullQuoteBlock(blocks.StructBlock):
    """One sentence set large, with who said it."""

    quote = blocks.TextBlock(max_length=300, help_text="One sentence, without quotation marks.")
    attribution = blocks.CharBlock(
        required=False, max_length=160, label="Who said it", help_text="Name and role, or leave empty."
    )

    class Meta:
        icon = "openquote"
        label = "Pull quote"
        group = "Text"
        description = "One sentence worth stopping for, set large. At most one or two in an article."
        preview_value = {
            "quote": "A difference between two groups is where a question starts.",
            "attribution": "The reviewer of this article",
        }
        template = "blocks/pull_quote.html"
