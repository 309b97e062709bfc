from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from wagtail.models import PreviewableMixin

# So many times a version is numbered again when a colleague was faster.
TRIES = 5


class Purpose(models.TextChoices):
    """What a consent is for. Each has a box of its own."""

    SITE_NEWS = "site_news", "News from us by email"
    PARTNER_NEWS = "partner_news", "News from the partner by email"
    PARTNER_ADDRESS = "partner_address", "Pass the address to the partner to post a sample"
    ADULT = "adult", "Is 18 or over"
    HOUSEHOLD = "household", "One per household, conditions read"


class ConsentText(PreviewableMixin, models.Model):
    """The exact words of one consent. A change of words is a new version: what people agreed to stays as it was."""

    Purpose = Purpose
    # What a reader may leave out, and may stop at any time.
    NEWS = (Purpose.SITE_NEWS, Purpose.PARTNER_NEWS)
    # What a reader may take back. The others are statements.
    WITHDRAWABLE = (*NEWS, Purpose.PARTNER_ADDRESS)

    purpose = models.CharField(
        max_length=30, choices=Purpose, help_text="Each purpose has a box of its own on the forms."
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    wording = models.TextField(
        max_length=600,
        help_text="The words a reader sees next to the box. They say who will do what. "
        "{partner} stands for the name of the partner whose offer the form is about.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(
        null=True, editable=False, help_text="When somebody first ticked a box with these words beside it."
    )

    class Meta:
        verbose_name = "consent"
        verbose_name_plural = "consents"
        ordering = ["purpose", "-version"]
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="one_wording_a_version")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, version {self.version}"

    def save(self, *args, **kwargs):
        """Save the text.

        Raises:
            ValueError: when people have agreed to it in other words.
        """
        if self._is_changed_after_use():
            raise ValueError("A consent that people have given keeps its words: make a new version.")
        super().save(*args, **kwargs)

    def clean(self):
        """Refuse words that no consent may have, and other words for what people have agreed to."""
        from core.consent_words import faults

        super().clean()
        if self._is_changed_after_use():
            raise ValidationError("People have agreed to these words, so they stay. Make a new version.")
        if self.purpose in Purpose and (found := [str(fault) for fault in faults(self.purpose, self.wording)]):
            raise ValidationError({"wording": found})

    @property
    def is_used(self) -> bool:
        """Whether somebody has ticked a box with these words beside it."""
        return bool(self.used_at)

    def save_as_new_version(self) -> None:
        """Store the text as the newest version of its purpose."""
        for attempt in range(TRIES):
            newest = type(self).objects.filter(purpose=self.purpose).aggregate(newest=models.Max("version"))["newest"]
            self.pk, self.used_at, self.version = None, None, (newest or 0) + 1
            self._state.adding = True
            try:
                with transaction.atomic():
                    return self.save(force_insert=True)
            except IntegrityError:
                # A colleague made a version at the same moment.
                if attempt == TRIES - 1:
                    raise

    def mark_used(self) -> None:
        """Remember that somebody has ticked it: from now on its words stay."""
        if not self.used_at:
            self.used_at = timezone.now()
            type(self).objects.filter(pk=self.pk, used_at=None).update(used_at=self.used_at)

    def _is_changed_after_use(self) -> bool:
        if not self.pk or self._state.adding:
            return False
        stored = type(self).objects.filter(pk=self.pk).exclude(used_at=None).first()
        return stored is not None and (stored.purpose, stored.version, stored.wording) != (
            self.purpose,
            self.version,
            self.wording,
        )

    def get_preview_template(self, request, mode_name):
        """Return the template that shows the box; that belongs to the forms, in a layer above."""
        return "offers/consent_preview.html"


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
