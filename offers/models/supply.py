from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format


class TrialSupply(models.Model):
    """How many samples there are, for whom and until when. In force at once, whatever draft the page has.

    Those who look after requests change it; ``taken`` changes only through ``offers.requests.stock``.
    """

    trial = models.OneToOneField("offers.TrialPage", on_delete=models.CASCADE, related_name="stored_supply")
    takes_requests = models.BooleanField(
        "takes requests",
        default=True,
        help_text="Without the tick the form is closed at once, for as long as you like.",
    )
    pause_reason = models.CharField(
        "why the form is closed",
        max_length=200,
        blank=True,
        help_text="A sentence for readers while the form is closed: “The partner has no samples until March.”",
    )
    stock = models.PositiveIntegerField(
        "number of samples",
        null=True,
        blank=True,
        help_text="All of them, those already given away included. Left empty, there is no limit. "
        "More than before go to the waiting list first.",
    )
    opens = models.DateField("first day", null=True, blank=True)
    closes = models.DateField("last day", null=True, blank=True)
    countries = models.TextField(
        blank=True,
        help_text="Where the sample is posted to, one country a line. Readers choose from this list.",
    )
    taken = models.PositiveIntegerField("samples taken", default=0, editable=False)
    last_waiting_number = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "supply of a trial"
        verbose_name_plural = "supplies of trials"

    def __str__(self) -> str:
        return f"Supply of “{self.trial}”"

    def clean(self):
        super().clean()
        if self.opens and self.closes and self.closes < self.opens:
            raise ValidationError({"closes": "The last day is before the first day."})

    @staticmethod
    def has_one_left() -> Q:
        """Return what is true of a row with a sample left, for a conditional UPDATE."""
        return Q(stock=None) | Q(taken__lt=F("stock"))

    @property
    def left(self) -> int | None:
        """How many samples are left; None when there is no limit."""
        return None if self.stock is None else max(0, self.stock - self.taken)

    @property
    def is_sold_out(self) -> bool:
        """Whether whoever asks now comes on the waiting list."""
        return self.left == 0

    @property
    def country_list(self) -> list[str]:
        """The countries that the sample is posted to."""
        return list(dict.fromkeys(line.strip() for line in self.countries.splitlines() if line.strip()))

    @property
    def period(self) -> str:
        """From when until when, in words; empty while neither is known."""
        opens, closes = (day and date_format(day, "j F Y") for day in (self.opens, self.closes))
        if opens and closes:
            period = f"{opens} to {closes}"
        elif closes:
            period = f"Until {closes}"
        elif opens:
            period = f"From {opens}"
        else:
            return ""
        return f"{period}, while stock lasts" if self.stock else period

    @property
    def is_to_come(self) -> bool:
        """Whether its first day is in the future."""
        return bool(self.opens and timezone.localdate() < self.opens)

    def closed_reason(self, today=None) -> str:
        """Return why nobody can ask on the day ``today``, in a sentence for readers; else an empty text.

        Without an argument it is about the present day.
        """
        today = today or timezone.localdate()
        if not self.takes_requests:
            return self.pause_reason or "We take no requests at the moment."
        return self.outside_dates(today)

    def outside_dates(self, day) -> str:
        """Return why the offer does not hold on ``day``: too early or too late, in a sentence; else an empty text."""
        if self.opens and day < self.opens:
            return f"The offer starts on {date_format(self.opens, 'j F Y')}."
        if self.closes and self.closes < day:
            return f"The offer ended on {date_format(self.closes, 'j F Y')}."
        return ""
