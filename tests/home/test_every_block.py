"""The demo's draft that uses every block, and what an editor finds on a new article."""

from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.test import RequestFactory
from django.urls import reverse
from wagtail.documents import get_document_model

from blog.blocks import ArticleBodyBlock
from blog.models import ArticleListPage, ArticlePage
from tests.factories.core import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("demo")]


@pytest.fixture
def draft():
    return ArticlePage.objects.get(slug="every-block").get_latest_revision_as_object()


@pytest.fixture
def editor(client):
    client.force_login(UserFactory(is_superuser=True))
    return client


def test_the_draft_uses_every_block_of_an_article(draft):
    assert {child.block_type for child in draft.body} == set(ArticleBodyBlock().child_blocks)


def test_readers_cannot_open_it_and_find_it_nowhere(client, draft):
    assert not ArticlePage.objects.get(pk=draft.pk).live
    assert client.get("/articles/every-block/").status_code == 404
    for address in ("/articles/", "/sitemap.xml", "/search/?q=every+block"):
        assert "every-block" not in client.get(address).content.decode()


def test_an_editor_sees_all_of_it_in_the_preview(editor, draft):
    page = editor.get(reverse("wagtailadmin_pages:view_draft", args=[draft.pk]))
    html = BeautifulSoup(page.content, "html.parser")
    assert html.find("h1").get_text() == "Every block, and when to use it"
    for name in (
        *("definitions", "gallery", "figure--wide", "pull-quote", "evidence", "table", "steps", "do-dont", "video"),
        *("note", "faq", "download", "related", "help--now", "help--soon", "help--plan", "band"),
    ):
        assert html.select(f".prose .{name}"), name
    levels = [int(heading.name[1]) for heading in html.select("main :is(h1, h2, h3, h4, h5)")]
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_its_download_is_open_to_readers(client, draft):
    (download,) = [child.value for child in draft.body if child.block_type == "download"]
    response = client.get(download["document"].url)
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert download["document"].file_size > 10_000


def test_the_guide_is_not_accepted_as_a_download(draft):
    guide = get_document_model().objects.get(collection__name__startswith="Guides")
    (download,) = [child for child in draft.body if child.block_type == "download"]
    value = download.block.normalize({"document": guide, "title": "", "description": "The guide."})
    assert value.offered is None
    assert guide.url not in download.block.render(value)


def test_a_new_article_starts_with_the_blocks_of_a_good_one(editor):
    parent = ArticleListPage.objects.get()
    page = editor.get(reverse("wagtailadmin_pages:add", args=["blog", "articlepage", parent.pk]))
    form = page.context["form"]
    kinds = [child.block_type for child in form["body"].value()]
    assert {"heading", "text", "evidence", "seek_help"} <= set(kinds)
    assert "When to seek help" in [child.value for child in form["body"].value()]
    assert len(form["key_points"].value()) == 3
    assert list(ArticlePage(title="Made by a program").body) == []


def test_a_draft_with_nothing_in_its_first_blocks_is_saved_and_previewed(editor):
    parent = ArticleListPage.objects.get()
    address = reverse("wagtailadmin_pages:add", args=["blog", "articlepage", parent.pk])
    form = editor.get(address).context["form"]
    article = ArticlePage(title="Still empty", slug="still-empty", live=False)
    article.key_points, article.body = form["key_points"].value(), form["body"].value()
    stream = ArticlePage._meta.get_field("body").stream_block
    assert len(stream.clean_deferred(article.body)) == len(article.body)
    parent.add_child(instance=article)
    article.save_revision()
    page = editor.get(reverse("wagtailadmin_pages:view_draft", args=[article.pk]))
    assert page.status_code == 200
    assert "Still empty" in page.content.decode()


@pytest.mark.parametrize("name", ArticleBodyBlock().child_blocks)
def test_a_draft_of_one_empty_block_is_previewed(name):
    block = ArticleBodyBlock().child_blocks[name]
    article = ArticlePage(title="One block", body=[(name, block.get_default())])
    request = RequestFactory().get("/")
    assert article.make_preview_request(request).status_code == 200
