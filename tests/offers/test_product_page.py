import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils.html import escape
from wagtail.models import PageViewRestriction

from blog.models import ArticleListPage, ArticlePage
from core.publishing import PublishRefused
from offers.models import Partner, ProductPage
from tests.factories.blog import ArticleListPageFactory, ArticlePageFactory
from tests.factories.core import SiteImageFactory
from tests.factories.offers import (
    ApprovedClaimFactory,
    GuidePageFactory,
    OutboundLinkFactory,
    ProductPageFactory,
    TrialPageFactory,
)
from tests.helpers.queries import assert_max_queries
from tests.helpers.structured_data import node_of

# What the partner has to supply for every product, in the order of the page.
OWED = ("ingredients", "serving", "allergens", "price", "postage", "directions", "not_for")


@pytest.fixture
def product(home):
    product = ProductPageFactory(parent=home, title="Green juice")
    product.outbound_link = OutboundLinkFactory(partner=product.partner, slug="shop")
    product.facts = [fact("Kind of product", "Green <juice>"), fact("Strains", "  ")]
    product.save()
    return product


def fact(label, value):
    return {"type": "fact", "value": {"label": label, "value": value}}


def heading(text):
    return {"type": "heading", "value": text}


def html_of(client, page):
    """Return what readers see of ``page``, without what it tells machines."""
    return client.get(page.url).content.decode().partition("<main")[2]


def test_a_gap_in_the_facts_stays_visible(client, product):
    html = html_of(client, product)
    assert '<th scope="row">Kind of product</th><td>Green &lt;juice&gt;</td>' in html
    for gap in ("Serving", "Strains", "What it is in law"):
        assert f'<th scope="row">{gap}</th><td><span class="pending">To be supplied by the partner</span>' in html


def test_what_the_partner_supplied_stands_in_its_place(client, product):
    Partner.objects.update(category=Partner.Category.FOOD, legal_name="Greens & Sons Ltd")
    product.partner.refresh_from_db()
    for name in OWED:
        setattr(product, name, f"The {name} <b>of it</b>")
    product.facts = []
    product.save()
    html = html_of(client, product)
    assert "To be supplied" not in html
    assert '<th scope="row">What it is in law</th><td>Food</td>' in html
    assert '<th scope="row">Sold by</th><td>Greens &amp; Sons Ltd</td>' in html
    places = [html.index(f"The {name} &lt;b&gt;of it") for name in OWED]
    assert places == sorted(places)


def test_the_button_goes_through_our_address_under_the_disclosure(client, product):
    button = BeautifulSoup(html_of(client, product), "html.parser").find("a", href="/out/shop/")
    assert button.get_text() == "Go to the partner’s shop"
    assert set(button["rel"]) == {"sponsored", "nofollow", "noopener"}
    assert button.parent.find_previous_sibling("p").get_text() == product.partner.short_disclosure


def test_the_disclosure_stands_at_the_top(client, product):
    html = html_of(client, product)
    assert html.index(escape(product.partner.disclosure)) < html.index("On this page")


def test_what_no_editor_placed_has_a_place(client, product):
    product.body = [heading("What it is"), heading("Questions")]
    product.save()
    html = html_of(client, product)
    headings = ["What it is", "The facts", "Questions", "How to take it", "Who should be careful", "Where to get it"]
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
    # Each fact of the table but who sells it, how to take it, who must not, and where to buy it.
    assert html.count("To be supplied by the partner") == 6 + 3
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


def test_a_private_trial_is_not_announced(client, product, home):
    trial = TrialPageFactory(parent=home, product=product, partner=product.partner)
    PageViewRestriction.objects.create(page=trial, restriction_type=PageViewRestriction.LOGIN)
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
    assert html.index("In the partner’s own words") < html.index("“Delicious”") < html.index("Not checked by our")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("facts", ["The partner", "Apple, spinach, mint"]),
        ("directions", ["One glass a day"]),
        ("safety", ["Who must not take it: Children under three"]),
        ("shop", ["We own The partner", "Go to the partner’s shop"]),
    ],
)
def test_a_part_looks_like_what_it_is_before_an_editor_chooses_it(kind, words):
    block = ProductPage._meta.get_field("body").stream_block.child_blocks[kind]
    text = BeautifulSoup(block.render(block.get_preview_value(), {}), "html.parser").get_text()
    places = [text.index(each) for each in words]
    assert places == sorted(places)


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


def test_it_tells_machines_what_it_tells_readers_and_invents_nothing(client, product):
    Partner.objects.update(name="Greens & <Sons>")
    product.price = "€ 30"
    product.save()
    html = client.get(product.url).content.decode()
    page = node_of(html, "ItemPage")
    about = page["mainEntity"]
    assert about["@type"] == "Product"
    assert about["brand"]["name"] == "Greens & <Sons>"
    known = {each["name"]: each["value"] for each in about["additionalProperty"]}
    assert known == {"Sold by": "Greens & <Sons>", "Kind of product": "Green <juice>", "Price": "€ 30"}
    assert not {"offers", "review", "aggregateRating", "price", "availability"} & set(about)


def test_a_product_page_keeps_the_query_budget(client, product, home):
    """With a claim, related articles, pictures, three bands and the trial that comes by itself."""
    for number in range(2):
        TrialPageFactory(parent=home, product=product, partner=product.partner, image=SiteImageFactory())
        ArticlePageFactory(parent=ArticleListPageFactory(parent=home) if not number else ArticleListPage.objects.get())
    articles = [article.pk for article in ArticlePage.objects.all()]
    others = [ProductPageFactory(parent=home, image=SiteImageFactory()) for _ in range(2)]
    product.image = SiteImageFactory()
    product.body = [
        heading("What it is"),
        {"type": "claim", "value": ApprovedClaimFactory(partner=product.partner).pk},
        *({"type": "product_band", "value": {"page": other.pk, "title": "", "text": ""}} for other in others),
        {"type": "guide_band", "value": {"page": GuidePageFactory(parent=home).pk, "title": "", "text": ""}},
        {"type": "related_articles", "value": articles},
    ]
    product.save()
    client.get(product.url)
    with assert_max_queries(12):
        client.get(product.url)
