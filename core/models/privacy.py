from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string

# Without letters and digits that people mix up when they read a number out.
NUMBER_LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ"


def new_number() -> str:
    """Return eight random letters and digits by which a receipt is named."""
    return get_random_string(8, NUMBER_LETTERS)


class DataLink(models.Model):
    """The link of a mail that shows somebody what is held about them. Only the digest of its secret is kept.

    The address stands beside it for the hour that the link works: it says whose records to show.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    email = models.EmailField(db_index=True)
    expires_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"link to one’s data {self.pk}"


class Erasure(models.Model):
    """Somebody was erased: the receipt. It has a keyed fingerprint of the address, which nobody can turn back."""

    number = models.CharField(max_length=8, unique=True, default=new_number, editable=False)
    key = models.CharField("fingerprint of the address", max_length=64, db_index=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="who"
    )
    by_reader = models.BooleanField("erased by the person", default=False)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField("done", null=True, blank=True, editable=False)
    mailed_at = models.DateTimeField("person told", null=True, blank=True, editable=False)
    # What went and what stays of each kind of data, in words that name nobody; see core.privacy.erasing.
    results = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = "receipt"
        ordering = ["-started_at", "-pk"]
        default_permissions = ()
        permissions = [
            ("use_privacy_desk", "Can look a person up, export and erase what is held about them"),
            ("view_consentreport", "Can see how many people agreed to what"),
        ]
        constraints = [
            models.UniqueConstraint("key", condition=Q(finished_at=None), name="one_open_erasure_an_address")
        ]

    def __str__(self) -> str:
        return f"receipt {self.number}"


class RetentionReport(models.Model):
    """Housekeeping deleted something that was promised to be deleted: when, which step, how many. No person."""

    at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    step = models.CharField(max_length=100, editable=False)
    count = models.PositiveIntegerField(editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.step}: {self.count}"


class HousekeepingRun(models.Model):
    """When housekeeping took its steps last. One row."""

    at = models.DateTimeField(editable=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    @classmethod
    def note(cls) -> None:
        """Store that a run has just ended."""
        cls.objects.update_or_create(pk=1, defaults={"at": timezone.now()})

    @classmethod
    def last(cls) -> "HousekeepingRun | None":
        """Return the last run; None when there was none yet."""
        return cls.objects.filter(pk=1).first()
