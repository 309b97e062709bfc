"""No kind of page, block, setting or record can show a link to a partner without its mark and the disclosure."""

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.conf import settings
from wagtail import blocks
from wagtail.blocks.field_block import BaseChoiceBlock, ChooserBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

from blog.cited_sources import SourceChooserBlock
from core.models import SiteSettings
from offers.disclosure import ShowsPartners
from tests.factories.blog import (
    ArticleAuthorFactory,
    ArticleListPageFactory,
    ArticlePageFactory,
    CommentFactory,
    CorrectionFactory,
    PeoplePageFactory,
    PersonPageFactory,
    SourceFactory,
    TopicFactory,
    cite,
    text,
)
from tests.factories.core import SiteImageFactory
from tests.factories.home import HomePageFactory, StandardPageFactory, site_with_home
from tests.factories.offers import GuidePageFactory, PartnerFactory, ProductPageFactory, TrialPageFactory

REL = {"sponsored", "nofollow", "noopener"}
ADDRESS = "https://Shop.Partner.example/juice"
ANCHOR = '<a href="{}">the shop</a>'


@pytest.fixture
def partner(db):
    return PartnerFactory(name="Greens", domains="partner.example")


@pytest.fixture
def home(partner):
    return site_with_home()


@pytest.fixture
def article_list(home):
    return ArticleListPageFactory(parent=home)


def links_to_the_partner(html):
    return [link for link in html.find_all("a", href=True) if "partner.example" in link["href"].lower()]


def assert_marked_and_disclosed(content, partner):
    """Fail unless every link to the partner is marked, and the disclosure stands before the first one on the page."""
    html = BeautifulSoup(content, "html.parser")
    links = links_to_the_partner(html)
    assert links
    for link in links:
        assert set(link.get("rel") or []) >= REL, str(link)
    (told,) = html.main.find_all(class_="disclosure--top")
    assert partner.disclosure in told.get_text()
    inside = [link for link in links if link.find_parent("main")]
    assert all(link in told.find_all_next("a") for link in inside)
    return links


class Full:
    """Fills any block with links to the partner: in rich text, and where an address is typed."""

    def __init__(self):
        self.image = SiteImageFactory()
        self.source = SourceFactory(doi=None, url=f"{ADDRESS}?block=source")
        self.promised = set()

    def value(self, block: blocks.Block, name: str):
        match block:
            case ImageBlock():
                return {"image": self.image.pk, "alt_text": "Rods", "decorative": False}
            case SourceChooserBlock():
                return self.source.pk
            case blocks.RichTextBlock():
                # A block without links in its toolbar may still hold one that was pasted or imported.
                self.promised.add(name)
                return f"<p>Go to {ANCHOR.format(f'{ADDRESS}?block={name}')} or leave it.</p>"
            case blocks.URLBlock():
                return f"{ADDRESS}?block={name}"
            case blocks.StructBlock():
                return {key: self.value(child, f"{name}.{key}") for key, child in block.child_blocks.items()}
            case blocks.ListBlock():
                items = [self.value(block.child_block, name) for _ in range(max(2, block.meta.min_num or 0))]
                return [{"type": "item", "value": value, "id": f"{n}"} for n, value in enumerate(items)]
            case blocks.StreamBlock():
                return [self.child(key, child, f"{name}.{key}") for key, child in block.child_blocks.items()]
            case TypedTableBlock():
                cells = [{"type": key, "heading": key} for key in block.child_blocks]
                values = [self.value(child, f"{name}.{key}") for key, child in block.child_blocks.items()]
                return {"columns": cells, "rows": [{"values": values}], "caption": ""}
            case blocks.MultipleChoiceBlock():
                return [next(key for key, _ in block.field.choices if key)]
            case BaseChoiceBlock():
                return next(key for key, _ in block.field.choices if key)
            case blocks.IntegerBlock():
                return 3
            case ChooserBlock() | blocks.StaticBlock() | blocks.BooleanBlock():
                return None
        return f"{ANCHOR.format(ADDRESS)}"

    def child(self, key: str, block: blocks.Block, name: str) -> dict:
        return {"type": key, "value": self.value(block, name)}

    def fill(self, page: Page) -> Page:
        for field in page._meta.get_fields():
            if isinstance(field, StreamField):
                children = field.stream_block.child_blocks.items()
                setattr(page, field.name, [self.child(key, block, key) for key, block in children])
            elif isinstance(field, RichTextField) and field.name != "thank_you":
                setattr(page, field.name, f"<p>{ANCHOR.format(ADDRESS)}</p>")
        page.live = False
        page.save(clean=False)
        return page


