"""What a partner may say about its product: kept with the partner, chosen on its pages, shown with the law's words."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse

from offers.models import Partner
from tests.factories.offers import ApprovedClaimFactory, PartnerFactory, ProductPageFactory

DIET = "A varied and balanced diet and a healthy lifestyle matter more than any single product."
SUBSTITUTE = "A food supplement is no substitute for a varied diet."


@pytest.fixture
def claim(db):
    return ApprovedClaimFactory(partner__category="food_supplement", text="Zinc <helps>")


@pytest.fixture
def product(home, claim):
    product = ProductPageFactory(parent=home, partner=claim.partner)
    product.body = [{"type": "claim", "value": claim.pk}]
    product.save()
    return product


def note_on(client, product):
    note = BeautifulSoup(client.get(product.url).content, "html.parser").select_one(".prose .note")
    return note and note.get_text(" ", strip=True)


def test_readers_see_the_claim_with_what_it_rests_on_and_the_locked_statement(client, product, claim):
    claim.reference_url = "https://register.example.org/entry?1&2"
    claim.save()
    html = client.get(product.url).content.decode()
    assert '<a href="https://register.example.org/entry?1&amp;2" rel="nofollow noopener">Commission Regulation' in html
    note = note_on(client, product)
    for words in ("“Zinc <helps>”", "At least 12 mg", "Approved in: European Union", "No 432/2012", DIET, SUBSTITUTE):
        assert words in note


@pytest.mark.parametrize(("category", "said"), [("food", False), ("food_supplement", True), ("not_stated", False)])
def test_the_statement_follows_from_what_the_product_is_in_law(client, product, category, said):
    Partner.objects.update(category=category)
    note = note_on(client, product)
    assert DIET in note
    assert (SUBSTITUTE in note) is said


def test_a_claim_that_is_withdrawn_disappears_at_once(client, product, claim):
    claim.status = claim.Status.WITHDRAWN
    claim.save()
    assert note_on(client, product) is None


def test_a_claim_of_another_partner_is_never_shown(client, product):
    product.partner = PartnerFactory(name="Reds")
    type(product).objects.filter(pk=product.pk).update(partner=product.partner)
    assert note_on(client, product) is None


def test_the_dialog_lists_the_valid_claims_of_the_chosen_partner(admin_client, claim):
    ApprovedClaimFactory(text="Iron helps")
    ApprovedClaimFactory(partner=claim.partner, text="Copper helps", status="withdrawn")
    html = admin_client.get(reverse("approved_claim_chooser:choose"), {"partner": claim.partner.pk}).content.decode()
    assert "Zinc" in html and "European Union" in html
    assert "Iron" not in html and "Copper" not in html


def test_the_dialog_says_what_to_do_where_there_is_no_claim(admin_client, claim):
    for partner in ("", "0", "x", "9" * 40, "1 OR 1", "²", "\x00"):
        for view in ("choose", "choose_results"):
            response = admin_client.get(reverse(f"approved_claim_chooser:{view}"), {"partner": partner})
            assert response.status_code == 200, partner
            assert "then add the claims that were approved for it under Partners" in response.content.decode()


def test_the_editor_asks_for_the_claims_of_the_partner_in_its_form(admin_client, product):
    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[product.pk])).content.decode()
    assert "#id_partner" in html
    assert 'id="id_partner"' in html


def test_a_reference_is_no_page_of_the_partner(claim):
    claim.reference_url = "https://shop.partner.example/why"
    with pytest.raises(ValidationError, match="A claim rests on a register or a regulation"):
        claim.full_clean()
    claim.reference_url = "ftp://register.example.org/"
    with pytest.raises(ValidationError, match="has to start with https"):
        claim.full_clean()
