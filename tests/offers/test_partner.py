import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from offers.models import OutboundLink, Partner
from tests.factories.core import UserFactory
from tests.factories.offers import OutboundLinkFactory, PartnerFactory, ProductPageFactory

Relationship = Partner.Relationship


@pytest.mark.parametrize(
    ("relationship", "top", "short"),
    [
        (Relationship.OWNED, "Greens is a company we own, so we earn", "We own Greens and earn"),
        (Relationship.COMMISSION, "Greens pays us a commission", "Greens pays us a commission"),
        (Relationship.FREE_PRODUCT, "Greens gave us its products for free", "Greens gave us its products"),
        (Relationship.NONE, "We have no ties to Greens", "Greens pays us nothing"),
    ],
)
def test_the_relationship_writes_the_disclosure(relationship, top, short):
    partner = Partner(name="Greens", relationship=relationship)
    assert partner.disclosure.startswith(top)
    assert partner.short_disclosure.startswith(short)


def test_every_relationship_has_words_of_its_own():
    partners = [Partner(name="Greens", relationship=relationship) for relationship in Relationship]
    assert len({partner.disclosure for partner in partners}) == len(Relationship)
    assert len({partner.short_disclosure for partner in partners}) == len(Relationship)


def test_a_partner_without_a_relationship_is_refused():
    with pytest.raises(ValidationError) as caught:
        Partner(name="Greens").full_clean(validate_unique=False, validate_constraints=False)
    assert "relationship" in caught.value.message_dict


def test_websites_are_brought_into_one_form():
    partner = Partner(name="Greens", domains="  Shop.Partner.EXAMPLE. \r\n\r\nbücher.example\nshop.partner.example")
    partner.clean()
    assert partner.domains.split() == ["shop.partner.example", "xn--bcher-kva.example"]


@pytest.mark.parametrize(
    "line",
    [
        "https://partner.example",
        "partner.example/shop",
        "partner",
        "*.partner.example",
        "a b..c",
        "-x.example",
        "1.2.3.4",
    ],
)
def test_what_is_no_website_is_named(line):
    with pytest.raises(ValidationError, match="is not the name of a website"):
        Partner(name="Greens", domains=f"partner.example\n{line}").clean()


@pytest.mark.parametrize(
    ("url", "belongs"),
    [
        ("https://partner.example", True),
        ("https://partner.example:8443/x", True),
        ("https://SHOP.Partner.Example/x?y=1", True),
        ("//partner.example/x", True),
        ("https://partner.example./", True),
        ("https://notpartner.example", False),
        ("https://partner.example.evil.example", False),
        ("https://partner.example@evil.example", False),
        ("https://evil.example/?u=https://partner.example", False),
        ("/out/partner.example", False),
        ("https://[partner.example", False),
        ("", False),
    ],
)
def test_an_address_is_the_partners_only_on_its_own_websites(url, belongs):
    assert Partner(name="Greens", domains="partner.example").has_address(url) is belongs


def test_a_partner_without_websites_has_no_address():
    assert not Partner(name="Greens").has_address("https://partner.example")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://partner.example/", "start with https"),
        ("https://other.example/", "none of the websites"),
        ("https://partner.example.evil.example/", "none of the websites"),
        ("javascript:alert(1)", "Enter a valid URL"),
    ],
)
def test_a_link_leads_to_the_partner_and_nowhere_else(url, message):
    link = OutboundLink(partner=PartnerFactory.build(), label="Shop", url=url, slug="shop")
    with pytest.raises(ValidationError, match=message):
        link.full_clean(exclude=["partner"], validate_unique=False)


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("Cure your colitis now", "It says “cure”. No product may be said"),
        ("Improving digestion: to the shop", "It says “improving digestion”, which is a claim about health"),
    ],
)
def test_the_words_on_a_button_promise_nothing(label, message):
    link = OutboundLink(partner=PartnerFactory.build(), label=label, url="https://partner.example/", slug="shop")
    with pytest.raises(ValidationError, match=message):
        link.full_clean(exclude=["partner"], validate_unique=False)


