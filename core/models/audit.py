from django.conf import settings
from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    """One thing that a colleague did with people's data. The site only adds rows; see `core.audit`."""

    at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="who", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    action = models.CharField("did what", max_length=60)
    about = models.CharField("with what", max_length=200)
    count = models.PositiveIntegerField("how many", null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = "entry of the audit log"
        verbose_name_plural = "entries of the audit log"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.action}: {self.about}"
