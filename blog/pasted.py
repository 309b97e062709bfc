"""What a colleague pastes into the dialog: records of a reference manager, of a journal's page, or a bare number."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from blog import references
from blog.models import Source
from blog.models.source import STUB
from blog.references.record import Record
from blog.references.vancouver import format_source
from blog.source_search import identifier_in

# More than a list that one can choose from is a file to import.
RECORDS = 25
LETTERS = 200_000
HELP = (
    "On the paper’s page, look for “Cite” or “Export citation” and copy what it shows: RIS, BibTeX, CSL-JSON or "
    "PubMed’s format. A DOI or a PubMed number alone is enough to cite it now and complete it later."
)


@dataclass
class PastedSource:
    """One record of what was pasted, as the dialog shows it."""

    record: Record

    @property
    def row(self) -> int:
        """Its place, from 1."""
        return self.record.row

    @property
    def problems(self) -> list[str]:
        """Why it cannot be added."""
        return self.record.problems

    @property
    def remarks(self) -> list[str]:
        """What to look at."""
        return self.record.remarks

    @cached_property
    def values(self) -> dict[str, Any]:
        """The fields of the source. What has only a number gets a title that says so."""
        values = self.record.values
        number = values.get("doi") or values.get("pmid")
        return values if values.get("title") or not number else {**values, "title": f"{STUB}{number}"}

    @cached_property
    def reference(self) -> SafeString:
        """How readers would see it."""
        return format_source(Source(**self.values)) if self.values.get("title") else SafeString()

    @cached_property
    def existing(self) -> Source | None:
        """The source that has its DOI or PubMed number already."""
        for field in ("doi", "pmid"):
            value = self.values.get(field)
            if value and (found := Source.objects.filter(**{field: value}).first()):
                return found
        return None

    def form_data(self, prefix: str) -> dict[str, str]:
        """Return the fields as the form of a source would send them."""
        values = {"kind": Source.Kind.STUDY, **self.values}
        return {f"{prefix}-{name}": str(value) for name, value in values.items() if value is not None}


class PasteForm(forms.Form):
    """Takes what was pasted and, where it holds several records, which one is cited."""

    text = forms.CharField(
        label="What you copied",
        # Here and not as max_length, which would make the browser cut it off without a word.
        help_text=HELP,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        error_messages={"required": "Paste a DOI, RIS, BibTeX, CSL-JSON or PubMed’s format here."},
    )
    pick = forms.IntegerField(required=False, widget=forms.HiddenInput)

    pasted: list[PastedSource]

    def clean_text(self) -> str:
        """Read it.

        Raises:
            ValidationError: when it is none of the formats, or too much.
        """
        text: str = self.cleaned_data["text"]
        if len(text) > LETTERS:
            raise ValidationError("This is too long to paste. Import it as a file, under Sources.")
        self.pasted = [PastedSource(record) for record in _read(text)]
        if not any(pasted.values for pasted in self.pasted):
            raise ValidationError(
                "We found no reference in this. Copy RIS, BibTeX, CSL-JSON or PubMed’s format, or type the DOI alone, "
                "like 10.1371/journal.pbio.1002533. Or write the source in the tab “Add a source”."
            )
        if len(self.pasted) > RECORDS:
            raise ValidationError(
                f"These are {len(self.pasted)} records. Import them as a file, under Sources; then find them here."
            )
        return text

    @cached_property
    def chosen(self) -> PastedSource | None:
        """The record to cite: the one that was picked, or the only one if there is nothing to look at."""
        pick = self.cleaned_data.get("pick")
        if pick is None and len(self.pasted) == 1 and not self.pasted[0].remarks:
            return self.pasted[0]
        return next((pasted for pasted in self.pasted if pasted.row == pick), None)


def _read(text: str) -> list[Record]:
    """Return the records in ``text``; a number alone is a record that has only this number."""
    if identifier := identifier_in(text):
        return [Record(row=1, values=dict([identifier]))]
    return references.parse(text)
