"""What the report on offers says: numbers by offer and month, and none of them below five.

A small number may be about one person. So it is neither shown nor to be worked out: a total is the sum of what is
shown, never of what is hidden, because two totals of different periods would tell the difference.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone
from wagtail.models import Page

from offers.models import ArticleClicks, GuidePage, OfferCount, OutboundClicks, ProductPage, TrialPage
from offers.models.counts import first_of_month
from offers.performance.counting import months_ago

LEAST_SHOWN = 5
HIDDEN = f"under {LEAST_SHOWN}"
# So many articles are named for each offer and month.
NAMED = 10

ARTICLE_CLICKS, PARTNER_CLICKS = "article_clicks", "partner_clicks"
Kind = OfferCount.Kind
# In the order in which a reader does it.
LABELS: dict[str, str] = {
    Kind.VIEW.value: Kind.VIEW.label,
    ARTICLE_CLICKS: "Clicks from articles",
    **{kind.value: kind.label for kind in Kind if kind != Kind.VIEW},
    PARTNER_CLICKS: "Partner clicks",
}
ARRIVED = (Kind.VIEW.value, ARTICLE_CLICKS)
ASKED = (Kind.STARTED.value, Kind.REQUESTED.value, Kind.CONFIRMED.value)
MEASURES: dict[type[Page], tuple[str, ...]] = {
    ProductPage: (*ARRIVED, PARTNER_CLICKS),
    GuidePage: (*ARRIVED, *ASKED, Kind.DOWNLOADED.value),
    TrialPage: (*ARRIVED, *ASKED, Kind.DISPATCHED.value, PARTNER_CLICKS),
}


@dataclass(frozen=True)
class Offer:
    """A page that offers something, with what is counted for it.

    Arguments:
        link_id: the registered link of the button to the partner, if it has one.
        since: the month in which it was first published; None for one that never was.
    """

    pk: int
    title: str
    kind: str
    measures: tuple[str, ...]
    link_id: int | None
    since: date | None

    def __str__(self) -> str:
        return f"{self.title} ({self.kind})"


@dataclass(frozen=True)
class Row:
    """One month of one offer: a number for each measure, None where it is too small to be shown."""

    month: date
    numbers: dict[str, int | None]


@dataclass(frozen=True)
class Origin:
    """So many clicks came from one article in one month; ``title`` is empty for the other articles together."""

    month: date
    title: str
    clicks: int


@dataclass(frozen=True)
class Figures:
    """All that the report says of one offer, the newest month first."""

    offer: Offer
    rows: list[Row]
    origins: list[Origin]

    @property
    def totals(self) -> dict[str, str]:
        """The sum of each measure in words: “at least”, where a month of it is hidden."""
        return {measure: total_of([row.numbers[measure] for row in self.rows]) for measure in self.offer.measures}


def shown(number: int) -> int | None:
    """Return ``number``, or None when it is too small to be shown."""
    return number if number >= LEAST_SHOWN else None


def in_words(number: int | None) -> str:
    """Return ``number`` as the report prints it."""
    return HIDDEN if number is None else f"{number:,}"


def total_of(numbers: Iterable[int | None]) -> str:
    """Return the sum of the ``numbers`` that are shown, in words that say so where others are hidden."""
    numbers = list(numbers)
    seen = [number for number in numbers if number is not None]
    if not seen:
        return f"{HIDDEN} a month"
    return f"{'at least ' if len(seen) < len(numbers) else ''}{sum(seen):,}"


def all_offers() -> list[Offer]:
    """Return the offers that are published or once were: guides, samples, products."""
    links: dict[type[Page], str] = {ProductPage: "outbound_link_id", TrialPage: "product__outbound_link_id"}
    return [
        Offer(
            page.pk,
            page.title,
            str(model._meta.verbose_name).removesuffix(" page"),
            MEASURES[model],
            page.link_id if model in links else None,
            first_of_month(timezone.localdate(page.first_published_at)),
        )
        for model in (GuidePage, TrialPage, ProductPage)
        for page in _published(model, links.get(model))
    ]


def _published(model: type[Page], link: str | None) -> QuerySet[Page]:
    pages = model.objects.exclude(first_published_at=None).order_by("title", "pk")
    return pages.annotate(link_id=F(link)) if link else pages


def figures_of(offers: Sequence[Offer], months: int, *, named: int | None = NAMED) -> list[Figures]:
    """Return the figures of ``offers`` for the last so many ``months``, this one among them.

    Arguments:
        named: how many articles are named for each offer and month; None for all that may be.
    """
    span = [months_ago(number) for number in range(months)]
    counted = _counted(offers, since=span[-1])
    clicks = _clicks_by_article(offers, since=span[-1])
    articles = {article for by_article in clicks.values() for article in by_article}
    titles: dict[int | None, str] = dict(Page.objects.filter(pk__in=articles).values_list("pk", "title"))
    made = []
    for offer in offers:
        known = [month for pk, _, month in counted if pk == offer.pk]
        first = min([*known, *([offer.since] if offer.since else [])], default=span[0])
        rows, origins = [], []
        for month in span:
            if month < first:
                break
            numbers = {measure: shown(counted[offer.pk, measure, month]) for measure in offer.measures}
            rows.append(Row(month, numbers))
            origins += [
                Origin(month, titles.get(article, ""), number)
                for article, number in named_articles(clicks[offer.pk, month], named)
            ]
        made.append(Figures(offer, rows, origins))
    return made


def named_articles(clicks: dict[int, int], most: int | None = None) -> list[tuple[int | None, int]]:
    """Return the articles with the most ``clicks``, and last, under None, the number of all others together.

    What the others have together is none or at least five: the total of the month is known, so otherwise it would tell
    what they had. Where it would be less, the smallest of the others with a number joins them.
    """
    named = sorted(clicks.items(), key=lambda pair: (-pair[1], pair[0]))
    rest = 0
    while named and (named[-1][1] < LEAST_SHOWN or 0 < rest < LEAST_SHOWN or (most is not None and len(named) > most)):
        rest += named.pop()[1]
    return [*named, (None, rest)] if rest >= LEAST_SHOWN else list(named)


def clicks_by_month(links: Iterable[int], *, since: date = date.min) -> dict[int, dict[date, int]]:
    """Return how often each of the registered ``links`` was followed, by its number and each month in which it was."""
    clicks: dict[int, dict[date, int]] = {link: {} for link in links}
    found = OutboundClicks.objects.filter(link__in=clicks, date__gte=since).order_by().values_list("link")
    for link, month, number in found.annotate(month=TruncMonth("date"), number=Sum("count")):
        clicks[link][month] = number
    return clicks


def _counted(offers: Sequence[Offer], *, since: date) -> Counter[tuple[int, str, date]]:
    """Return how often each thing happened, by offer, measure and month."""
    numbers = {offer.pk for offer in offers}
    counted: Counter[tuple[int, str, date]] = Counter()
    kinds = OfferCount.objects.filter(offer__in=numbers, day__gte=since).values_list("offer", "kind")
    for offer, kind, month, number in kinds.annotate(month=TruncMonth("day"), number=Sum("count")):
        counted[offer, kind, month] += number
    origins = ArticleClicks.objects.filter(offer__in=numbers, month__gte=since).values_list("offer", "month")
    for offer, month, number in origins.annotate(number=Sum("count")):
        counted[offer, ARTICLE_CLICKS, month] += number
    by_link = clicks_by_month({offer.link_id for offer in offers if offer.link_id}, since=since)
    for offer in offers:
        for month, number in by_link.get(offer.link_id or 0, {}).items():
            counted[offer.pk, PARTNER_CLICKS, month] += number
    return counted


def _clicks_by_article(offers: Sequence[Offer], *, since: date) -> dict[tuple[int, date], dict[int, int]]:
    """Return how many clicks came from each article, by offer and month."""
    clicks: dict[tuple[int, date], dict[int, int]] = defaultdict(dict)
    for row in ArticleClicks.objects.filter(offer__in=[offer.pk for offer in offers], month__gte=since):
        clicks[row.offer_id, row.month][row.article_id] = row.count
    return clicks
