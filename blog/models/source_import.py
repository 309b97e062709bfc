import datetime

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

KEPT_FOR = datetime.timedelta(days=1)


class SourceImport(models.Model):
    """A file of references between its dry run and its import, so that a colleague need not upload it twice.

    Each belongs to the colleague who uploaded it. None is kept longer than a day.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    filename = models.CharField(max_length=200, blank=True)
    records = models.JSONField(encoder=DjangoJSONEncoder, default=list)
    # What became of the rows that were imported so far. Once all were, the records are dropped.
    results = models.JSONField(null=True, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.filename or "pasted references"

    @property
    def is_finished(self) -> bool:
        """Whether every row was imported or left out."""
        return self.results is not None and not self.records

    @classmethod
    def delete_old(cls) -> None:
        """Delete what was uploaded more than a day ago."""
        cls.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
