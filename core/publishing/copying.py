"""Copying a page together with its being published."""

from copy import copy

from django import forms
from wagtail.admin.forms.pages import CopyForm

from core.publishing.gate import PublishGate
from core.publishing.rules import findings


class CheckedCopyForm(CopyForm):
    """Refuses to publish a copy, or to make an alias, of what breaks a rule; a copy as a draft is always possible."""

    def clean(self):
        cleaned = super().clean()
        for message in self._slug_problems(cleaned.get("new_slug")):
            self.add_error("new_slug", message)
        for field in ("publish_copies", "alias"):
            if cleaned.get(field):
                for message in self._stopping(with_subpages=bool(cleaned.get("copy_subpages"))):
                    self.add_error(field, message)
        return cleaned

    def _slug_problems(self, slug: str | None) -> list[forms.ValidationError]:
        """Return why pages of this kind may not have ``slug``, even as a draft."""
        page = copy(self.page.specific)
        page.slug = slug or page.slug
        try:
            page.clean()
        except forms.ValidationError as error:
            return getattr(error, "error_dict", {}).get("slug", [])
        return []

    def _stopping(self, *, with_subpages: bool) -> list[forms.ValidationError]:
        pages = self.page.get_descendants(inclusive=True) if with_subpages else [self.page]
        return [
            forms.ValidationError(f"“{page}” would not be published. {finding}")
            for page in (each.specific for each in pages)
            if page.live and isinstance(page, PublishGate)
            for finding in findings(page)
            if finding.blocks
        ]
