from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

KEPT_FOR = timedelta(days=1)


class ReturnFile(models.Model):
    """A partner's answer between its dry run and its application. Its rows go once applied, and all of it after a day.

    What stays until then names requests by reference, and nobody.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    filename = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file as it was uploaded.")
    rows = models.JSONField(default=list, help_text="Each row with what was shown for it.")
    results = models.JSONField(default=list, help_text="What became of the rows so far.")
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.filename or "file of a partner"

    @classmethod
    def delete_old(cls) -> int:
        """Delete what was uploaded more than a day ago; return how many files."""
        return cls.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()[0]
