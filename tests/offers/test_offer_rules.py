"""What keeps an offer from being published, and where the checklist leads."""

import pytest
from django.core.files.base import ContentFile
from django.test import RequestFactory
from wagtail.documents.models import Document

from core.publishing import PublishRefused, findings
from offers.models import Partner, ProductPage, TrialPage
from tests.factories.core import SiteImageFactory
from tests.factories.home import site_with_home
from tests.factories.offers import (
    ApprovedClaimFactory,
    GuidePageFactory,
    OutboundLinkFactory,
    PartnerFactory,
    ProductPageFactory,
    TrialPageFactory,
)

# What the partner has to supply for a product, and where the checklist leads for each.
OWED = {
    "Ingredients and amounts": "ingredients",
    "Serving": "serving",
    "Allergens": "allergens",
    "Price": "price",
    "Postage": "postage",
    "How to take it": "directions",
    "Who must not take it": "not_for",
    "Where to buy it": "outbound_link",
}


@pytest.fixture
def home(db):
    return site_with_home()


@pytest.fixture
def product(home):
    return ProductPageFactory(parent=home, partner__name="Greens")


def found(page, code):
    return [finding for finding in findings(page) if finding.code == code]


def promised(page):
    return {(finding.place.field, finding.message.split("“")[1].split("”")[0]) for finding in found(page, "promises")}


def block(kind, value):
    return {"type": kind, "value": value}


def test_a_product_with_every_fact_missing_goes_live_in_a_demo_alone(home, settings):
    partner = PartnerFactory()
    home.add_child(instance=ProductPage(title="Green juice", slug="in-a-demo", partner=partner))
    settings.DEMO_MODE = False
    with pytest.raises(PublishRefused) as refused:
        home.add_child(instance=ProductPage(title="Green juice", slug="for-real", partner=partner))
    owed = {each.message: each.place.field for each in refused.value.findings if each.code == "facts"}
    assert owed == {f"“{label}” is still to be supplied by the partner.": field for label, field in OWED.items()}
    assert [each.code for each in refused.value.findings if each.code != "facts"] == ["disclosure"]
    assert list(ProductPage.objects.values_list("slug", flat=True)) == ["in-a-demo"]


def test_a_demo_lists_its_gaps_to_the_editor(product):
    owed = found(product, "facts")
    assert {finding.place.field for finding in owed} == set(OWED.values())
    assert not any(finding.blocks for finding in owed)


def test_a_gap_in_a_row_or_in_the_text_counts_too(product, settings):
    settings.DEMO_MODE = False
    for field in OWED.values():
        setattr(product, field, "As on the label" if field != "outbound_link" else OutboundLinkFactory())
    assert found(product, "facts") == []
    product.facts = [
        block("fact", {"label": "Strains", "value": " "}),
        block("fact", {"label": "Jar", "value": "Glass"}),
    ]
    product.body = [block("heading", "What it is"), block("pending", None)]
    row, text = found(product, "facts")
    assert row.message == "“Strains” is still to be supplied by the partner."
    assert row.place.label == "Strains"
    assert text.place.label == "To be supplied by the partner, after “What it is”"


def test_a_trial_needs_each_of_its_conditions(home, settings):
    trial = TrialPageFactory(parent=home, supply__countries="")
    settings.DEMO_MODE = False
    fields = [finding.place.field for finding in found(trial, "facts")]
    assert fields == ["what_you_get", "postage", "stored_supply", "stored_supply", "address_use", "address_retention"]


def test_a_guide_owes_nothing(home, settings):
    guide = GuidePageFactory(parent=home)
    settings.DEMO_MODE = False
    assert found(guide, "facts") == []


def test_every_text_of_an_offer_is_read(product):
    product.title, product.slug = "A cure", "a-cure-all"
    product.summary = product.seo_title = product.search_description = "It heals"
    product.facts_caption, product.price = "Prevents", "Cheaper than a treatment"
    product.outbound_link = OutboundLinkFactory(label="Cured? Buy it")
    product.facts = [block("fact", {"label": "Remedy", "value": "It reverses things"})]
    picture = {"image": SiteImageFactory().pk, "alt_text": "A cure in a bottle", "decorative": False}
    product.body = [
        block("heading", "Healing"),
        block("text", '<p>It c<b>ur</b>es; see <a href="https://example.org/">treatments</a>.</p>'),
        block("figure", {"image": picture, "caption": "<p>Reversed</p>", "credit": "", "width": "text"}),
        block("faq", [{"question": "Does it treat anything?", "answer": "<p>It does not prevent anything.</p>"}]),
        block("partner_quote", {"quote": "Manage your autoimmune condition"}),
    ]
    assert promised(product) == {
        *(("title", "cure"), ("slug", "cure"), ("summary", "heals"), ("seo_title", "heals")),
        *(("search_description", "heals"), ("facts_caption", "prevents"), ("price", "treatment")),
        *(("outbound_link", "cured"), ("facts", "remedy"), ("facts", "reverses")),
        *(("body", word) for word in ("healing", "cures", "treatments", "cure", "reversed", "treat", "prevent")),
        ("body", "manage your autoimmune"),
    }


