"""What an offer page must have and may not say, against each way to publish."""

from collections.abc import Callable

import pytest

from offers.models import Partner, ProductPage
from tests.factories.offers import OutboundLinkFactory, PartnerFactory, ProductPageFactory
from tests.helpers.publishing import (
    approve_on_the_dashboard,
    publish_as_scheduled,
    publish_in_bulk,
    publish_in_the_editor,
    schedule_in_the_editor,
)

PATHS = (
    publish_in_the_editor,
    schedule_in_the_editor,
    publish_as_scheduled,
    approve_on_the_dashboard,
    publish_in_bulk,
)


def a_promise(product):
    product.body = [{"type": "heading", "value": "It cu\u00adres"}]


def a_missing_fact(product):
    product.allergens = ""


def half_a_disclosure(product):
    Partner.objects.update(legal_name="")


def no_partner(product):
    product.partner = product.outbound_link = None


BREACHES: dict[Callable, str] = {
    a_promise: "It says “cures”. No product may be said to do anything about an illness. Say what the product is",
    a_missing_fact: "“Allergens” is still to be supplied by the partner. Ask the partner",
    half_a_disclosure: "what readers must be told about it is incomplete: legal name. Open Greens under Partners",
    no_partner: "“Partner” is empty|This field is required",
}


@pytest.fixture
def product(home, settings):
    """A draft with every fact, on a site that is no demo."""
    settings.DEMO_MODE = False
    partner = PartnerFactory(name="Greens", legal_name="Greens Ltd", category=Partner.Category.FOOD)
    product = ProductPageFactory.build(partner=partner, title="Green juice", slug="green-juice", live=False)
    product.outbound_link = OutboundLinkFactory(partner=partner)
    for name in ("ingredients", "serving", "allergens", "directions", "not_for", "price", "postage"):
        setattr(product, name, "As on the label")
    return home.add_child(instance=product)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
@pytest.mark.parametrize("breach", BREACHES, ids=lambda breach: breach.__name__)
def test_an_offer_that_breaks_a_rule_does_not_go_live_whichever_way_it_goes(admin_client, product, breach, path):
    breach(product)
    told = path(admin_client, product)
    assert not ProductPage.objects.get().live
    assert not product.revisions.exclude(approved_go_live_at=None).exists()
    assert any(words in told.text for words in BREACHES[breach].split("|"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_an_offer_with_everything_goes_live(admin_client, product, path):
    path(admin_client, product)
    assert ProductPage.objects.get().live != product.revisions.exclude(approved_go_live_at=None).exists()
