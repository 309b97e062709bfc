from django.db import models
from django.utils import timezone


class Suppression(models.Model):
    """An address that gets no mail from us, or no news. Only its keyed fingerprint is stored.

    It stays when everything else about a person is erased: otherwise the next form would write to them again.
    """

    class Reason(models.TextChoices):
        UNSUBSCRIBED = "unsubscribed", "Unsubscribed with the mail provider: no news"
        BOUNCED = "bounced", "The address does not take mail"
        COMPLAINED = "complained", "A mail was reported as spam"

    # What somebody who only wants no news still gets: the mails that answer a form of theirs.
    EVERYTHING = (Reason.BOUNCED, Reason.COMPLAINED)

    key = models.CharField("fingerprint of the address", max_length=64, unique=True, editable=False)
    reason = models.CharField(max_length=20, choices=Reason)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "suppressed address"
        verbose_name_plural = "suppressed addresses"

    def __str__(self) -> str:
        return self.get_reason_display()
