from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from core.blocks import PLAIN_FEATURES
from core.models import BasePage
from core.search_fields import WordsField
from offers.blocks import OfferBodyBlock
from offers.disclosure import ShowsPartners
from offers.facts import Fact
from offers.invitation import Invitation
from offers.models.form_page import FormPageMixin


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
    countries = models.TextField(
        blank=True,
        help_text="Where the sample is posted to, one country a line. Readers choose from this list.",
    )
    opens = models.DateField("first day", null=True, blank=True)
    closes = models.DateField("last day", null=True, blank=True)
    stock = models.PositiveIntegerField("number of samples", null=True, blank=True)
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
    thank_you = RichTextField(
        "thank-you page",
        features=PLAIN_FEATURES,
        blank=True,
        help_text="What happens now, step by step. Left empty, the page says it in three steps of its own.",
    )

    template = "offers/trial_page.html"
    reader_kind = "Free sample"
    shows_breadcrumbs = True
    thank_you_template = "offers/trial_thank_you.html"
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    page_description = "Takes requests for a partner’s free sample, with all conditions above the form. Never a card."

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *Page.content_panels,
                    FieldPanel("summary"),
                    MultiFieldPanel([FieldPanel("partner"), FieldPanel("product"), FieldPanel("image")], "The product"),
                    FieldPanel("body"),
                ],
                heading="Content",
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [FieldPanel("what_you_get"), FieldPanel("postage"), FieldPanel("countries")],
                        "What readers get, and where",
                        help_text="What is left empty reads “To be supplied by the partner”. "
                        "Price and card are the same for every trial: free, and none.",
                    ),
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("opens"), FieldPanel("closes"), FieldPanel("stock")]),
                            FieldPanel("household_rule"),
                        ],
                        "When, and how many",
                    ),
                    MultiFieldPanel([FieldPanel("address_use"), FieldPanel("address_retention")], "The address"),
                ],
                heading="Conditions",
            ),
            ObjectList([FieldPanel("thank_you")], heading="Thank-you page"),
            ObjectList(BasePage.promote_panels, heading="Promote"),
        ]
    )
    search_fields = [*BasePage.search_fields, WordsField("what_you_get"), WordsField("body")]

    class Meta:
        verbose_name = "trial page"

    @property
    def picture(self):
        """The picture for sharing, or else the page's own."""
        return self.share_image or self.image

    @property
    def country_list(self) -> list[str]:
        """The countries that the sample is posted to."""
        return list(dict.fromkeys(line.strip() for line in self.countries.splitlines() if line.strip()))

    @property
    def conditions(self) -> list[Fact]:
        """Everything a reader has to know before asking, in the order of the page."""
        return [
            Fact("What you get", self.what_you_get, "what_you_get"),
            Fact("Price", "Free"),
            Fact("Postage", self.postage, "postage"),
            Fact("Card", "None. We never ask for one, and nothing renews"),
            Fact("Where", ", ".join(self.country_list), "countries"),
            Fact("How many", self.household_rule, "household_rule"),
            Fact("When", self._period(), "closes"),
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
    def open_conditions(self) -> int:
        """How many conditions the partner still has to supply."""
        return sum(condition.pending for condition in self.conditions)

    @property
    def invitation(self) -> Invitation:
        """What leads here says of the sample today."""
        today = timezone.localdate()
        is_to_come = bool(self.opens and today < self.opens)
        reason = self.closed_reason()
        return Invitation("Read the conditions" if is_to_come or not reason else "About the sample", reason)

    def _period(self) -> str:
        opens, closes = (day and date_format(day, "j F Y") for day in (self.opens, self.closes))
        if opens and closes:
            period = f"{opens} to {closes}"
        elif closes:
            period = f"Until {closes}"
        elif opens:
            period = f"From {opens}"
        else:
            return ""
        return f"{period}, while stock lasts" if self.stock else period

    def closed_reason(self) -> str:
        """Return why nobody can ask for it today, in a sentence for readers; else an empty text."""
        today = timezone.localdate()
        if self.opens and today < self.opens:
            return f"The offer starts on {date_format(self.opens, 'j F Y')}."
        if self.closes and self.closes < today:
            return f"The offer ended on {date_format(self.closes, 'j F Y')}."
        if self.stock == 0:
            return "All samples are taken."
        if not self.country_list and not settings.DEMO_MODE:
            return "The partner has not told us yet where the sample can be posted to."
        return ""

    def clean(self):
        super().clean()
        if self.opens and self.closes and self.closes < self.opens:
            raise ValidationError({"closes": "The last day is before the first day."})
        if self.partner and self.product and self.product.partner_id != self.partner_id:
            raise ValidationError({"product": f"This product is not one of {self.partner}. Choose the partner’s own."})

    def get_form(self, data=None):
        """Return the form that asks where to post the sample."""
        from offers.forms import TrialForm

        return TrialForm(data, trial=self)

    def store(self, form) -> None:
        """Store the request, its consents and its mail."""
        from offers.requests import trial_requests

        trial_requests.submit(self, form.details(), consents=form.consents_given())
