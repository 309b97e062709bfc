from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.documents import get_document_model_string
from wagtail.fields import StreamField
from wagtail.models import Page

from core.models import BasePage, ConsentText
from core.search_fields import WordsField
from offers.blocks import GuideContentsBlock, OfferBodyBlock
from offers.disclosure import ShowsPartners
from offers.facts import Fact
from offers.invitation import Invitation
from offers.models.form_page import FormPageMixin, consent_text, form_panels


class GuidePage(ShowsPartners, FormPageMixin, BasePage):
    """Gives the free guide to whoever confirms an email address."""

    image = models.ForeignKey(
        "core.SiteImage",
        verbose_name="cover",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The first page of the guide.",
    )
    document = models.ForeignKey(
        get_document_model_string(),
        verbose_name="the guide",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="A PDF. Readers get it through links in our mails; its own address works for staff alone.",
    )
    page_count = models.PositiveSmallIntegerField("number of pages", null=True, blank=True)
    contents = StreamField(
        GuideContentsBlock(),
        verbose_name="what is inside",
        blank=True,
        help_text="The guide’s own list of contents.",
    )
    body = StreamField(OfferBodyBlock(), verbose_name="more about it", blank=True, help_text="Stands under the form.")
    site_news_text = consent_text(ConsentText.Purpose.SITE_NEWS)

    template = "offers/guide_page.html"
    reader_kind = "Free guide"
    thank_you_template = "offers/guide_thank_you.html"
    form_name = "guide"
    consent_fields = ("site_news_text",)
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    page_description = "Sends a free guide, a PDF, to readers who confirm their email address."

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *Page.content_panels,
                    FieldPanel("summary"),
                    *FormPageMixin.around_panels,
                    MultiFieldPanel(
                        [
                            FieldPanel("document"),
                            FieldRowPanel([FieldPanel("page_count")]),
                            FieldPanel("image"),
                        ],
                        "The guide",
                    ),
                    FieldPanel("contents"),
                    FieldPanel("body"),
                    FieldPanel("faq"),
                ],
                heading="Content",
            ),
            form_panels(*consent_fields),
            FormPageMixin.thank_you_panels,
            ObjectList(BasePage.promote_panels, heading="Promote"),
        ]
    )
    search_fields = [*BasePage.search_fields, *FormPageMixin.words_fields, WordsField("contents"), WordsField("body")]

    class Meta:
        verbose_name = "guide page"

    @property
    def picture(self):
        """The picture for sharing, or else the cover."""
        return self.share_image or self.image

    # What a guide says comes from us: no partner owes a fact.
    required_facts: tuple[Fact, ...] = ()

    @property
    def tag(self) -> str:
        """What stands above its title, on its page and on bands: “Free guide, PDF, 12 pages”."""
        count = self.page_count
        return "Free guide, PDF" + (f", {count} page{'' if count == 1 else 's'}" if count else "")

    @property
    def invitation(self) -> Invitation:
        """What leads here says of the guide today."""
        reason = self.closed_reason()
        return Invitation("About the guide" if reason else "Get the guide", reason)

    def closed_reason(self) -> str:
        """Return why nobody can ask for the guide now, in a sentence for readers; else an empty text."""
        return "" if self.document_id else "The guide is not ready yet. Please come back in a while."

    def get_form(self, data=None):
        """Return the form that asks for an email address."""
        from offers.forms import GuideForm

        return GuideForm(data, page=self)

    def store(self, form) -> None:
        """Store the request, its consents and its mail."""
        from offers.requests import guide_requests

        guide_requests.submit(
            self,
            email=form.cleaned_data["email"],
            first_name=form.cleaned_data["first_name"],
            consents=form.consents_given(),
            answers=form.answers(),
            submission=form.submission,
        )
