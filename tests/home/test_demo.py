"""The demo: complete, valid, and never in an editor's way."""

import json

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from blog.models import ArticlePage, Correction, PersonPage, Source, Topic
from core.models import SiteImage
from home.demo.accounts import demo_accounts
from home.demo.files import ContentError, RichTextWriter
from home.demo.load import load_demo
from home.models import HomePage, StandardPage
from home.roles import set_up_roles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

ADDRESSES = [
    "/",
    "/articles/",
    "/articles/feed/",
    "/people/",
    "/life-greens/",
    "/free-gut-health-guide/",
    "/free-3-day-trial/",
    "/about/",
    "/how-we-make-our-articles/",
    "/corrections/",
    "/privacy/",
    "/terms/",
    "/contact/",
    "/search/?q=prevotella",
    "/sitemap.xml",
    "/robots.txt",
    "/healthz",
    "/readyz",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_of_the_site_answers(client, address):
    assert client.get(address).status_code == 200


def test_every_page_of_the_tree_answers_and_is_reached_by_its_own_address(client):
    pages = list(Page.objects.live().public().filter(depth__gt=1).specific())
    assert len(pages) > 15
    for page in pages:
        response = client.get(page.url)
        assert response.status_code == 200, page.url
        assert page.title.split(":")[0] in response.content.decode().replace("&#x27;", "’") or page.depth == 2


def test_no_link_inside_the_site_is_dead(client):
    addresses = {page.url for page in Page.objects.live().public().filter(depth__gt=1)}
    checked = {}

    def soup(address):
        if address not in checked:
            response = client.get(address)
            assert response.status_code in (200, 302), address
            # Feeds are linked, too.
            parser = "html.parser" if "html" in response.get("Content-Type", "html") else "xml"
            checked[address] = BeautifulSoup(response.content, parser)
        return checked[address]

    for address in addresses:
        for link in soup(address).find_all("a", href=True):
            target, _, anchor = link["href"].partition("#")
            if target.startswith(("http", "mailto:")):
                continue
            assert target or anchor, f"an empty link on {address}"
            found = soup(address if not target else target if target.startswith("/") else address + target)
            if anchor:
                assert found.find(id=anchor), f"{link['href']} on {address}"


def test_loading_twice_changes_nothing():
    home = HomePage.objects.get()
    HomePage.objects.filter(pk=home.pk).update(hero_title="What an editor wrote")
    counts = [model.objects.count() for model in (Page, SiteImage, Source, Topic)]
    assert load_demo() is False
    assert [model.objects.count() for model in (Page, SiteImage, Source, Topic)] == counts
    assert HomePage.objects.get().hero_title == "What an editor wrote"


def test_the_demo_has_what_the_brief_asks_for():
    assert PersonPage.objects.filter(fictional=True).count() == 4
    assert Topic.objects.count() == 6
    assert Correction.objects.published().count() == 1
    assert StandardPage.objects.live().count() == 6
    assert ArticlePage.objects.live().count() == 12
    assert set(ArticlePage.objects.values_list("slug", flat=True)) >= {
        "gut-health-and-autoimmune-conditions",
        "prevotella-and-rheumatoid-arthritis",
        "fibre-without-the-fuss",
        "probiotics-when-they-help",
    }


def test_every_article_is_signed_sourced_and_illustrated(client):
    for article in ArticlePage.objects.live():
        page = BeautifulSoup(client.get(article.url).content, "html.parser")
        assert article.authors and article.topic and article.image and article.summary, article
        assert article.last_review.reviewer not in article.authors, article
        assert len(page.select("ol.sources > li")) >= 2, article
        assert len(article.key_points) >= 3, article
        text = page.find(class_="prose")
        for card in text.find_all(class_="source-card"):
            card.decompose()
        assert 500 <= len(text.get_text(" ").split()) <= 1400, article


def test_every_picture_says_what_it_shows_and_keeps_its_focal_point():
    for image in SiteImage.objects.all():
        assert len(image.description) > 20, image
        assert image.has_focal_point(), image
        assert image.credit, image


def test_invented_people_are_labelled_and_kept_out_of_search_engines(client):
    for person in PersonPage.objects.all():
        page = client.get(person.url).content.decode()
        assert "Fictional demo persona" in page
        assert '<meta name="robots" content="noindex">' in page


def test_invented_people_are_not_in_the_sitemap(client):
    assert "/people/ingrid-halvorsen/" not in client.get("/sitemap.xml").content.decode()


def test_prepare_refuses_a_server(capsys):
    with pytest.raises(CommandError, match="development"):
        call_command("prepare")


def test_the_guide_is_a_real_pdf_that_nobody_fetches_without_its_link(client):
    document = get_document_model().objects.get(collection__name__startswith="Guides")
    assert document.file.read(5) == b"%PDF-"
    assert client.get(document.url).status_code == 302
    assert client.get(f"/media/{document.file.name}").status_code == 404


def test_the_product_page_says_what_the_partner_has_not_told(client):
    page = client.get("/life-greens/").content.decode()
    assert page.count("To be supplied by the partner") >= 8


def test_a_misspelt_source_in_a_demo_file_is_named():
    with pytest.raises(ContentError, match="nobody-1999"):
        RichTextWriter({}, {}, {}).blocks("A claim.[^nobody-1999]")


def test_markdown_becomes_rich_text_and_html_in_it_stays_text():
    writer = RichTextWriter({"about": 7}, {}, {})
    assert writer.blocks("**Bold** and *fine*, [see](page:about).") == (
        '<p><b>Bold</b> and <i>fine</i>, <a linktype="page" id="7">see</a>.</p>'
    )
    assert writer.blocks("- one\n- two").replace("\n", "") == "<ul><li>one</li><li>two</li></ul>"
    assert "<script>" not in writer.blocks("<script>alert(1)</script>")


@pytest.fixture
def development(settings):
    settings.DEBUG = True
    set_up_roles()


def test_demo_accounts_have_random_passwords_that_stay(development, tmp_path):
    path = tmp_path / "accounts"
    first = demo_accounts(path)
    assert demo_accounts(path) == first
    assert path.stat().st_mode & 0o077 == 0
    assert len({password for _, _, password in first}) == len(first) == 7
    for role, username, password in first:
        user = get_user_model().objects.get(username=username)
        assert user.check_password(password)
        assert user.is_superuser is (role == "Administrator")
    assert json.loads(path.read_text()) == {name: word for _, name, word in first}


def test_a_password_that_somebody_changed_is_not_printed_as_if_it_worked(development, tmp_path):
    path = tmp_path / "accounts"
    demo_accounts(path)
    editor = get_user_model().objects.get(username="editor")
    editor.set_password("something else entirely")
    editor.save()
    assert {name: word for _, name, word in demo_accounts(path)}["editor"] == "(changed by you)"


def test_demo_accounts_are_never_made_outside_development(tmp_path):
    with pytest.raises(ImproperlyConfigured):
        demo_accounts(tmp_path / "accounts")
    assert not get_user_model().objects.exists()


def test_the_reviewers_account_signs_as_the_reviewer(development, tmp_path):
    demo_accounts(tmp_path / "accounts")
    assert get_user_model().objects.get(username="reviewer").reviewer_account.person.slug == "ingrid-halvorsen"


def test_prepare_prints_where_the_site_is_and_who_may_log_in(development, settings, tmp_path, capsys):
    settings.BASE_DIR = tmp_path
    settings.WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8123"
    Site.objects.filter(is_default_site=True).update(hostname="127.0.0.1", port=8000)
    call_command("prepare")
    printed = capsys.readouterr().out
    assert "http://127.0.0.1:8123/admin/" in printed
    for username in ("admin", "writer", "editor", "reviewer", "moderator", "fulfilment"):
        assert username in printed
    assert json.loads((tmp_path / ".demo-accounts").read_text())["admin"] in printed
    assert Site.objects.get(is_default_site=True).port == 8123


def test_a_site_with_a_name_of_its_own_keeps_its_port(development, settings, tmp_path):
    settings.BASE_DIR = tmp_path
    settings.WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8123"
    Site.objects.filter(is_default_site=True).update(hostname="www.example.org", port=443)
    call_command("prepare")
    assert Site.objects.get(is_default_site=True).port == 443


def test_setup_roles_says_what_each_role_is_for(capsys):
    call_command("setup_roles")
    assert "Moderator: decides which comments of readers appear" in capsys.readouterr().out


def test_a_fault_in_a_demo_file_stops_the_load_with_its_name(monkeypatch):
    def fail():
        raise ContentError("There is no source “nobody-1999”.")

    monkeypatch.setattr("home.management.commands.load_demo.load_demo", fail)
    with pytest.raises(CommandError, match="nobody-1999"):
        call_command("load_demo")
