"""The report “Consents”: how many people agree to what, in which words. It names nobody."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View
from wagtail.admin.menu import MenuItem

from core.models import ConsentEvent, ConsentText
from core.privacy.pages import PrivacyPage
from core.privacy.registry import Agreed, every_holding
from core.spreadsheets import as_csv

MAY_SEE = "core.view_consentreport"
MONTHS = 12
Kind = ConsentEvent.Kind


@dataclass(frozen=True)
class Month:
    """How often one consent was given and withdrawn in one month."""

    month: date
    purpose: str
    given: int
    withdrawn: int


def live_consents() -> list[Agreed]:
    """Return how many agree to what now, of every kind of data that people agree to."""
    ways = [holding.withdraw for holding in every_holding() if holding.withdraw]
    return [line for way in ways for line in way.agreed()]


def months() -> list[Month]:
    """Return how often each consent was given and withdrawn in the last twelve months, the newest first."""
    year, month = divmod(timezone.localdate().year * 12 + timezone.localdate().month - MONTHS, 12)
    events = ConsentEvent.objects.filter(at__date__gte=date(year, month + 1, 1))
    found = events.annotate(month=TruncMonth("at")).values("month", "text__purpose", "kind").annotate(count=Count("pk"))
    numbers: Counter[tuple[date, str, str]] = Counter()
    for row in found.order_by():
        numbers[row["month"].date(), row["text__purpose"], row["kind"]] += row["count"]
    keys = sorted({(month, purpose) for month, purpose, _ in numbers}, key=lambda key: (-key[0].toordinal(), key[1]))
    return [
        Month(month, str(ConsentText.Purpose(purpose).label), *(numbers[month, purpose, kind] for kind in Kind.values))
        for month, purpose in keys
    ]


class ConsentReport(PrivacyPage, View):
    """How many agree to what now, and how that came about."""

    permission = MAY_SEE
    page_title = "Consents"
    header_icon = "form"
    template_name = "core/privacy/consent_report.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the report, or give it as a file: ``export=now`` or ``export=months``."""
        match request.GET.get("export"):
            case "now":
                return _file("consents.csv", _live_rows())
            case "months":
                return _file("consents-by-month.csv", _month_rows())
        context: dict[str, Any] = {"lines": live_consents(), "months": months()}
        return self.render_to_response(self.get_context_data(**context))


def _live_rows() -> Iterator[list[object]]:
    yield ["Purpose", "Version", "Partner", "Agree now", "Words"]
    for line in live_consents():
        yield [line.title, line.version or "", line.partner, line.count, line.wording]


def _month_rows() -> Iterator[list[object]]:
    yield ["Month", "Purpose", "Given", "Withdrawn"]
    for line in months():
        yield [f"{line.month:%Y-%m}", line.purpose, line.given, line.withdrawn]


def _file(name: str, rows: Iterator[list[object]]) -> HttpResponse:
    answer = HttpResponse("".join(as_csv(rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


class ConsentReportMenuItem(MenuItem):
    """The way to the report, for those who may see it."""

    def __init__(self) -> None:
        super().__init__(
            "Consents", reverse("consent_report"), name="consent-report", icon_name=ConsentReport.header_icon, order=130
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MAY_SEE))
