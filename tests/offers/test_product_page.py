import pytest
from django.core.exceptions import ValidationError
from django.utils.html import escape

from core.publishing import PublishRefused
from offers.models import ProductPage
from tests.factories.core import SiteImageFactory
from tests.factories.offers import OutboundLinkFactory, ProductPageFactory, TrialPageFactory
from tests.helpers.queries import assert_max_queries


@pytest.fixture
def product(home):
    product = ProductPageFactory(parent=home, title="Green juice")
    product.outbound_link = OutboundLinkFactory(partner=product.partner, slug="shop")
    product.facts = [fact("Kind of product", "Green <juice>"), fact("Serving", ""), fact("Strains", "  ")]
    product.save()
    return product


def fact(label, value):
    return {"type": "fact", "value": {"label": label, "value": value}}


def heading(text):
    return {"type": "heading", "value": text}


def html_of(client, page):
    return client.get(page.url).content.decode()


def test_a_gap_in_the_facts_stays_visible(client, product):
    html = html_of(client, product)
    assert '<th scope="row">Kind of product</th><td>Green &lt;juice&gt;</td>' in html
    assert html.count('<span class="pending">To be supplied by the partner</span>') == 2


def test_the_button_goes_through_our_address_under_the_disclosure(client, product):
    html = html_of(client, product)
    button = '<a class="button" href="/out/shop/" rel="sponsored nofollow noopener">Go to the partner’s shop</a>'
    assert button in html
    before = html[: html.index(button)]
    assert before.rstrip().removesuffix("<p>").rstrip().endswith(f"{escape(product.partner.short_disclosure)}</p>")


def test_the_disclosure_stands_at_the_top(client, product):
    html = html_of(client, product)
    assert html.index(escape(product.partner.disclosure)) < html.index("On this page")


def test_what_no_editor_placed_has_a_place(client, product):
    product.body = [heading("What it is"), heading("How to take it")]
    product.save()
    html = html_of(client, product)
    headings = ["What it is", "The facts", "How to take it", "Who should be careful", "Where to get it"]
    places = [html.index(f">{text}</h2>") for text in headings]
    assert places == sorted(places)
    assert "speak to your clinician first" in html


def test_what_an_editor_placed_stays_there_and_comes_once(client, product):
    product.body = [
        heading("Buy"),
        {"type": "shop", "value": None},
        heading("Careful"),
        {"type": "safety", "value": None},
        heading("Numbers"),
        {"type": "facts", "value": None},
    ]
    product.save()
    html = html_of(client, product)
    assert html.index("/out/shop/") < html.index("clinician first") < html.index("Kind of product")
    for once in ("/out/shop/", "speak to your clinician first", "Kind of product"):
        assert html.count(once) == 1
    assert "Where to get it" not in html


def test_an_empty_product_page_says_what_is_missing_and_still_warns(client, home):
    page = ProductPageFactory(parent=home)
    html = html_of(client, page)
    assert "speak to your clinician first" in html
    assert "To be supplied by the partner" in html
    assert "<table" not in html
    assert "/out/" not in html


def test_the_safety_note_comes_from_the_site_settings(client, product):
    from core.models import SiteSettings

    settings = SiteSettings.for_default_site()
    settings.safety_note = "Ask first if you are <unsure>."
    settings.save()
    assert "Ask first if you are &lt;unsure&gt;." in html_of(client, product)


def test_the_trial_of_the_product_follows(client, product, home):
    trial = TrialPageFactory(parent=home, product=product, partner=product.partner)
    html = html_of(client, product)
    assert html.index("/out/shop/") < html.index(f'href="{trial.url}"')
    trial.unpublish()
    assert trial.title not in html_of(client, product)


def test_a_trial_band_that_an_editor_placed_is_the_only_one(client, product, home):
    trial = TrialPageFactory(parent=home, product=product, partner=product.partner)
    product.body = [{"type": "trial_band", "value": {"page": trial.pk, "title": "", "text": ""}}]
    product.save()
    assert html_of(client, product).count(f'href="{trial.url}"') == 1


def test_the_partners_words_are_marked_as_such(client, product):
    product.body = [{"type": "partner_quote", "value": {"quote": "Delicious"}}]
    product.save()
    html = html_of(client, product)
    assert html.index("Delicious") < html.index("In the partner’s own words. Not checked by our reviewers")


def test_a_link_of_another_partner_is_refused(product):
    product.outbound_link = OutboundLinkFactory()
    with pytest.raises(ValidationError, match="belongs to another partner"):
        product.full_clean()


def test_a_product_page_without_a_partner_does_not_go_live(home):
    page = ProductPage(title="Green juice", slug="green-juice")
    with pytest.raises(PublishRefused, match="“Partner” is empty"):
        home.add_child(instance=page)


def test_a_draft_may_still_lack_its_partner(home):
    home.add_child(instance=ProductPage(title="Green juice", slug="green-juice", live=False))
    assert ProductPage.objects.get().partner is None


def test_the_picture_for_sharing_falls_back_to_the_products(product):
    product.image = SiteImageFactory()
    assert product.picture == product.image
    product.share_image = SiteImageFactory()
    assert product.picture == product.share_image


def test_a_product_page_lives_under_the_home_page_and_holds_none():
    assert ProductPage.allowed_subpage_models() == []
    assert [model.__name__ for model in ProductPage.allowed_parent_page_models()] == ["HomePage"]


def test_a_product_page_keeps_the_query_budget(client, product, home):
    TrialPageFactory(parent=home, product=product, partner=product.partner)
    client.get(product.url)
    with assert_max_queries(12):
        client.get(product.url)
