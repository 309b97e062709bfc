import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import slugify

from core.spreadsheets import BYTE_ORDER_MARK
from offers.models.trial_page import TrialPage
from offers.models.trial_request import TrialRequest


def file_of(header: str, lines: Iterable[str]) -> bytes:
    """Return the file made of ``header`` and ``lines``, as spreadsheets know it to be UTF-8."""
    return (BYTE_ORDER_MARK + header + "".join(lines)).encode()


class Batch(models.Model):
    """Approved requests for one sample as they go to the partner, frozen on the day of their preparation."""

    trial = models.ForeignKey(TrialPage, null=True, on_delete=models.SET_NULL, related_name="batches")
    number = models.PositiveIntegerField(help_text="Counts the batches of its offer.")
    title = models.CharField("offer", max_length=255, help_text="As the offer was called then.")
    product = models.CharField(max_length=255)
    header = models.CharField("first line of the file", max_length=300)
    checksum = models.CharField(max_length=64, help_text="SHA-256 of the file as it was prepared.")
    size = models.PositiveIntegerField("requests", help_text="How many it had when it was prepared.")
    prepared_at = models.DateTimeField("prepared", default=timezone.now)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="prepared by"
    )
    sent_at = models.DateTimeField("sent", null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "batch"
        verbose_name_plural = "batches"
        ordering = ["-prepared_at", "-pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["trial", "number"], name="one_batch_a_number")]

    def __str__(self) -> str:
        return f"Batch {self.number} of “{self.title}”"

    @property
    def filename(self) -> str:
        """What the file is called."""
        return f"{slugify(self.title)[:60] or 'trial'}-batch-{self.number}.csv"

    def content(self) -> bytes:
        """Return the file: the same bytes each time, until a person in it is deleted.

        Before it is marked as sent it also loses the email of whoever takes back to get mail from the partner.
        """
        return file_of(self.header, self.rows.order_by("position").values_list("line", flat=True))

    @staticmethod
    def checksum_of(content: bytes) -> str:
        """Return the SHA-256 of ``content`` in hexadecimal digits."""
        return hashlib.sha256(content).hexdigest()


class BatchRow(models.Model):
    """One line of a batch's file. Once the person is deleted it is empty, and not in the file any more."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    request = models.OneToOneField(TrialRequest, null=True, on_delete=models.SET_NULL, related_name="batch_row")
    line = models.TextField(blank=True)
    emptied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="one_row_a_position")]

    def __str__(self) -> str:
        return f"row {self.position}"
