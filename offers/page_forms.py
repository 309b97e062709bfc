"""The editor's form of guide and trial pages."""

from collections.abc import Hashable

from django.utils.text import Truncator
from wagtail.admin.forms import WagtailAdminPageForm

from core.models import ConsentText

# So much of the words of a consent is shown in the menu of versions.
SHOWN = 80

SAID_TWICE = {
    "field_words": ("field", "This field has words already: change those, or choose another field."),
    "questions": ("label", "This question is there already. Word one of them differently, or take it out."),
}


class OfferPageForm(WagtailAdminPageForm):
    """Sees to it that no question is asked twice, and no field has words twice; shows the words of consents."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.instance.consent_fields:
            self.fields[name].empty_label = "The newest version"
            self.fields[name].label_from_instance = _with_words

    def clean(self):
        """Refuse what is there twice, at the second of both."""
        cleaned = super().clean()
        for relation, (field, message) in SAID_TWICE.items():
            seen: set[Hashable] = set()
            for form in getattr(self.formsets.get(relation), "forms", ()):
                form.is_valid()
                said = " ".join(str(form.cleaned_data.get(field) or "").split()).casefold()
                if not said or form.cleaned_data.get("DELETE"):
                    continue
                if said in seen:
                    form.add_error(field, message)
                seen.add(said)
        return cleaned


def _with_words(text: ConsentText) -> str:
    return f"Version {text.version}: {Truncator(text.wording).chars(SHOWN)}"
