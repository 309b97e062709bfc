from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from offers.models.partner import Partner

VARIED_DIET = "A varied and balanced diet and a healthy lifestyle matter more than any single product."
# What stands next to each claim; nobody can edit it. The importance of a varied and balanced diet and a healthy
# lifestyle: Regulation (EC) No 1924/2006 on nutrition and health claims, article 10(2)(a). The daily dose, no
# substitute for a varied diet, and out of the reach of young children: Directive 2002/46/EC on food supplements,
# article 6(3)(c) to (e).
STATEMENTS = {
    Partner.Category.FOOD: VARIED_DIET,
    Partner.Category.FOOD_SUPPLEMENT: (
        f"{VARIED_DIET} A food supplement is no substitute for a varied diet. Do not take more than the daily dose "
        "on the label, and keep it out of the reach of young children."
    ),
    Partner.Category.NOT_STATED: VARIED_DIET,
}


class ApprovedClaim(Orderable):
    """What a partner may say about its product, word for word as a register or a regulation has it."""

    class Status(models.TextChoices):
        VALID = "valid", "May be shown"
        WITHDRAWN = "withdrawn", "Withdrawn: shown nowhere"

    partner = ParentalKey("offers.Partner", on_delete=models.CASCADE, related_name="claims")
    text = models.TextField(
        "claim",
        max_length=400,
        help_text="Word for word as it was approved. Readers see it as the partner’s, not as ours.",
    )
    conditions = models.TextField(
        "what it takes",
        max_length=300,
        help_text="How much, and how often, for the effect that is claimed: from the register’s conditions of use.",
    )
    markets = models.CharField(
        max_length=160, help_text="Where it is approved: “European Union, United Kingdom”. Readers see it."
    )
    reference = models.CharField(
        max_length=200,
        help_text="The entry in the register, or the regulation: “Commission Regulation (EU) No 432/2012, Annex”.",
    )
    reference_url = models.URLField(
        "address of the reference",
        blank=True,
        help_text="Where a reader can look it up. Never a page of the partner’s own.",
    )
    status = models.CharField(
        max_length=12,
        choices=Status,
        default=Status.VALID,
        help_text="A withdrawn claim disappears from every page at once. Do not delete it: it says what we showed.",
    )

    panels = [
        FieldPanel("text"),
        FieldPanel("conditions"),
        FieldRowPanel([FieldPanel("markets"), FieldPanel("status")]),
        FieldPanel("reference"),
        FieldPanel("reference_url"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "approved claim"

    def __str__(self) -> str:
        return self.text

    def clean(self):
        """Refuse a reference that is not on the web, or that is the partner's own website."""
        super().clean()
        if not self.reference_url:
            return
        if urlsplit(self.reference_url).scheme not in ("http", "https"):
            raise ValidationError({"reference_url": "The address has to start with https://."})
        if self.partner.has_address(self.reference_url):
            message = f"This is a page of {self.partner}. A claim rests on a register or a regulation: link to that."
            raise ValidationError({"reference_url": message})

    def may_stand_on(self, page) -> bool:
        """Whether ``page`` may show the claim: it is valid, and the page is its own partner's."""
        return self.status == self.Status.VALID and self.partner_id == getattr(page, "partner_id", None)
