"""Documents to take away."""

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from core.blocks.checked import CheckedStructBlock
from core.documents import withheld


class PublicDocumentChooserBlock(DocumentChooserBlock):
    """Chooses a document, and knows of all the documents of a page at once whether readers may fetch them."""

    def bulk_to_python(self, values):
        documents = super().bulk_to_python(values)
        kept = withheld(document for document in documents if document)
        for document in documents:
            if document:
                document.is_withheld = document.pk in kept
        return documents


class DownloadValue(blocks.StructValue):
    """Knows what readers see of the document."""

    @property
    def offered(self):
        """The document, or None while there is none that readers may fetch."""
        document = self.get("document")
        if not document:
            return None
        if not hasattr(document, "is_withheld"):
            document.is_withheld = document.pk in withheld([document])
        return None if document.is_withheld else document

    @property
    def heading(self) -> str:
        """The title of this use of the document, or else the document's own."""
        return self.get("title") or self["document"].title

    @property
    def kind(self) -> str:
        """The type of the file as people call it: “PDF”."""
        return self["document"].file_extension.upper()


class DownloadBlock(CheckedStructBlock):
    """A document with what it is, its type and its size."""

    document = PublicDocumentChooserBlock(help_text="Its type and size are shown by themselves.")
    title = blocks.CharBlock(required=False, max_length=120, help_text="Left empty, the title of the document is used.")
    description = blocks.TextBlock(
        max_length=300, rows=2, label="What it is", help_text="What readers can do with it, in a sentence or two."
    )

    class Meta:
        icon = "doc-full"
        label = "Download"
        group = "Media"
        description = "A document to keep or print. For the free guide use a guide band: it is sent by mail."
        value_class = DownloadValue
        label_format = "{title} {document}"
        template = "blocks/download.html"

    def get_preview_value(self):
        """Return a made-up document, so that the preview shows nothing that is kept for some readers."""
        sample = self.child_blocks["document"].model_class(
            title="Questions for your next appointment", file="documents/questions.pdf", file_size=86_000
        )
        sample.pk, sample.is_withheld = 0, False
        return self.normalize(
            {"document": sample, "title": "", "description": "One page to print and to take with you."}
        )

    def problems(self, value):
        if not value["document"] or value.offered:
            return {}
        message = (
            "This document is not for everybody: it is a guide that is sent by mail, or it stands in a private "
            "collection. Choose another, or use a guide band."
        )
        return {"document": ValidationError(message)}