def test_what_readers_get_from_the_record_of_a_picture_or_document_is_read_too(product):
    product.image = SiteImageFactory(description="Cures colitis in a week")
    without_words = SiteImageFactory(description="Heals")
    pictures = [{"image": without_words.pk, "alt_text": "", "decorative": decorative} for decorative in (False, True)]
    figures = [{"image": picture, "caption": "", "credit": "", "width": "text"} for picture in pictures]
    document = Document.objects.create(title="A remedy", file=ContentFile(b"x", "x.pdf"))
    titles = ("", "A leaflet")
    product.body = [
        *(block("figure", figure) for figure in figures),
        *(block("download", {"document": document.pk, "title": title, "description": ""}) for title in titles),
    ]
    labels = [finding.place.label for finding in found(product, "promises")]
    assert promised(product) == {("image", "cures"), ("body", "heals"), ("body", "remedy")}
    assert labels == ["Picture", "“Picture” in Figure 1", "Download 1"]


def test_what_a_product_does_for_health_is_no_heading_and_elsewhere_worth_a_look(product):
    product.title = "Boosts immunity"
    product.summary = "It may support digestion."
    product.body = [
        block("heading", "Supports gut health"),
        block("note", {"title": "Calms inflammation", "text": "<p>It improves sleep.</p>", "tone": "mint"}),
    ]
    said = {finding.message.split("“")[1].split("”")[0]: finding.blocks for finding in found(product, "typed-claim")}
    assert said == {
        "boosts immunity": True,
        "supports gut": True,
        "calms inflammation": True,
        "support digestion": False,
        "improves sleep": False,
    }


def test_a_guide_may_be_about_health(home):
    guide = GuidePageFactory(parent=home)
    guide.title = "Ten things that support gut health"
    assert found(guide, "typed-claim") == []


def test_a_draft_with_nothing_in_it_is_previewed(product):
    draft = ProductPage(title="A draft")
    assert draft.make_preview_request(RequestFactory().get("/")).status_code == 200


def test_the_editor_is_told_which_word_where_and_what_to_write_instead(product):
    product.body = [block("heading", "What it is"), block("text", "<p>A treatment.</p>")]
    (finding,) = found(product, "promises")
    assert finding.blocks
    assert finding.place.label == "Text, after “What it is”"
    assert str(finding).startswith("Text, after “What it is”: It says “treatment”.")
    assert "Write “take” or “drink” of a product" in finding.fix


@pytest.mark.parametrize("factory", [GuidePageFactory, TrialPageFactory])
def test_the_words_are_kept_from_the_thank_you_page_too(home, factory):
    page = factory(parent=home)
    page.thank_you = [block("text", "<p>Your cure is on its way.</p>")]
    assert promised(page) == {("thank_you", "cure")}


def test_the_words_that_stand_on_every_trial_by_themselves_promise_nothing(home):
    assert promised(TrialPage.objects.get(pk=TrialPageFactory(parent=home).pk)) == set()


def test_an_approved_claim_is_exempt_only_when_it_is_chosen(product):
    Partner.objects.update(category=Partner.Category.FOOD)
    product.partner.refresh_from_db()
    words = "Calcium helps to prevent loss of bone"
    claim = ApprovedClaimFactory(partner=product.partner, text=words)
    product.body = [block("claim", claim.pk)]
    assert not [finding for finding in findings(product) if finding.blocks]
    product.body = [block("claim", claim.pk), block("heading", words)]
    assert promised(product) == {("body", "prevent")}


def test_a_claim_of_another_partner_or_a_withdrawn_one_or_one_without_a_category_does_not_go_live(product):
    other = ApprovedClaimFactory(partner__name="Reds", text="Iron helps")
    withdrawn = ApprovedClaimFactory(partner=product.partner, text="Zinc helps", status="withdrawn")
    own = ApprovedClaimFactory(partner=product.partner, text="Copper helps")
    product.body = [block("claim", each.pk) for each in (other, withdrawn, own)]
    messages = [str(finding) for finding in found(product, "claims")]
    assert messages == [
        "Approved claim 1: “Iron helps” is a claim of another partner. Choose one of Greens.",
        "Approved claim 2: “Zinc helps” was withdrawn. Take it out, or choose another claim.",
        "Approved claim 3: Nobody has said what Greens’s product is in law, so no claim may stand here. "
        "Open Greens under Partners and choose “What its product is in law”.",
    ]


def test_a_claim_that_is_gone_leaves_an_empty_place_that_blocks(product):
    product.body = [block("claim", 999)]
    assert [str(finding) for finding in found(product, "blocks")] == [
        "Approved claim: Approved claim is empty. Fill in what you need and delete the rest."
    ]
