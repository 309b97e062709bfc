"""Searching for people in the lists of the admin, without their names in addresses.

Wagtail sends the words of a search in the address, letter by letter. From there they get into the history of the
browser and into the logs of every server on the way. Here they are sent by POST, and the address holds them sealed. So
what turns pages, sorts, narrows and exports keeps them, and nobody can read them without our key. The database holds
nothing.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property

from core.sealed import seal, unseal

PURPOSE = "admin-search"
# After that the list is whole again: an old address does not tell for ever whom somebody was looking for.
WORKS_FOR = timedelta(hours=12)
LONGEST = 200


class WordsForm(forms.Form):
    """What a colleague searches for."""

    words = forms.CharField(
        label="Search this list",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "Search…", "autocomplete": "off"}),
    )


class PrivateSearch:
    """What Wagtail's IndexView needs for that; write it before IndexView.

    The template of the list extends ``core/admin/private_index.html``.
    """

    # Of IndexView.
    request: HttpRequest
    is_searchable: bool
    search_kwarg: str
    page_kwarg: str
    index_url: str

    def get_search_form(self) -> WordsForm | None:
        """Return the form, with the words that are searched for."""
        return WordsForm(initial={"words": self.search_query}) if self.is_searchable else None

    @cached_property
    def search_query(self) -> str:
        """The words that are sealed in the address; none where that is another text, or too old."""
        sealed = self.request.GET.get(self.search_kwarg, "")
        words = unseal(sealed, purpose=PURPOSE, within=WORKS_FOR) or ""
        # PostgreSQL cannot compare it.
        return words.replace("\0", "")

    @property
    def search_ran_out(self) -> bool:
        """Whether the address holds a search that nobody can read any more."""
        return bool(self.request.GET.get(self.search_kwarg)) and not self.search_query

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the list with the words that were typed, narrowed and sorted as before."""
        kept = request.GET.copy()
        for name in (self.search_kwarg, self.page_kwarg):
            kept.pop(name, None)
        if words := request.POST.get("words", "").strip()[:LONGEST]:
            kept[self.search_kwarg] = seal(words, purpose=PURPOSE)
        return redirect(f"{self.index_url}?{kept.urlencode()}" if kept else self.index_url)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the sealed words, for the form that narrows the list."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)  # type: ignore[misc]
        return context | {"sealed": self.request.GET.get(self.search_kwarg, "") if self.search_query else ""}
