from django.db import models
from django.utils import timezone


class ConsentText(models.Model):
    """The exact words of one consent. A change of words is a new version: what people agreed to stays as it was."""

    class Purpose(models.TextChoices):
        SITE_NEWS = "site_news", "News from us by email"
        PARTNER_NEWS = "partner_news", "News from the partner by email"
        PARTNER_ADDRESS = "partner_address", "Pass the address to the partner to post a sample"
        ADULT = "adult", "Is 18 or over"
        HOUSEHOLD = "household", "One per household, conditions read"

    # What a reader may leave out, and may stop at any time.
    NEWS = (Purpose.SITE_NEWS, Purpose.PARTNER_NEWS)

    purpose = models.CharField(max_length=30, choices=Purpose)
    version = models.PositiveIntegerField(default=1)
    wording = models.TextField(
        help_text="The words a reader sees next to the box. They say who will do what. "
        "{partner} stands for the name of the partner whose offer the form is about."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["purpose", "-version"]
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="one_wording_a_version")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, version {self.version}"


class ConsentEvent(models.Model):
    """Somebody gave or withdrew one consent, once the address was confirmed.

    The site only adds rows. They go when the person asks us to delete what we hold.
    """

    class Kind(models.TextChoices):
        GIVEN = "given", "Given"
        WITHDRAWN = "withdrawn", "Withdrawn"

    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.GIVEN)
    wording = models.TextField(help_text="All the words next to the box, as the reader saw them.")
    partner = models.CharField(max_length=120, blank=True, help_text="The partner that the words name, by that name.")
    email = models.EmailField(db_index=True)
    form = models.CharField(max_length=60, help_text="The form on which it was given: guide or trial.")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.text}: {self.get_kind_display().lower()}"
