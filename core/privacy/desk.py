"""Look somebody up by email, see and export everything that is held, and erase it.

Everything is sent by POST to one address: an email stands in no address, no title and no log. A look-up is noted under
a keyed fingerprint.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView
from wagtail.admin import messages

from core import audit
from core.forms import PlainEmailField, plain_messages
from core.mailboxes import pattern
from core.privacy import erasing, export
from core.privacy.keys import key_of
from core.privacy.pages import PrivacyPage
from core.privacy.registry import MOST_RELATIVES, Holding, Record, every_holding

# So many records of one kind stand on the page.
A_PAGE = 20


class LookupForm(forms.Form):
    """Whom to look up."""

    email = PlainEmailField(
        label="Email address",
        help_text="As the person writes it. Capitals do not count.",
        error_messages=plain_messages("the email address of whoever asks", longest=254),
    )


class EraseForm(LookupForm):
    """Erases only when the address was typed once more."""

    email = PlainEmailField(widget=forms.HiddenInput)
    typed = forms.CharField(
        label="Type the address once more",
        max_length=300,
        help_text="Erasing cannot be undone. Typing it makes sure that it is the right one.",
        error_messages={"required": "Type the address once more: then it is erased."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    tell = forms.BooleanField(
        label="Write to the address that it is done",
        required=False,
        help_text="A last mail with the receipt. Nothing of it is kept. None goes to an address that takes no mail.",
    )

    def clean(self):
        """Refuse another address than the one that was looked up."""
        cleaned = super().clean() or {}
        typed, email = cleaned.get("typed", ""), cleaned.get("email", "")
        if typed and typed.strip().casefold() != email.casefold():
            self.add_error("typed", "This is not the address that you looked up. Nothing was erased.")
        return cleaned


@dataclass(frozen=True)
class Section:
    """One kind of data about the person, with the records of one page."""

    holding: Holding
    count: int
    records: Sequence[Record]
    first: int

    @property
    def last(self) -> int:
        """The number of the last record on the page."""
        return self.first + len(self.records) - 1

    @property
    def earlier(self) -> int:
        """Where the page before begins; 0 without one."""
        return max(1, self.first - A_PAGE) if self.first > 1 else 0

    @property
    def later(self) -> int:
        """Where the next page begins; 0 without one."""
        return self.last + 1 if self.last < self.count else 0


def sections_of(email: str, starts: dict[str, int] | None = None) -> list[Section]:
    """Return what is held about ``email``, kind by kind; ``starts`` says from which record on, for some kinds."""
    sections = []
    for holding in every_holding():
        if count := holding.count(email):
            first = min(max((starts or {}).get(holding.name, 1), 1), count)
            sections.append(Section(holding, count, holding.records(email, first - 1, first - 1 + A_PAGE), first))
    return sections


def relatives_of(email: str) -> list[str]:
    """Return other addresses of the same mailbox about which something is held, at most ``MOST_RELATIVES``."""
    found = {address.casefold() for holding in every_holding() for address in holding.relatives(pattern(email))}
    return sorted(found - {email.casefold()})[:MOST_RELATIVES]


class DeskView(PrivacyPage, TemplateView):
    """Asks for an address; then shows what is held, and does what is asked for."""

    template_name = "core/privacy/desk.html"
    page_title = "Look somebody up"
    header_icon = "user"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": LookupForm(), **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what the button says that was pressed."""
        form = LookupForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        email = form.cleaned_data["email"]
        match request.POST.get("do"):
            case "json" | "html" as kind:
                self._note(email, f"exported a person as {kind.upper()}")
                return export.response(email, kind)
            case "preview":
                self._note(email, "previewed an erasure")
                return self._preview(email, EraseForm(initial={"email": email, "tell": True}))
            case "erase":
                return self._erase(email)
        return self._show(form, email)

    def _note(self, email: str, action: str, count: int | None = None) -> None:
        audit.record(self.request.user, action, "one address", count=count, details={"address": key_of(email)})

    def _show(self, form: LookupForm, email: str) -> HttpResponse:
        sections = sections_of(email, self._starts())
        self._note(email, "looked a person up", sum(section.count for section in sections))
        context = {"form": form, "email": email, "sections": sections, "relatives": relatives_of(email)}
        return self.render_to_response(self.get_context_data(**context, can_erase=erasing.is_held(email)))

    def _starts(self) -> dict[str, int]:
        name, _, start = self.request.POST.get("from", "").partition(":")
        return {name: int(start)} if start.isascii() and start.isdigit() and len(start) < 8 else {}

    def _preview(self, email: str, form: EraseForm, status: int = 200) -> HttpResponse:
        if not erasing.is_held(email):
            messages.info(self.request, "Nothing is held about this address that could be erased.")
            return redirect("privacy:index")
        self.template_name = "core/privacy/erase.html"
        context = {"form": form, "email": email, "lines": erasing.preview(email)}
        return self.render_to_response(self.get_context_data(**context), status=status)

    def _erase(self, email: str) -> HttpResponse:
        form = EraseForm(self.request.POST)
        if not form.is_valid():
            return self._preview(email, form, status=422)
        receipt = erasing.erase(email, by=self.request.user, tell=form.cleaned_data["tell"])
        if receipt is None:
            messages.info(self.request, "Nothing is held about this address. Nothing was erased.")
            return redirect("privacy:index")
        if receipt.finished_at is None:
            messages.error(
                self.request, "Not everything could be erased. Look the address up again, and erase what is left."
            )
        return redirect("privacy_receipts:receipt", receipt.number)
