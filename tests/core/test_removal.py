import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from core.models import RemovedAddress
from home.roles import set_up_roles
from tests.factories.core import UserFactory
from tests.factories.home import StandardPageFactory, site_with_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return site_with_home()


def published(parent, **fields):
    page = StandardPageFactory(parent=parent, **fields)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def form(path: str) -> dict[str, str]:
    return {"path": path, "title": "", "note": "", "removed_on": "2026-11-22"}


def test_a_deleted_page_says_that_it_was_removed(client, home):
    page = published(home, slug="old", title="An old page")
    page.delete()
    answer = client.get("/old/")
    assert answer.status_code == 410
    assert "“An old page” is no longer here" in answer.content.decode()
    assert "noindex" in answer.content.decode()


@pytest.mark.parametrize("address", ["/über-uns/", "/%C3%BCber-uns/"])
def test_an_address_may_have_any_letters(client, home, address):
    published(home, slug="über-uns", title="Über uns").delete()
    assert client.get(address).status_code == 410


def test_a_page_whose_address_is_too_long_to_remember_is_deleted_all_the_same(client, home):
    page = home
    for _ in range(3):
        page = published(page, slug="x" * 200)
    page.delete()
    assert client.get(page.url).status_code == 404


def test_pages_below_a_deleted_page_say_so_too(client, home):
    parent = published(home, slug="old")
    published(parent, slug="below", title="Below it")
    parent.specific.delete()
    assert "“Below it” is no longer here" in client.get("/old/below/").content.decode()


def test_editors_say_why_in_their_own_words(client, home):
    RemovedAddress.objects.create(path="/old/", note="It rested on a retracted study.\n\nSee <b>elsewhere</b>.")
    page = client.get("/old/").content.decode()
    assert "<p>It rested on a retracted study.</p>" in page
    assert "<b>elsewhere" not in page


def test_a_draft_or_a_private_page_leaves_no_trace(client, home):
    StandardPageFactory(parent=home, slug="draft", live=False).delete()
    private = published(home, slug="private", title="Secret")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    private.delete()
    for address in ("/draft/", "/private/"):
        assert client.get(address).status_code == 404
    assert not RemovedAddress.objects.exists()


def test_a_redirect_comes_first(client, home):
    page = published(home, slug="old")
    page.delete()
    Redirect.objects.create(old_path="/old", redirect_link="/")
    assert client.get("/old/").status_code == 301


def test_a_new_page_at_the_address_is_simply_there(client, home):
    published(home, slug="old").delete()
    published(home, slug="old", title="A new page")
    assert "A new page" in client.get("/old/").content.decode()
    assert not RemovedAddress.objects.exists()


def test_what_was_never_there_is_not_found(client, home):
    assert client.get("/never/").status_code == 404


@pytest.mark.parametrize("path", ["", "/", "  ", "https://example.org/old/", "//example.org/", "/a\0b/"])
def test_what_is_no_address_is_refused_with_a_reason(client, home, path):
    set_up_roles()
    client.force_login(UserFactory(role="Editor"))
    answer = client.post("/admin/removed_pages/new/", form(path))
    assert answer.status_code == 200
    assert not RemovedAddress.objects.exists()


def test_an_editor_adds_an_address_in_any_form(client, home):
    set_up_roles()
    client.force_login(UserFactory(role="Editor"))
    client.post("/admin/removed_pages/new/", form("old/page"))
    assert client.get("/old/page/").status_code == 410


def test_a_page_with_a_new_address_is_found_at_the_old_one(client, home, django_capture_on_commit_callbacks):
    page = published(home, slug="before")
    page.slug = "after"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert client.get("/before/", follow=True).redirect_chain[-1][0].endswith("/after/")
