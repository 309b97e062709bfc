"""The partner's page in the admin, as an editor sees it."""

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.embeds.models import Embed
from wagtail.models import Revision

from core.models import SiteSettings
from offers.appearances import MOST, appearances
from offers.models import OutboundClicks, OutboundLink, Partner
from tests.factories.blog import SourceFactory, cite
from tests.factories.core import UserFactory
from tests.factories.home import StandardPageFactory
from tests.factories.offers import (
    GuidePageFactory,
    OutboundLinkFactory,
    PartnerFactory,
    ProductPageFactory,
    TrialPageFactory,
)
from tests.helpers.queries import count_queries

SHOP = '<p><a href="https://Shop.partner.example/juice">shop</a></p>'


@pytest.fixture
def partner(home):
    return PartnerFactory(name="Greens", domains="partner.example")


@pytest.fixture
def editor(client, home):
    call_command("setup_roles", verbosity=0)
    client.force_login(UserFactory(role="Editor"))
    return client


def edit(partner):
    return reverse("wagtailsnippets_offers_partner:edit", args=[partner.pk])


def panel(client, partner, heading):
    """Return the text of one panel of the partner's form."""
    response = client.get(edit(partner))
    assert response.status_code == 200
    html = BeautifulSoup(response.content, "html.parser")
    (section,) = [
        section
        for section in html.select("section.w-panel")
        if section.find(class_="w-panel__heading") and section.h2.get_text(strip=True) == heading
    ]
    return " ".join(section.get_text(" ").split())


def text(html) -> dict:
    return {"type": "text", "value": html}


def shown(partner) -> dict:
    return {each.page.title: (each.ways, each.is_draft) for each in appearances(partner).pages}


def test_every_page_that_shows_the_partner_is_listed_with_the_reason(partner, home):
    other = PartnerFactory(name="Oats", domains="oats.example")
    product = ProductPageFactory(parent=home, title="Juice", partner=partner)
    trial = TrialPageFactory(parent=home, title="Try it", product=product)
    OutboundLinkFactory(partner=partner, slug="shop")
    band = {"type": "trial_band", "value": {"page": trial.pk, "title": "", "text": ""}}
    GuidePageFactory(parent=home, title="With a band", body=[band])
    StandardPageFactory(
        parent=home, title="With a link", body=[{"type": "heading", "value": "Where to buy"}, text(SHOP)]
    )
    StandardPageFactory(parent=home, title="Out", body=[text('<p><a href="/out/shop/">shop</a></p>')])
    StandardPageFactory(parent=home, title="Words", body=[text("<p>partner.example is mentioned.</p>")])
    StandardPageFactory(parent=home, title="Alike", body=[text(SHOP.replace("Shop.partner", "notpartner"))])
    ProductPageFactory(parent=home, title="Oats", partner=other)
    assert shown(partner) == {
        "Juice": (["The page’s own partner"], False),
        "Try it": (["The page’s own partner"], False),
        "With a band": (["Trial band"], False),
        "With a link": (["A link in Text, after “Where to buy”"], False),
        "Out": (["A link in Text"], False),
    }


def test_drafts_are_listed_as_drafts(partner, home):
    product = ProductPageFactory(parent=home, title="Juice", partner=partner)
    page = StandardPageFactory(parent=home, title="Not yet")
    page.body = [text(SHOP)]
    page.save_revision()
    new = GuidePageFactory(parent=home, title="New", live=False)
    new.body = [{"type": "product_band", "value": {"page": product.pk, "title": "", "text": ""}}]
    new.save_revision()
    found = shown(partner)
    assert found["Not yet"] == (["A link in Text"], True)
    assert found["New"] == (["Product band"], True)
    assert not found["Juice"][1]


def test_a_website_with_letters_of_its_own_is_found_as_it_was_typed(home):
    partner = PartnerFactory(name="Bücher", domains="xn--bcher-kva.example")
    StandardPageFactory(parent=home, title="Books", body=[text('<p><a href="https://bücher.example/">b</a></p>')])
    assert list(shown(partner)) == ["Books"]


def test_a_website_that_no_letters_stand_for_is_searched_as_it_is(home):
    partner = PartnerFactory(domains="xn--zzzzzz.example")
    StandardPageFactory(parent=home, title="Odd", body=[text('<p><a href="https://xn--zzzzzz.example/">b</a></p>')])
    assert list(shown(partner)) == ["Odd"]