@pytest.mark.parametrize(("field", "empty"), [("legal_name", " "), ("category", Partner.Category.NOT_STATED)])
def test_what_a_live_page_has_to_tell_of_its_partner_stays_filled_in(settings, home, field, empty):
    partner = PartnerFactory(legal_name="Greens Ltd", category=Partner.Category.FOOD)
    page = ProductPageFactory(parent=home, partner=partner, title="Green juice")
    setattr(partner, field, empty)
    settings.DEMO_MODE = True
    partner.full_clean()
    settings.DEMO_MODE = False
    with pytest.raises(ValidationError, match="“Green juice” is published and shows the partner") as caught:
        partner.full_clean()
    assert list(caught.value.message_dict) == [field]
    page.unpublish()
    partner.full_clean()


def test_what_was_never_filled_in_does_not_keep_the_rest_from_being_saved(settings, home):
    page = ProductPageFactory(parent=home)
    settings.DEMO_MODE = False
    page.partner.name = "Another name"
    page.partner.full_clean()


def test_a_link_without_a_name_gets_one_that_is_free(db):
    partner = PartnerFactory(name="Greens")
    first = OutboundLinkFactory(partner=partner, label="To the shop", slug="")
    second = OutboundLinkFactory(partner=partner, label="To the shop", slug="")
    assert (first.slug, second.slug) == ("greens-to-the-shop", "greens-to-the-shop-2")


def test_the_name_of_a_link_is_taken_once(db):
    link = OutboundLinkFactory()
    with pytest.raises(ValidationError, match="already exists"):
        OutboundLink(partner=link.partner, label="Shop", url=link.url, slug=link.slug).full_clean()


def form_of_a_partner(*links, **changes):
    """Return what the admin's form of a partner posts, with ``links`` as pairs of label and address."""
    data = {
        "name": "Greens",
        "legal_name": "",
        "relationship": "commission",
        "category": "not_stated",
        "privacy_notice_url": "",
        "domains": "partner.example",
        "links-TOTAL_FORMS": len(links),
        "links-INITIAL_FORMS": 0,
        "links-MIN_NUM_FORMS": 0,
        "links-MAX_NUM_FORMS": 1000,
        "claims-TOTAL_FORMS": 0,
        "claims-INITIAL_FORMS": 0,
    } | changes
    for number, (label, url) in enumerate(links):
        data |= {f"links-{number}-label": label, f"links-{number}-url": url, f"links-{number}-slug": ""}
        data |= {f"links-{number}-id": "", f"links-{number}-ORDER": number + 1}
    return data


@pytest.fixture
def admin(client, db):
    client.force_login(UserFactory(is_superuser=True))
    return client


ADD = "wagtailsnippets_offers_partner:add"


def test_an_editor_adds_a_partner_with_its_first_links_at_once(admin):
    links = [("To the shop", "https://shop.partner.example/"), ("To the shop", "https://partner.example/b")]
    admin.post(reverse(ADD), form_of_a_partner(*links))
    partner = Partner.objects.get()
    assert [(link.slug, link.url) for link in partner.links.all()] == [
        ("greens-to-the-shop", "https://shop.partner.example/"),
        ("greens-to-the-shop-2", "https://partner.example/b"),
    ]


def test_a_link_elsewhere_is_refused_beside_its_field_and_nothing_is_stored(admin):
    response = admin.post(reverse(ADD), form_of_a_partner(("Shop", "https://other.example/")))
    assert response.status_code == 200
    assert "none of the websites of Greens" in response.content.decode()
    assert not Partner.objects.exists()


def test_an_empty_form_says_what_is_missing(admin):
    response = admin.post(reverse(ADD), form_of_a_partner(name="", relationship="", domains="no website"))
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"name", "relationship", "domains"}


def test_the_partners_page_shows_the_disclosure_that_its_relationship_writes(admin):
    partner = PartnerFactory(relationship=Relationship.COMMISSION)
    response = admin.get(reverse("wagtailsnippets_offers_partner:inspect", args=[partner.pk]))
    assert partner.disclosure in response.content.decode()
