"""The report “Offer performance” in the admin."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.views.generic import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from core.spreadsheets import as_csv
from offers.performance.chart import charts_of
from offers.performance.figures import HIDDEN, LABELS, LEAST_SHOWN, Figures, Offer, all_offers, figures_of, in_words

PERMISSION = "offers.view_performance"
PERIODS = {3: "Last 3 months", 12: "Last 12 months", 24: "Last 24 months"}
USUAL_PERIOD = 12
OTHERS = "Articles with fewer clicks, together"


class ChoiceForm(forms.Form):
    """Which offer, and how far back."""

    offer = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)
    months = forms.TypedChoiceField(
        label="Period", coerce=int, required=False, empty_value=None, choices=list(PERIODS.items())
    )

    def __init__(self, data: Any, offers: Sequence[Offer]):
        super().__init__({"months": USUAL_PERIOD, **data.dict()})
        self.fields["offer"].choices = [  # type: ignore[attr-defined]
            ("", "All offers"),
            *((offer.pk, str(offer)) for offer in offers),
        ]


class OfferPerformanceReport(WagtailAdminTemplateMixin, View):
    """How often each offer was read, asked for and sent, by month. Numbers below five are hidden."""

    page_title = "Offer performance"
    header_icon = "view"
    template_name = "offers/admin/performance.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the report, or give it as a file: ``export=months`` or ``export=articles``."""
        offers = all_offers()
        form = ChoiceForm(request.GET, offers)
        if form.is_valid():
            chosen, months = form.cleaned_data["offer"], form.cleaned_data["months"] or USUAL_PERIOD
            offers = [offer for offer in offers if chosen in (None, offer.pk)]
        else:
            # An old address of an offer that is gone, or made up: the form says what is wrong.
            offers, months = [], USUAL_PERIOD
        match request.GET.get("export"):
            case "months":
                return _file("offers-by-month.csv", _month_rows(figures_of(offers, months)))
            case "articles":
                return _file("clicks-by-article.csv", _article_rows(figures_of(offers, months, named=None)))
        sections = [_section(figures) for figures in figures_of(offers, months)]
        return self.render_to_response(self.get_context_data(form=form, sections=sections, least=LEAST_SHOWN))

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        asked = self.request.GET.copy()
        for export in ("months", "articles"):
            asked["export"] = export
            kwargs[f"{export}_address"] = f"?{asked.urlencode()}"
        return super().get_context_data(**kwargs)


def _section(figures: Figures) -> dict[str, Any]:
    """Return what the template prints of one offer: words, in the order of its table."""
    measures, totals = figures.offer.measures, figures.totals
    this_month = figures.rows[0].month
    return {
        "offer": figures.offer,
        "labels": [LABELS[measure] for measure in measures],
        "rows": [
            {
                "month": date_format(row.month, "F Y") + (" so far" if row.month == this_month else ""),
                "cells": [in_words(row.numbers[measure]) for measure in measures],
            }
            for row in figures.rows
        ],
        "totals": [totals[measure] for measure in measures],
        "charts": charts_of(figures),
        "origins": [
            {
                "month": date_format(origin.month, "F Y"),
                "article": origin.title or OTHERS,
                "clicks": in_words(origin.clicks),
            }
            for origin in figures.origins
        ],
    }


def _file(name: str, rows: Iterator[list[object]]) -> HttpResponse:
    response = HttpResponse("".join(as_csv(rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _month_rows(report: Sequence[Figures]) -> Iterator[list[object]]:
    yield ["Offer", "Kind", "Month", *LABELS.values()]
    for figures in report:
        for row in figures.rows:
            cells = [
                (HIDDEN if row.numbers[measure] is None else row.numbers[measure]) if measure in row.numbers else ""
                for measure in LABELS
            ]
            yield [figures.offer.title, figures.offer.kind, f"{row.month:%Y-%m}", *cells]


def _article_rows(report: Sequence[Figures]) -> Iterator[list[object]]:
    yield ["Offer", "Kind", "Month", "Article", "Clicks"]
    for figures in report:
        for origin in figures.origins:
            month = f"{origin.month:%Y-%m}"
            yield [figures.offer.title, figures.offer.kind, month, origin.title or OTHERS, origin.clicks]


class OfferPerformanceMenuItem(MenuItem):
    """The report in the menu “Reports”, for those who may see it."""

    def __init__(self) -> None:
        super().__init__(
            OfferPerformanceReport.page_title,
            reverse("offer_performance"),
            name="offer-performance",
            icon_name=OfferPerformanceReport.header_icon,
            order=120,
        )

    def is_shown(self, request):
        return request.user.has_perm(PERMISSION)
