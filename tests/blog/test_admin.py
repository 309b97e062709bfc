"""What colleagues meet in the admin when they work with articles."""

import pytest
from wagtail.models import ReferenceIndex

from blog.models import Source, Topic
from home.roles import set_up_roles
from tests.factories.blog import (
    ArticlePageFactory,
    PeoplePageFactory,
    PersonPageFactory,
    SourceFactory,
    TopicFactory,
    cite,
    text,
)
from tests.factories.core import UserFactory


@pytest.fixture
def editor(client, article_list):
    set_up_roles()
    client.force_login(UserFactory(role="Editor"))
    return client


@pytest.mark.parametrize("bulk", [False, True])
def test_a_cited_source_is_not_deleted_and_the_pages_are_named(editor, article_list, bulk):
    source = SourceFactory()
    article = ArticlePageFactory(parent=article_list, title="Fibre", body=[text(f"<p>x{cite(source)}</p>")])
    ReferenceIndex.create_or_update_for_object(article)
    address = f"/admin/snippets/blog/source/delete/{source.pk}/"
    if bulk:
        address = f"/admin/bulk/blog/source/delete/?id={source.pk}"
    answer = editor.post(address, follow=True).content.decode()
    assert Source.objects.filter(pk=source.pk).exists()
    assert "“Fibre”" in answer


def test_a_used_topic_stays_and_an_unused_one_goes(editor, article_list):
    used, unused = TopicFactory(), TopicFactory()
    ReferenceIndex.create_or_update_for_object(ArticlePageFactory(parent=article_list, topic=used))
    for topic in (used, unused):
        editor.post(f"/admin/snippets/blog/topic/delete/{topic.pk}/")
    assert list(Topic.objects.all()) == [used]


def test_a_source_is_found_by_what_the_dialog_shows(editor):
    source = SourceFactory(authors="Sender R, Fuchs S", year=2016, doi="10.1371/journal.pbio.1", pmid="27541692")
    SourceFactory(authors="Hill C", year=2014)
    for words in ("Sender 2016", "sender", "27541692"):
        answer = editor.get("/admin/snippets/choose/blog/source/results/", {"q": words}).content.decode()
        assert source.title in answer, words
        assert "Hill 2014" not in answer, words


def test_a_draft_with_a_reviewer_who_reviews_nothing_still_saves(editor, article_list):
    people = PeoplePageFactory(parent=article_list.get_parent())
    writer = PersonPageFactory(parent=people)
    article = ArticlePageFactory(parent=article_list, live=False)
    article.reviewer = writer
    article.full_clean()
