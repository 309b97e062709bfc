"""A citation and a glossary term stay what they are wherever a page goes: editor, revision, preview, copy, index."""

import pytest
from django.urls import reverse
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import Page, ReferenceIndex

from core.blocks import INLINE_FEATURES, TEXT_FEATURES
from tests.factories.blog import ArticlePageFactory, GlossaryTermFactory, SourceFactory, cite, explain, text
from tests.factories.core import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return SourceFactory()


@pytest.fixture
def term():
    return GlossaryTermFactory(term="dysbiosis")


@pytest.fixture
def html(source, term):
    return f"<p>They call it {explain(term)}.{cite(source)}</p>"


@pytest.fixture
def article(article_list, html):
    return ArticlePageFactory(parent=article_list, live=False, body=[text(html)])


@pytest.mark.parametrize("features", [TEXT_FEATURES, INLINE_FEATURES], ids=["text", "line"])
def test_the_editor_gives_back_what_it_was_given(html, features):
    converter = ContentstateConverter(features=features)
    stored = converter.to_database_format(converter.from_database_format(html))
    for piece in ('linktype="citation"', 'linktype="glossary"', ">Sender 2016</a>", ">dysbiosis</a>"):
        assert piece in stored


@pytest.mark.parametrize("attributes", ['id=""', 'id="x"', 'id="1 onclick=alert(1)"', "", 'id="99999999999999999999"'])
def test_a_mangled_citation_opens_in_the_editor_and_shows_nothing(attributes):
    mangled = f'<p>Known.<a linktype="citation" {attributes}>Sender 2016</a></p>'
    converter = ContentstateConverter(features=TEXT_FEATURES)
    assert "Sender 2016" in converter.to_database_format(converter.from_database_format(mangled))


def test_a_revision_keeps_them(article, source, term):
    body = str(article.save_revision().as_object().body.get_prep_value())
    assert f'linktype="citation" id="{source.pk}"' in body and f'linktype="glossary" id="{term.pk}"' in body


def test_a_copy_of_a_page_keeps_them_and_is_known_to_use_them(article, source, term):
    copy = article.copy(update_attrs={"slug": "copy"})
    assert f'id="{source.pk}"' in str(copy.body.get_prep_value())
    for record in (source, term):
        users = {user for user, _ in ReferenceIndex.get_grouped_references_to(record)}
        assert {page.pk for page in users} == {article.pk, copy.pk}


def test_a_source_no_longer_cited_is_no_longer_known_to_be(article, source):
    article.body = [("text", "<p>Nothing.</p>")]
    article.save()
    assert not ReferenceIndex.get_grouped_references_to(source)


def test_a_preview_shows_numbers_and_the_list(client, article):
    client.force_login(UserFactory(is_superuser=True))
    address = reverse("wagtailadmin_pages:view_draft", args=[article.pk])
    article.save_revision()
    page = client.get(address).content.decode()
    assert 'id="cite-1a"' in page and 'id="source-1"' in page and 'class="term"' in page


def test_the_usage_of_a_source_names_its_articles(client, article, source):
    client.force_login(UserFactory(is_superuser=True))
    page = client.get(reverse("wagtailsnippets_blog_source:usage", args=[source.pk])).content.decode()
    assert Page.objects.get(pk=article.pk).title in page
