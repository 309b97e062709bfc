import datetime
import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import PageViewRestriction

from core.models import BasePage
from offers.blocks import GuideBandBlock, OfferBodyBlock, ProductBandBlock, ProductBodyBlock, TrialBandBlock
from offers.models import TrialSupply
from tests.factories.home import StandardPageFactory
from tests.factories.offers import (
    GuidePageFactory,
    OutboundLinkFactory,
    PartnerFactory,
    ProductPageFactory,
    TrialPageFactory,
)
from tests.helpers.queries import assert_max_queries


def band(kind, page, title="", text=""):
    """Return an offer band as stream data."""
    return {"type": kind, "value": {"page": page.pk, "title": title, "text": text}}


def with_bands(home, *bands):
    """Return a published page that shows ``bands`` and has no partner of its own."""
    page = GuidePageFactory(parent=home)
    page.body = list(bands)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def html_of(client, page):
    return client.get(page.url).content.decode()


def test_a_product_band_says_who_pays_right_above_its_button(client, home):
    product = ProductPageFactory(parent=home, title="Green juice")
    html = html_of(client, with_bands(home, band("product_band", product)))
    start = html.index('<section class="band')
    disclosure = html.index(escape(product.partner.short_disclosure), start)
    button = html.index(f'href="{product.url}"', start)
    assert html.index("Partner offer", start) < html.index("Green juice", start) < disclosure < button
    assert product.summary in html


def test_a_trial_band_says_who_pays_right_above_its_button(client, trial, home):
    html = html_of(client, with_bands(home, band("trial_band", trial)))
    start = html.index('<section class="band')
    disclosure = html.index(escape(trial.partner.short_disclosure), start)
    assert html.index("Partner offer", start) < disclosure < html.index(f'href="{trial.url}"', start)


def test_a_guide_band_is_no_partner_offer(client, guide, home):
    page = with_bands(home, band("guide_band", guide))
    html = html_of(client, page)
    assert f'href="{guide.url}"' in html
    assert "Partner offer" not in html
    assert page.partners_shown == []
    assert not page.shows_partner


def test_the_words_of_the_editor_come_before_those_of_the_page(client, home):
    product = ProductPageFactory(parent=home, title="Green juice", summary="The page's own summary.")
    html = html_of(client, with_bands(home, band("product_band", product, "A title", "<p>Some <b>words</b></p>")))
    start = html.index('<section class="band')
    assert "A title" in html[start:]
    assert "Some <b>words</b>" in html[start:]
    assert "own summary" not in html[start:]


def test_a_title_is_shown_as_text(client, home):
    product = ProductPageFactory(parent=home, title="<script>alert(1)</script>")
    html = html_of(client, with_bands(home, band("product_band", product)))
    assert "<script>alert(1)" not in html


@pytest.mark.parametrize(
    ("kind", "factory"),
    [
        ("product_band", ProductPageFactory),
        ("trial_band", TrialPageFactory),
        ("guide_band", GuidePageFactory),
    ],
)
def test_a_band_whose_page_is_not_published_renders_nothing(client, home, kind, factory):
    hidden = factory(parent=home, live=False, title="Not yet published")
    page = with_bands(home, band(kind, hidden))
    html = html_of(client, page)
    assert "Not yet published" not in html
    assert "band__in" not in html
    assert "disclosure" not in html
    assert page.partners_shown == []


def test_a_band_whose_page_is_private_renders_nothing(client, home):
    product = ProductPageFactory(parent=home, title="Not for everybody")
    PageViewRestriction.objects.create(page=product, restriction_type=PageViewRestriction.LOGIN)
    page = with_bands(home, band("product_band", product))
    assert page.partners_shown == []
    assert not re.search("Not for everybody|band__in|disclosure", html_of(client, page))


def test_a_band_whose_page_is_gone_renders_nothing(client, home):
    product = ProductPageFactory(parent=home)
    page = with_bands(home, band("product_band", product))
    product.delete()
    assert "band__in" not in html_of(client, page)


TODAY = timezone.localdate()
# Two: the suite may run over midnight.
SOME_DAYS = datetime.timedelta(days=2)


@pytest.mark.parametrize(
    ("factory", "state", "button", "notice"),
    [
        (TrialPageFactory, {}, "Read the conditions", ""),
        (TrialPageFactory, {"opens": TODAY + SOME_DAYS}, "Read the conditions", "The offer starts on"),
        (TrialPageFactory, {"closes": TODAY - SOME_DAYS}, "About the sample", "The offer ended on"),
        (TrialPageFactory, {"stock": 0}, "Join the waiting list", "All samples are taken."),
        (GuidePageFactory, {}, "Get the guide", ""),
        (GuidePageFactory, {"document": None}, "About the guide", "The guide is not ready yet."),
        (ProductPageFactory, {}, "What we know about it", "Where to buy it is still to be supplied by the partner."),
    ],
)
def test_wherever_something_leads_to_an_offer_it_says_how_the_offer_stands(
    client, home, factory, state, button, notice
):
    offer = factory(parent=home, title="A quince")
    # Once it is published, time goes on, samples are taken and documents are deleted.
    rows = TrialSupply.objects if factory is TrialPageFactory else factory._meta.model.objects.filter(pk=offer.pk)
    rows.update(**state) if state else None
    kind = f"{type(offer).__name__.removesuffix('Page').lower()}_band"
    home.body = [band(kind, offer)]
    home.save()
    places = {"home": html_of(client, home), "a band": html_of(client, with_bands(home, band(kind, offer)))}
    if factory is TrialPageFactory:
        places["the product"] = html_of(client, offer.product)
    for place, html in places.items():
        assert re.search(rf'href="{offer.url}">{button}</a>', html), place
    found = client.get("/search/", {"q": "quince"}).content.decode()
    for place, html in (places | {"a result": found}).items():
        if notice:
            assert notice in html, place
        else:
            assert not re.search("The offer|All samples|not ready", html), place