def test_what_waits_for_another_page_and_what_stands_outside_of_blocks_is_named(partner, home):
    product = ProductPageFactory(parent=home, title="Juice", partner=partner, live=False)
    band = {"type": "product_band", "value": {"page": product.pk, "title": "", "text": ""}}
    GuidePageFactory(parent=home, title="Guide", body=[band], thank_you=[text(SHOP)])
    assert shown(partner)["Guide"] == (
        ["Product band, once its page is published", "A link in Text"],
        False,
    )


def test_a_page_that_cites_what_the_partner_published_is_listed(partner, home):
    source = SourceFactory(doi=None, title="The label", url="https://partner.example/label")
    body = [text(f"<p>It says so.{cite(source)}</p>")]
    StandardPageFactory(parent=home, title="Cites it", body=body)
    found = appearances(partner)
    assert found.records == [source]
    assert [each.ways for each in found.pages] == [[f"The source “{source}”"]]


def test_settings_that_link_to_the_partner_are_listed_too(editor, partner):
    frame = SiteSettings.for_default_site()
    link = {"label": "Shop", "page": None, "address": "https://partner.example/"}
    frame.social_links = [{"type": "link", "value": link}]
    frame.save()
    assert appearances(partner).records == [frame]
    assert "Site settings" in panel(editor, partner, "Where it appears")


def test_more_pages_ask_for_no_more(partner, home):
    def cost():
        with count_queries() as queries:
            appearances(partner)
        return len(queries)

    product = ProductPageFactory(parent=home, partner=partner)
    band = {"type": "product_band", "value": {"page": product.pk, "title": "", "text": ""}}
    GuidePageFactory(parent=home, body=[band, text(SHOP)])
    few = cost()
    for _ in range(3):
        GuidePageFactory(parent=home, body=[band, text(SHOP)])
    assert cost() <= few
    assert len(appearances(partner).pages) < MOST


def test_an_editor_sees_where_how_often_and_what_is_missing(editor, partner, home):
    link = OutboundLinkFactory(partner=partner, label="To the shop", slug="shop")
    gaps = [{"type": "pending", "value": None}]
    facts = [{"type": "fact", "value": {"label": "Strains", "value": ""}}]
    product = ProductPageFactory(
        parent=home, title="Juice", partner=partner, outbound_link=link, body=gaps, facts=facts
    )
    today = datetime.date(2026, 11, 22)
    for days, count in ((0, 8), (29, 4), (30, 50)):
        OutboundClicks.objects.create(link=link, date=today - datetime.timedelta(days=days), count=count)
    with time_machine.travel(datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)):
        counts = panel(editor, partner, "How often readers followed them")
    assert "To the shop /out/shop/" in counts
    assert "8 62" in counts
    assert "Juice" in panel(editor, partner, "Where it appears")
    owed = panel(editor, partner, "Still to be supplied")
    assert "Legal name, what its product is in law, privacy notice" in owed
    assert product.title in owed
    assert "Ingredients" in owed
    assert "Strains" in owed
    assert "what is missing in To be supplied" in owed
    assert partner.short_disclosure in panel(editor, partner, "Who pays")


def test_a_complete_partner_owes_nothing_and_a_new_one_appears_nowhere(editor, home):
    partner = PartnerFactory(
        legal_name="Greens Ltd", category=Partner.Category.FOOD, privacy_notice_url="https://partner.example/privacy"
    )
    assert "Nothing: everything" in panel(editor, partner, "Still to be supplied")
    assert "Nowhere yet" in panel(editor, partner, "Where it appears")
    assert "There is no link yet" in panel(editor, partner, "How often readers followed them")
    assert "websites (without them" in panel(editor, PartnerFactory(domains=""), "Still to be supplied")


@pytest.mark.parametrize("readers_see_it", [True, False])
def test_a_partner_that_a_page_links_to_cannot_be_deleted(client, partner, home, readers_see_it):
    client.force_login(UserFactory(is_superuser=True))
    page = StandardPageFactory(parent=home, title="With a link", live=readers_see_it, body=[text(SHOP)])
    address = reverse("wagtailsnippets_offers_partner:delete", args=[partner.pk])
    for answer in (client.get(address, follow=True), client.post(address, follow=True)):
        assert "Greens stays: it appears on “With a link”." in answer.content.decode()
    assert Partner.objects.filter(pk=partner.pk).exists()
    page.delete()
    client.post(address)
    assert not Partner.objects.exists()


