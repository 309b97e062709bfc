from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Page

from core.models import BasePage, ConsentText
from core.search_fields import WordsField
from offers.blocks import OfferBodyBlock
from offers.disclosure import ShowsPartners
from offers.facts import Fact
from offers.invitation import Invitation
from offers.models.form_page import FormPageMixin, consent_text, form_panels
from offers.models.guide_page import GuidePage
from offers.models.supply import TrialSupply
from offers.supply_panel import SupplyPanel

# Where a finding about dates, countries or the number of samples points to.
SUPPLY = "stored_supply"
SOLD_OUT = "All samples are taken. You can join the waiting list."


class TrialPage(ShowsPartners, FormPageMixin, BasePage):
    """Takes requests for a free sample. Every condition stands above the form."""

    partner = models.ForeignKey(
        "offers.Partner",
        null=True,
        on_delete=models.PROTECT,
        related_name="trial_pages",
        help_text="Who sends the sample, and gets the address for it.",
    )
    product = models.ForeignKey(
        "offers.ProductPage",
        null=True,
        on_delete=models.PROTECT,
        related_name="trials",
        verbose_name="product page",
    )
    image = models.ForeignKey(
        "core.SiteImage",
        verbose_name="picture",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Stands on the bands that lead here, and when the page is shared.",
    )

    what_you_get = models.TextField(max_length=300, blank=True, help_text="“A supply for three days, once.”")
    postage = models.TextField(max_length=300, blank=True, help_text="Who pays for it: “The partner pays.”")
    household_rule = models.CharField("how many", max_length=160, default="One per household")
    address_use = models.TextField(
        "what the partner does with the address",
        max_length=600,
        blank=True,
        help_text="The page names the partner, then says this: “To post the sample, and for nothing else.”",
    )
    address_retention = models.TextField(
        "how long the address is kept",
        max_length=600,
        blank=True,
        help_text="“Deleted 90 days after posting.”",
    )

    body = StreamField(
        OfferBodyBlock(),
        verbose_name="more about it",
        blank=True,
        help_text="Stands between the conditions and the form.",
    )
    adult_text = consent_text(ConsentText.Purpose.ADULT)
    household_text = consent_text(ConsentText.Purpose.HOUSEHOLD)
    partner_address_text = consent_text(ConsentText.Purpose.PARTNER_ADDRESS)
    site_news_text = consent_text(ConsentText.Purpose.SITE_NEWS)
    partner_news_text = consent_text(ConsentText.Purpose.PARTNER_NEWS)

    template = "offers/trial_page.html"
    reader_kind = "Free sample"
    shows_breadcrumbs = True
    thank_you_template = "offers/trial_thank_you.html"
    form_name = "trial"
    consent_fields = (
        "adult_text",
        "household_text",
        "partner_address_text",
        "site_news_text",
        "partner_news_text",
    )
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    page_description = "Takes requests for a partner’s free sample, with all conditions above the form. Never a card."

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *Page.content_panels,
                    FieldPanel("summary"),
                    *FormPageMixin.around_panels,
                    MultiFieldPanel([FieldPanel("partner"), FieldPanel("product"), FieldPanel("image")], "The product"),
                    FieldPanel("body"),
                    FieldPanel("faq"),
                ],
                heading="Content",
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [FieldPanel("what_you_get"), FieldPanel("postage"), FieldPanel("household_rule")],
                        "What readers get",
                        help_text="What is left empty reads “To be supplied by the partner”. "
                        "Price and card are the same for every trial: free, and none.",
                    ),
                    SupplyPanel(heading="Where, when, and how many samples"),
                    MultiFieldPanel([FieldPanel("address_use"), FieldPanel("address_retention")], "The address"),
                ],
                heading="Conditions",
            ),
            form_panels(*consent_fields),
            FormPageMixin.thank_you_panels,
            ObjectList(BasePage.promote_panels, heading="Promote"),
        ]
    )
    search_fields = [
        *BasePage.search_fields,
        *FormPageMixin.words_fields,
        WordsField("what_you_get"),
        WordsField("body"),
    ]

    class Meta:
        verbose_name = "trial page"

    @property
    def picture(self):
        """The picture for sharing, or else the page's own."""
        return self.share_image or self.image

    @classmethod
    def for_readers(cls):
        """Return trial pages with what every reader of one is shown."""
        return super().for_readers().select_related("partner", "product", "stored_supply")

    @property
    def supply(self) -> TrialSupply:
        """The number of samples, the dates and the countries; an empty, unstored one while nobody has set them."""
        stored: TrialSupply | None = getattr(self, "stored_supply", None)
        return stored or TrialSupply(trial=self)

    @property
    def conditions(self) -> list[Fact]:
        """Everything a reader has to know before asking, in the order of the page."""
        return [
            Fact("What you get", self.what_you_get, "what_you_get"),
            Fact("Price", "Free"),
            Fact("Postage", self.postage, "postage"),
            Fact("Card", "None. We never ask for one, and nothing renews"),
            Fact("Where", ", ".join(self.supply.country_list), SUPPLY),
            Fact("How many", self.household_rule, "household_rule"),
            Fact("When", self.supply.period, SUPPLY),
            Fact(
                "Who gets your address",
                f"{self.partner}. {self.address_use}" if self.address_use else "",
                "address_use",
            ),
            Fact("How long it is kept", self.address_retention, "address_retention"),
        ]

    @property
    def required_facts(self) -> list[Fact]:
        """What readers must be told and an editor writes down on this page."""
        return [condition for condition in self.conditions if condition.field]

    @property
    def open_conditions(self) -> list[Fact]:
        """The conditions that the partner still has to supply. Until then no sample is handed on."""
        return [condition for condition in self.conditions if condition.pending]

    @property
    def invitation(self) -> Invitation:
        """What leads here says of the sample today."""
        if reason := self.closed_reason():
            return Invitation("Read the conditions" if self.supply.is_to_come else "About the sample", reason)
        if self.supply.is_sold_out:
            return Invitation("Join the waiting list", SOLD_OUT)
        return Invitation("Read the conditions")

    def closed_reason(self) -> str:
        """Return why nobody can ask for it today, in a sentence for readers; else an empty text."""
        if reason := self.supply.closed_reason():
            return reason
        if not self.supply.country_list and not settings.DEMO_MODE:
            return "The partner has not told us yet where the sample can be posted to."
        return ""

    @property
    def guide_meanwhile(self) -> GuidePage | None:
        """The guide that readers can have while there is no sample."""
        return GuidePage.objects.live().public().exclude(document=None).order_by("pk").first()

    def clean(self):
        super().clean()
        if self.partner and self.product and self.product.partner_id != self.partner_id:
            raise ValidationError({"product": f"This product is not one of {self.partner}. Choose the partner’s own."})

    def get_form(self, data=None):
        """Return the form that asks where to post the sample."""
        from offers.forms import TrialForm

        return TrialForm(data, page=self)

    def store(self, form) -> None:
        """Store the request, its consents and its mail."""
        from offers.requests import trial_requests

        trial_requests.submit(
            self,
            form.details(),
            consents=form.consents_given(),
            answers=form.answers(),
            submission=form.submission,
        )
