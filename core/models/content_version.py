from django.db import models
from django.db.models import F


class ContentVersion(models.Model):
    """One row, whose number grows when readers may see something else. Every process watches it (`core.page_cache`)."""

    ROW = 1

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "version of what readers see"

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """Return the number as it is stored now."""
        return cls.objects.values_list("number", flat=True).filter(pk=cls.ROW).first() or 0

    @classmethod
    def raise_number(cls) -> None:
        """Raise the number by one. For a moment at which no transaction is open: until it ends, others would wait."""
        row = cls.objects.filter(pk=cls.ROW)
        if not row.update(number=F("number") + 1):
            cls.objects.get_or_create(pk=cls.ROW)
            row.update(number=F("number") + 1)
