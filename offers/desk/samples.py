"""Samples in the admin: how many there are, where they are, and the form that changes that at once."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from core import audit
from core.tokens import digest
from core.viewsets import GuardedPage
from offers.desk.words import in_words
from offers.models import TrialPage, TrialRequest, TrialSupply
from offers.requests import stock

PERMISSION = "offers.change_trialsupply"
FIELDS = ("takes_requests", "pause_reason", "stock", "opens", "closes", "countries")
State = TrialRequest.State
HELD = Q(state=State.WAITLISTED, held_until__isnull=False)
# Fewer than this, or than a tenth, is little.
FEW = 5


@dataclass(frozen=True)
class Counts:
    """Where the samples of one offer are."""

    taken: int
    reserved: int
    approved: int
    with_partner: int
    waiting: int
    held: int
    left: int | None
    is_low: bool


def is_low(supply: TrialSupply) -> bool:
    """Tell whether few samples are left of an offer that takes requests: under a tenth, or under five."""
    if supply.left is None or supply.stock is None or supply.closed_reason():
        return False
    return supply.left < FEW or supply.left * 10 < supply.stock


def counts_of(trials: Any) -> dict[int, Counts]:
    """Return where the samples of each of ``trials`` are, by the page's number, in one query."""
    states = {
        "reserved": Q(state=State.RESERVED),
        "approved": Q(state=State.APPROVED),
        # In a batch, and the partner has not said yet that it is posted.
        "with_partner": Q(state=State.EXPORTED),
        "waiting": Q(state=State.WAITLISTED, held_until=None),
        "held": HELD,
    }
    filters = {name: Count("pk", filter=condition) for name, condition in states.items()}
    requests = TrialRequest.objects.filter(trial__in=[trial.pk for trial in trials])
    rows: Any = requests.values("trial").order_by().annotate(**filters)
    found = {row["trial"]: {name: row[name] for name in states} for row in rows}
    none = dict.fromkeys(states, 0)
    return {
        trial.pk: Counts(
            taken=trial.supply.taken,
            left=trial.supply.left,
            is_low=is_low(trial.supply),
            **found.get(trial.pk, none),
        )
        for trial in trials
    }


def low_supplies() -> list[TrialSupply]:
    """Return the supplies of published offers of which few samples are left."""
    supplies = TrialSupply.objects.filter(trial__live=True).exclude(stock=None).select_related("trial")
    return [supply for supply in supplies if is_low(supply)]


def seen(supply: TrialSupply) -> str:
    """Return a mark of what the form shows of ``supply``: another one as soon as somebody has changed it."""
    return digest(repr([getattr(supply, name) for name in FIELDS]))


class SupplyForm(forms.ModelForm):
    """The supply of one offer. What is counted is not in it, so that nobody writes over it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = TrialSupply
        fields = FIELDS
        widgets = {"opens": AdminDateInput, "closes": AdminDateInput, "countries": forms.Textarea(attrs={"rows": 6})}

    def clean_countries(self):
        """Return one country a line, each once."""
        lines = (" ".join(line.split()) for line in self.cleaned_data["countries"].splitlines())
        countries = list(dict.fromkeys(line for line in lines if line))
        longest = TrialRequest._meta.get_field("country").max_length or 0
        if too_long := next((country for country in countries if len(country) > longest), None):
            raise forms.ValidationError(f"“{too_long[:40]}…” is too long for a country. Write one country a line.")
        return "\n".join(countries)

    def clean(self):
        """Ask for a reason where the offer is paused: readers are told it."""
        super().clean()
        if self.cleaned_data.get("takes_requests") is False and not self.cleaned_data.get("pause_reason", "").strip():
            self.add_error("pause_reason", "Say why in a sentence: readers see it instead of the form.")
        return self.cleaned_data


class SamplesView(GuardedPage, TemplateView):
    """Every offer with its samples."""

    permission = PERMISSION
    page_title = "Samples"
    header_icon = "tag"
    template_name = "offers/admin/samples.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        trials = list(TrialPage.objects.select_related("stored_supply").order_by("title"))
        counts = counts_of(trials)
        rows = [{"trial": trial, "supply": trial.supply, "counts": counts[trial.pk]} for trial in trials]
        return super().get_context_data(rows=rows, **kwargs)


class SupplyView(GuardedPage, FormView):
    """The form of one offer's samples, and what a reader sees now."""

    permission = PERMISSION
    parent = ("Samples", reverse_lazy("samples:index"))
    page_title = "Samples"
    header_icon = "tag"
    form_class = SupplyForm
    template_name = "offers/admin/supply.html"

    @cached_property
    def trial(self) -> TrialPage:
        """The page of the offer."""
        # By `id`, which is compared with what the database can hold; the pointer to the page is not.
        return get_object_or_404(TrialPage.objects.select_related("stored_supply"), id=self.kwargs["pk"])

    def get_page_subtitle(self):
        return self.trial.title

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        # A copy: a form that is refused leaves its values in the record that it was given.
        supply = TrialSupply.objects.filter(trial=self.trial).first() or TrialSupply(trial=self.trial)
        return kwargs | {"instance": supply, "initial": {"seen": seen(supply)}}

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        """Save, unless somebody else has meanwhile: then show what they changed, and keep what was typed.

        The supply is locked from the comparison to the end, so that of two who save at once the second sees the first.
        """
        supply = stock.supply_of(self.trial)
        form = self.get_form()
        if form.data.get("seen") != seen(supply):
            now = [(form.fields[name].label, _words(supply, name)) for name in FIELDS]
            form.data = form.data.copy()
            form.data["seen"] = seen(supply)
            return self.render_to_response(self.get_context_data(form=form, changed_meanwhile=now))
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form):
        """Store what the form holds, and offer what is free to those who wait."""
        changed = [name for name in form.changed_data if name in FIELDS]
        supply = form.save(commit=False)
        supply.save(update_fields=FIELDS)
        offered = stock.offer_to_waiting(self.trial)
        if changed:
            about = f"samples of “{self.trial.title}”"
            audit.record(self.request.user, "changed the samples", about, details={"fields": changed})
        words = "The samples are saved, and in force for readers from now on."
        if offered:
            words += f" {offered} {'is' if offered == 1 else 'are'} kept free for those who waited."
        messages.success(self.request, words)
        return redirect(reverse("trial_supply", args=[self.trial.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # As it is stored now: the form changes the record that it was given, and refused values are nowhere in force.
        trial: TrialPage = TrialPage.objects.select_related("stored_supply").get(pk=self.trial.pk)
        context = super().get_context_data(
            trial=trial,
            supply=trial.supply,
            counts=counts_of([trial])[trial.pk],
            may_see_requests=self.request.user.has_perm("offers.view_trialrequest"),
            submit_button_label="Save",
            **kwargs,
        )
        # The calendars of the two days.
        return context | {"media": context["form"].media}


def _words(supply: TrialSupply, name: str) -> str:
    return in_words(getattr(supply, name)) or ("No limit" if name == "stock" else "Left empty")