@pytest.mark.parametrize("kept", ["", "shop.partner.example"])
def test_a_website_is_not_taken_out_while_a_page_links_there(partner, home, kept):
    partner.domains = "partner.example\nother.example"
    partner.save()
    linked = StandardPageFactory(parent=home, title="With a link", body=[text(SHOP.replace("Shop", "www"))])
    StandardPageFactory(parent=home, title="Words", body=[text("<p>partner.example is mentioned.</p>")])
    StandardPageFactory(parent=home, title="Stays", body=[text(SHOP.replace("Shop.partner", "other"))])
    partner.domains = f"other.example\n{kept}"
    with pytest.raises(ValidationError, match=r"partner\.example: on “With a link”") as caught:
        partner.full_clean()
    assert set(caught.value.message_dict) == {"domains"}
    linked.body = [text("<p>Nothing.</p>")]
    linked.save()
    partner.full_clean()


def test_a_website_that_a_wider_one_covers_may_go(partner, home):
    partner.domains = "partner.example\nshop.partner.example"
    partner.save()
    StandardPageFactory(parent=home, body=[text(SHOP)])
    partner.domains = "partner.example"
    partner.full_clean()


def test_a_draft_that_cannot_be_read_is_counted_and_breaks_nothing(editor, partner, home, monkeypatch):
    product = ProductPageFactory(parent=home, title="Juice", partner=partner, live=False)
    revision = product.save_revision()
    revision.content["expire_at"] = "one day"
    revision.save()
    assert shown(partner) == {}
    assert "1 more page may show Greens" in panel(editor, partner, "Where it appears")
    assert "cannot be read" in panel(editor, partner, "Still to be supplied")
    monkeypatch.setattr(Revision, "as_object", lambda revision: None)
    assert appearances(partner).more == 1
    editor.post(reverse("wagtailsnippets_offers_partner:delete", args=[partner.pk]))


def test_a_page_that_lists_all_partners_is_named_and_holds_none_back(client, partner, home):
    client.force_login(UserFactory(is_superuser=True))
    StandardPageFactory(parent=home, title="About us", body=[{"type": "partners", "value": None}])
    draft = StandardPageFactory(parent=home, title="Draft")
    draft.body = [{"type": "partners", "value": None}]
    draft.save_revision()
    words = panel(client, partner, "Where it appears")
    assert "About us Our partners (lists every partner) Live" in words
    assert "Draft Our partners (lists every partner) Draft" in words
    client.post(reverse("wagtailsnippets_offers_partner:delete", args=[partner.pk]))
    assert not Partner.objects.exists()


def test_what_nobody_can_open_in_the_admin_is_left_out(partner):
    Embed.objects.create(url="https://partner.example/video", hash="1", max_width=1, type="video", last_updated=None)
    assert appearances(partner).records == []


def form_with_link(partner, link, **changes):
    empty = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    data = {f"{name}-{key}": value for name in ("links", "claims") for key, value in empty.items()}
    data |= {"links-TOTAL_FORMS": 1, "links-INITIAL_FORMS": 1}
    data |= {"name": partner.name, "relationship": partner.relationship, "category": partner.category}
    data |= {"domains": partner.domains, "legal_name": "", "privacy_notice_url": ""}
    fields = {"id": link.pk, "label": link.label, "url": link.url, "slug": link.slug, "ORDER": 1}
    return data | {f"links-0-{key}": value for key, value in (fields | changes).items()}


def test_a_link_that_readers_know_is_closed_and_not_deleted(editor, partner, home):
    link = OutboundLinkFactory(partner=partner, label="To the shop", slug="shop")
    OutboundClicks.add_one(link)
    response = editor.post(edit(partner), form_with_link(partner, link, DELETE="on"))
    assert "“To the shop” is known to readers, so it stays." in response.content.decode()
    assert OutboundLink.objects.get().in_use
    editor.post(edit(partner), form_with_link(partner, link))
    assert not OutboundLink.objects.get().in_use
    OutboundClicks.objects.all().delete()
    editor.post(edit(partner), form_with_link(partner, link, DELETE="on"))
    assert not OutboundLink.objects.exists()


def test_a_website_is_not_taken_out_while_a_link_leads_there(editor, partner):
    link = OutboundLinkFactory(partner=partner, slug="shop", url="https://partner.example/")
    response = editor.post(edit(partner), form_with_link(partner, link) | {"domains": "elsewhere.example"})
    assert "none of the websites of Greens" in response.content.decode()
    partner.refresh_from_db()
    assert partner.domains == "partner.example"


def test_small_numbers_of_clicks_are_hidden_as_everywhere(editor, partner):
    link = OutboundLinkFactory(partner=partner)
    today = timezone.localdate()
    OutboundClicks.objects.create(link=link, date=today, count=4)
    words = panel(editor, partner, "How often readers followed them")
    assert "under 5 under 5 a month" in words
    OutboundClicks.objects.create(link=link, date=today.replace(day=1) - datetime.timedelta(days=1), count=12)
    words = panel(editor, partner, "How often readers followed them")
    assert "under 5 at least 12" in words