def test_a_product_that_can_be_bought_needs_no_notice_until_the_way_is_closed(client, home):
    link = OutboundLinkFactory()
    product = ProductPageFactory(parent=home, title="A quince", partner=link.partner, outbound_link=link)
    page = with_bands(home, band("product_band", product))
    places = (page.url, product.url, "/search/?q=quince")
    closed = "The way to the partner is closed at the moment."
    assert not [place for place in places if closed in client.get(place).content.decode()]
    type(link).objects.update(in_use=False)
    assert all(closed in client.get(place).content.decode() for place in places)


def test_suggestions_and_likely_pages_say_that_a_page_is_a_partners(client, home):
    product = ProductPageFactory(parent=home, title="Quince juice", slug="quince-juice")
    StandardPageFactory(parent=home, title="Quince jam")
    kinds = {each["title"]: each["kind"] for each in client.get("/search/suggest/?q=quin").json()["suggestions"]}
    assert kinds == {"Quince juice": "Product (Partner offer)", "Quince jam": "About this site"}
    likely = client.get("/old/quince-juice/").content.decode()
    assert f'<a href="{product.url}">Quince juice</a> <span class="tag tag--partner">Partner offer</span>' in likely


def test_the_disclosure_of_every_partner_stands_at_the_top_once(client, home):
    first, second = (PartnerFactory(name=name, relationship="commission") for name in ("First", "Second"))
    products = [ProductPageFactory(parent=home, partner=partner) for partner in (second, first, second)]
    page = with_bands(home, *(band("product_band", product) for product in products))
    assert page.partners_shown == [second, first]
    html = html_of(client, page)
    for partner in (first, second):
        assert html.count(partner.disclosure) == 1
        assert html.index(partner.disclosure) < html.index("<form")


def test_a_page_of_a_partner_shows_it_first(home):
    product = ProductPageFactory(parent=home)
    other = ProductPageFactory(parent=home)
    product.body = [band("product_band", other), band("product_band", product)]
    assert product.partners_shown == [product.partner, other.partner]
    assert product.shows_partner


def test_a_card_learns_of_a_partner_without_a_query(home):
    page = with_bands(home, band("trial_band", TrialPageFactory(parent=home)))
    with assert_max_queries(0):
        assert page.shows_partner


def test_a_page_without_offers_shows_no_partner(guide):
    assert guide.partners_shown == []
    assert not guide.shows_partner


def test_more_bands_cost_no_more_queries(home):
    def queries(*bands):
        page = with_bands(home, *bands)
        home.url  # noqa: B018 - the addresses of the site are looked up once and kept
        with assert_max_queries(50) as captured:
            assert page.partners_shown
            page.body.render_as_block()
        return len(captured)

    products = [ProductPageFactory(parent=home) for _ in range(4)]
    assert queries(band("product_band", products[0])) == queries(*(band("product_band", p) for p in products))


def test_two_bands_on_a_page_have_ids_of_their_own(client, home):
    product = ProductPageFactory(parent=home)
    html = html_of(client, with_bands(home, band("product_band", product), band("product_band", product)))
    ids = [part.split('"')[0] for part in html.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


OWN_BLOCKS = {
    name: block
    for name, block in ProductBodyBlock().child_blocks.items()
    if type(block).__module__.startswith("offers")
}


@pytest.mark.parametrize("name", OWN_BLOCKS)
def test_every_block_previews_in_an_empty_site(db, name):
    block = OWN_BLOCKS[name]
    context = {"request": RequestFactory().get("/")}
    html = str(block.render(block.get_preview_value(), context))
    assert html.strip()
    assert block.get_description()
    assert block.meta.icon


@pytest.mark.parametrize(
    ("block", "factory"),
    [
        (ProductBandBlock, ProductPageFactory),
        (GuideBandBlock, GuidePageFactory),
        (TrialBandBlock, TrialPageFactory),
    ],
)
def test_a_preview_shows_a_page_of_the_site_where_there_is_one(home, block, factory):
    page = factory(parent=home)
    value = block().get_preview_value()
    assert value["page"] == page


def test_the_body_of_each_offer_page_takes_the_bands():
    for body in (OfferBodyBlock(), ProductBodyBlock()):
        assert {"guide_band", "trial_band", "product_band"} <= set(body.child_blocks)


def test_a_page_type_is_a_page_of_the_house():
    assert all(issubclass(block.target_model, BasePage) for block in _choosers())


def _choosers():
    return [block().child_blocks["page"] for block in (ProductBandBlock, GuideBandBlock, TrialBandBlock)]


def test_a_disclosure_escapes_the_partners_name():
    partner = PartnerFactory.build(name="<b>Greens</b>")
    html = render_to_string("components/disclosure.html", {"partner": partner, "top": True})
    assert "<b>Greens" not in html