# Without a page or a film, nothing of these is shown.
SHOWS_NOTHING = {"guide_band.text", "trial_band.text", "product_band.text"}


def page_of(kind, home, partner):
    match kind:
        case "homepage":
            return HomePageFactory(slug="another")
        case "standardpage":
            return StandardPageFactory(parent=home)
        case "articlelistpage":
            return ArticleListPageFactory(parent=home)
        case "articlepage":
            return ArticlePageFactory(parent=ArticleListPageFactory(parent=home))
        case "peoplepage":
            return PeoplePageFactory(parent=home)
        case "personpage":
            return PersonPageFactory(parent=PeoplePageFactory(parent=home))
        case "guidepage":
            return GuidePageFactory(parent=home)
        case "productpage":
            return ProductPageFactory(parent=home, partner=partner)
        case "trialpage":
            return TrialPageFactory(parent=home, product=ProductPageFactory(parent=home, partner=partner))
    raise AssertionError(f"There is a new kind of page: {kind}. Make one here.")


PAGES = [model for model in apps.get_models() if issubclass(model, Page) and model is not Page]
KINDS = sorted(str(model._meta.model_name) for model in PAGES)


@pytest.mark.parametrize("kind", KINDS)
def test_no_block_of_any_kind_of_page_shows_a_partner_link_without_both(home, partner, kind):
    full = Full()
    page = full.fill(page_of(kind, home, partner))
    assert isinstance(page, ShowsPartners)
    assert page.shows_partner
    assert partner in page.partners_shown
    links = assert_marked_and_disclosed(page.make_preview_request().content, partner)
    shown = {parse_qs(urlsplit(link["href"]).query).get("block", [""])[0] for link in links}
    assert full.promised - SHOWS_NOTHING <= shown


def test_the_guard_stands_around_everything_that_answers_readers():
    order = settings.MIDDLEWARE
    guard = order.index("offers.partner_links.PartnerLinksMiddleware")
    for inside in ("core.removal.RemovedMiddleware", "wagtail.contrib.redirects.middleware.RedirectMiddleware"):
        assert guard < order.index(inside)


def test_a_link_in_a_menu_or_a_text_of_the_settings_is_told_on_every_page(client, home, partner):
    StandardPageFactory(parent=home, slug="about")
    frame = SiteSettings.for_default_site()
    link = {"label": "Shop", "page": None, "address": "//PARTNER.example/"}
    frame.header_links = [{"type": "link", "value": link | {"address": ADDRESS}}]
    frame.footer_columns = [{"type": "column", "value": {"heading": "Help", "links": [link]}}]
    frame.social_links = [{"type": "link", "value": link}]
    frame.save()
    for address in ("/", "/about/", "/search/?q=fibre", "/not-here/", "/requests/agreed/", "/requests/guide/forged/"):
        links = assert_marked_and_disclosed(client.get(address).content, partner)
        assert len(links) >= 3


def test_an_article_that_only_cites_a_page_of_the_partner_says_so(client, article_list, partner):
    source = SourceFactory(doi=None, kind="web_page", url="https://partner.example/facts")
    article = ArticlePageFactory(parent=article_list, body=[text(f"<p>It says so itself.{cite(source)}</p>")])
    assert_marked_and_disclosed(client.get(article.url).content, partner)


