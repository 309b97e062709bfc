"""What lists of requests can be narrowed to."""

from collections.abc import Callable
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Replace
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from core.folding import Folded, fold_sought
from offers.models import Batch, GuidePage, GuideRequest, TrialPage, TrialRequest
from offers.models.request import Request

MAIL_PROBLEMS = tuple(Request.MailProblem.choices)
ANY, NEAR = "any", "near"


def countries_asked_from() -> list[tuple[str, str]]:
    """Return the countries of the requests that there are, for a list to choose from."""
    asked = TrialRequest.objects.exclude(country="").order_by("country").values_list("country", flat=True)
    return [(country, country) for country in asked.distinct()]


def _named(model: Any) -> Callable[[], list[tuple[str, str]]]:
    """Return a function that lists the records of ``model`` to choose from.

    A filter for models would look up whatever number stands in the address, also one that no database can hold.
    """
    return lambda: [(str(record.pk), str(record)) for record in model.objects.order_by("-pk")]


def with_problem(requests: QuerySet, problem: str) -> QuerySet:
    """Return those of ``requests`` that have this ``problem``."""
    near = Q(near_match=True) if requests.model is TrialRequest else Q()
    if problem == NEAR:
        return requests.filter(near)
    if problem == ANY:
        return requests.filter(~Q(mail_problem="") | near)
    return requests.filter(mail_problem=problem)


def matching(requests: QuerySet, words: str) -> QuerySet:
    """Return those of ``requests`` that ``words`` are part of: name, email, reference, or postcode however spaced.

    Capitals, accents and apostrophes make no difference. Nothing is stored for it, so that there is nothing more to
    erase: a part of a word is looked for in every row anyway, which no ordinary index spares.
    """
    words = " ".join(fold_sought(words).split())
    name = "full_name" if requests.model is TrialRequest else "first_name"
    # Nobody can search for a line break, so nothing is found across two of them.
    typed = Folded(Concat(name, Value("\n"), "email", Value("\n"), "reference", output_field=TextField()))
    found = Q(typed__contains=words)
    requests = requests.alias(typed=typed)
    if requests.model is TrialRequest and words:
        requests = requests.alias(bare_postcode=Replace(F("postcode"), Value(" "), Value("")))
        found |= Q(bare_postcode__icontains=words.replace(" ", ""))
    return requests.filter(found)


class RequestFilters(WagtailFilterSet):
    """What guide and trial requests have in common."""

    created_at = django_filters.DateFromToRangeFilter(label="Date asked", widget=DateRangePickerWidget)
    problem = django_filters.ChoiceFilter(
        label="Problem", method="with_problem", choices=[*MAIL_PROBLEMS, (ANY, "Any of them")]
    )

    def with_problem(self, requests: QuerySet, name: str, problem: Any) -> QuerySet:
        """Return the requests with the ``problem`` that was chosen."""
        return with_problem(requests, problem)


class GuideFilters(RequestFilters):
    state = django_filters.MultipleChoiceFilter(label="State", choices=GuideRequest.State.choices)
    guide = django_filters.ChoiceFilter(label="Offer", choices=_named(GuidePage))

    class Meta:
        model = GuideRequest
        fields = ["state", "guide", "created_at", "problem"]


class TrialFilters(RequestFilters):
    state = django_filters.MultipleChoiceFilter(label="State", choices=TrialRequest.State.choices)
    trial = django_filters.ChoiceFilter(label="Offer", choices=_named(TrialPage))
    country = django_filters.ChoiceFilter(label="Country", choices=countries_asked_from)
    problem = django_filters.ChoiceFilter(
        label="Problem",
        method="with_problem",
        choices=[(NEAR, "Near match"), *MAIL_PROBLEMS, (ANY, "Any of them")],
    )
    batch = django_filters.ChoiceFilter(label="Batch", field_name="batch_row__batch", choices=_named(Batch))

    class Meta:
        model = TrialRequest
        fields = ["state", "trial", "country", "created_at", "problem", "batch"]
