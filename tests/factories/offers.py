"""Partners, offers and requests."""

from datetime import timedelta

import factory
import wagtail_factories
from django.core.files.base import ContentFile
from django.utils import timezone

from core.consent import Agreement
from core.models import ConsentText
from core.tokens import digest
from offers.models import (
    ApprovedClaim,
    GuideConfirmation,
    GuideDownload,
    GuidePage,
    GuideQuestion,
    GuideRequest,
    OutboundLink,
    Partner,
    ProductPage,
    TrialConfirmation,
    TrialPage,
    TrialQuestion,
    TrialRequest,
    TrialSupply,
)
from offers.requests import guide_requests, links


class PartnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Partner

    name = factory.Sequence(lambda number: f"Green Partner {number}")
    relationship = Partner.Relationship.OWNED
    domains = "partner.example"


class OutboundLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OutboundLink

    partner = factory.SubFactory(PartnerFactory)
    label = "Go to the partner’s shop"
    url = "https://shop.partner.example/juice?from=us"
    slug = factory.Sequence(lambda number: f"shop-{number}")


class ApprovedClaimFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApprovedClaim

    partner = factory.SubFactory(PartnerFactory)
    text = "Vitamin C contributes to the normal function of the immune system"
    conditions = "At least 12 mg of vitamin C in 100 ml"
    markets = "European Union"
    reference = "Commission Regulation (EU) No 432/2012, Annex"


class GuideDocumentFactory(wagtail_factories.DocumentFactory):
    title = "Ten small things"
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.7 a guide", name="ten-small-things.pdf"))


class ProductPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ProductPage

    title = factory.Sequence(lambda number: f"Green juice {number}")
    summary = "What is known about it, and what is not."
    partner = factory.SubFactory(PartnerFactory)


class GuidePageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = GuidePage

    title = factory.Sequence(lambda number: f"Ten small things {number}")
    summary = "To print, and to keep."
    document = factory.SubFactory(GuideDocumentFactory)


class TrialSupplyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TrialSupply

    countries = "Ireland\nUnited Kingdom"


class TrialPageFactory(wagtail_factories.PageFactory):
    """``TrialPageFactory(supply__stock=20)`` has 20 samples, ``complete=True`` one no open conditions."""

    class Meta:
        model = TrialPage
        skip_postgeneration_save = True

    class Params:
        complete = factory.Trait(
            what_you_get="A supply for three days, once.",
            postage="The partner pays.",
            address_use="To post the sample, and for nothing else.",
            address_retention="Deleted 90 days after posting.",
            supply__closes=factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30)),
        )

    title = factory.Sequence(lambda number: f"Try it for three days {number}")
    summary = "One pack, once."
    product = factory.SubFactory(ProductPageFactory, parent=factory.SelfAttribute("..parent"))
    partner = factory.SelfAttribute("product.partner")
    supply = factory.RelatedFactory(TrialSupplyFactory, factory_related_name="trial")


class GuideQuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuideQuestion

    label = factory.Sequence(lambda number: f"Which page did you like best? {number}")
    field_type = "singleline"


class TrialQuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TrialQuestion

    label = factory.Sequence(lambda number: f"Where did you hear of the sample? {number}")
    field_type = "radio"
    choices = "From a friend\nIn an article"


class GuideRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuideRequest

    email = factory.Sequence(lambda number: f"reader-{number}@example.org")


class TrialRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TrialRequest

    email = factory.Sequence(lambda number: f"reader-{number}@example.org")
    full_name = "Rosa Lindqvist"
    address_line_1 = "4 Mill Lane"
    town = "Ashby"
    postcode = "LE65 1AA"
    country = "United Kingdom"


class GuideConfirmationFactory(factory.django.DjangoModelFactory):
    """``GuideConfirmationFactory(token="…")`` is the link whose secret is that token."""

    class Meta:
        model = GuideConfirmation

    class Params:
        token = "guide-secret"

    digest = factory.LazyAttribute(lambda link: digest(link.token))
    expires_at = factory.LazyFunction(lambda: timezone.now() + links.CONFIRM_WITHIN)


class TrialConfirmationFactory(GuideConfirmationFactory):
    class Meta:
        model = TrialConfirmation

    class Params:
        token = "trial-secret"


class GuideDownloadFactory(factory.django.DjangoModelFactory):
    """``GuideDownloadFactory(token="…")`` is the download link whose secret is that token."""

    class Meta:
        model = GuideDownload

    class Params:
        token = "download-secret"

    digest = factory.LazyAttribute(lambda link: digest(link.token))
    document = factory.SelfAttribute("request.guide.document")
    expires_at = factory.LazyFunction(lambda: timezone.now() + guide_requests.DOWNLOAD_WITHIN)


class ConsentTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConsentText

    purpose = ConsentText.Purpose.SITE_NEWS
    wording = "The site may email me about once a month."


def agreement(partner: str = "", **text) -> Agreement:
    """Return what somebody agrees to who ticks the box of a new text with these fields."""
    stored: ConsentText = ConsentTextFactory.create(**text)
    return Agreement(text_id=stored.pk, purpose=stored.purpose, wording=stored.wording, partner=partner)