def test_a_topic_tells_what_its_introduction_links_to(client, article_list, partner):
    topic = TopicFactory(introduction=f"<p>{ANCHOR.format(ADDRESS)}</p>")
    ArticlePageFactory(parent=article_list, topic=topic)
    assert_marked_and_disclosed(client.get(article_list.topic_url(topic)).content, partner)
    assert b"disclosure--top" not in client.get(article_list.url).content


def test_what_a_reader_links_to_in_a_comment_is_marked_and_disclosed_too(client, article_list, partner):
    article = ArticlePageFactory(parent=article_list)
    CommentFactory(article=article, text=f"Buy at {ADDRESS} or {ANCHOR.format(ADDRESS)}")
    assert_marked_and_disclosed(client.get(article.url).content, partner)


def test_what_corrections_say_stays_plain_words(client, article_list, partner):
    article = ArticlePageFactory(parent=article_list)
    CorrectionFactory(article=article, was=f"{ANCHOR.format(ADDRESS)}", now=f"See {ADDRESS}")
    html = BeautifulSoup(client.get(article.url).content, "html.parser")
    assert ADDRESS in html.get_text()
    assert not links_to_the_partner(html)
    assert not html.find(class_="disclosure--top")


def test_a_link_typed_in_plain_text_is_all_an_editor_has_to_do(client, article_list, partner):
    """Typed by nobody who thought of it: the page, its card, the search and the author's list all say so."""
    article = ArticlePageFactory(
        parent=article_list, title="Fibre", body=[text(f"<p>They sell it {ANCHOR.format(ADDRESS)}.</p>")]
    )
    plain = ArticlePageFactory(parent=article_list, title="Other fibre", body=[text("<p>Nothing is sold.</p>")])
    author = PersonPageFactory(parent=PeoplePageFactory(parent=article_list.get_parent()))
    for each in (article, plain):
        ArticleAuthorFactory(article=each, person=author)
    assert_marked_and_disclosed(client.get(article.url).content, partner)
    assert b"disclosure" not in client.get(plain.url).content
    for address in (article_list.url, "/search/?q=fibre", author.url):
        cards = BeautifulSoup(client.get(address).content, "html.parser").main.select("article, .leaders li")
        offers = {card.a.get_text(): "Partner offer" in card.get_text() for card in cards}
        assert offers == {"Fibre": True, "Other fibre": False}, address


def test_the_disclosure_follows_the_relationship_at_once(client, article_list, partner):
    article = ArticlePageFactory(parent=article_list, body=[text(f"<p>{ANCHOR.format(ADDRESS)}</p>")])
    before = partner.disclosure
    assert before in client.get(article.url).content.decode()
    partner.relationship = partner.Relationship.FREE_PRODUCT
    partner.save()
    content = client.get(article.url).content.decode()
    assert partner.disclosure in content
    assert before not in content


def test_the_card_of_a_person_and_the_band_of_a_guide_say_it_too(client, home, partner):
    people = PeoplePageFactory(parent=home)
    PersonPageFactory(parent=people, title="Rosa", body=[text(f"<p>{ANCHOR.format(ADDRESS)}</p>")])
    PersonPageFactory(parent=people, title="Milo")
    cards = BeautifulSoup(client.get(people.url).content, "html.parser").select(".person")
    assert {card.a.get_text(): "Partner offer" in card.get_text() for card in cards} == {"Rosa": True, "Milo": False}
    guide = GuidePageFactory(parent=home, body=[text(f"<p>{ANCHOR.format(ADDRESS)}</p>")])
    band = {"type": "guide_band", "value": {"page": guide.pk, "title": "", "text": ""}}
    about = StandardPageFactory(parent=home, body=[band])
    shown = BeautifulSoup(client.get(about.url).content, "html.parser")
    assert "Partner offer" in shown.select_one(".band").get_text()
    assert not shown.find(class_="disclosure--top")
