"""Small bar charts, drawn by the server: one for each thing that is counted for an offer."""

from dataclasses import dataclass

from django.utils.formats import date_format

from offers.performance.figures import HIDDEN, LABELS, Figures, in_words

# Of the drawing, in its own units.
WIDTH, HEIGHT = 240, 64
# What a hidden number is drawn as: there, and without a height to read.
STUB = 4
GAP = 0.3


@dataclass(frozen=True)
class Bar:
    """One month; ``hidden`` where its number is too small to be shown."""

    x: float
    y: float
    width: float
    height: float
    hidden: bool


@dataclass(frozen=True)
class Chart:
    """The months of one measure, the oldest first, with what it shows in words."""

    id: str
    label: str
    title: str
    description: str
    bars: list[Bar]
    highest: str
    first: str
    last: str
    width: int = WIDTH
    height: int = HEIGHT


def charts_of(figures: Figures) -> list[Chart]:
    """Return a chart for each measure of the offer; none where there is one month, or no number to draw."""
    if len(figures.rows) < 2:
        return []
    return [
        _chart(figures, measure)
        for measure in figures.offer.measures
        if any(row.numbers[measure] is not None for row in figures.rows)
    ]


def _chart(figures: Figures, measure: str) -> Chart:
    months = [row.month for row in reversed(figures.rows)]
    numbers = [row.numbers[measure] for row in reversed(figures.rows)]
    highest = max(number for number in numbers if number is not None)
    best = date_format(months[numbers.index(highest)], "F Y")
    first, last = (date_format(month, "F Y") for month in (months[0], months[-1]))
    hidden = sum(number is None for number in numbers)
    description = f"From {first} to {last}. Most in {best}: {in_words(highest)}. "
    description += f"{last} so far: {in_words(numbers[-1])}."
    if hidden:
        description += f" {HIDDEN.capitalize()} in {hidden} of {len(numbers)} months."
    return Chart(
        id=f"chart-{figures.offer.pk}-{measure}",
        label=LABELS[measure],
        title=f"{LABELS[measure]} by month: {figures.offer.title}",
        description=f"{description} The table below has all numbers.",
        bars=[_bar(place, number, highest, len(numbers)) for place, number in enumerate(numbers)],
        highest=in_words(highest),
        first=date_format(months[0], "M Y"),
        last=date_format(months[-1], "M Y"),
    )


def _bar(place: int, number: int | None, highest: int, months: int) -> Bar:
    step = WIDTH / months
    height = STUB if number is None else max(STUB, HEIGHT * number / highest)
    return Bar(
        x=round(place * step + step * GAP / 2, 2),
        y=round(HEIGHT - height, 2),
        width=round(step * (1 - GAP), 2),
        height=round(height, 2),
        hidden=number is None,
    )
