"""What guide and trial requests share. No row says which article or topic somebody came from."""

from enum import Enum
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class Standing(Enum):
    """What a link in a mail may still do."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"


class Request(models.Model):
    """One person's request. It changes only through ``guide_requests`` and ``trial_requests``."""

    email = models.EmailField()
    created_at = models.DateTimeField("asked", default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField("confirmed", null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        # Names of records end up in logs and messages, which hold nothing about a person.
        return f"{self._meta.verbose_name} {self.pk}"


class RequestEvent(models.Model):
    """Something happened to a request. Rows are only ever added."""

    class Kind(models.TextChoices):
        ASKED = "asked", "Asked, confirmation mail queued"
        ASKED_AGAIN = "asked_again", "Asked again, mail queued again"
        CHANGED = "changed", "Name or address changed before confirming"
        CONFIRMED = "confirmed", "Email address confirmed"
        LINK_SENT = "link_sent", "New download link queued"
        DOWNLOADED = "downloaded", "Guide downloaded for the first time"

    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Empty when it was the reader.",
    )

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class ConfirmationLink(models.Model):
    """The link of one confirmation mail. Only the digest of its secret is kept."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    # Each kind of link has a foreign key of this name to its own kind of request.
    request: Any

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def standing(self) -> Standing:
        """What the link may do now. Once its request is confirmed it is used, however old it is."""
        if self.request.confirmed_at:
            return Standing.USED
        return Standing.OPEN if timezone.now() < self.expires_at else Standing.EXPIRED
