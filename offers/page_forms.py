"""The editor's form of guide and trial pages."""

from collections.abc import Hashable

from wagtail.admin.forms import WagtailAdminPageForm

SAID_TWICE = {
    "field_words": ("field", "This field has words already: change those, or choose another field."),
    "questions": ("label", "This question is there already. Word one of them differently, or take it out."),
}


class OfferPageForm(WagtailAdminPageForm):
    """Sees to it that no question is asked twice, and no field has words twice."""

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
