import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from wagtail.models import ReferenceIndex

from blog.models import MedicalReview
from tests.blog.articles import fresh, published
from tests.factories.blog import (
    ArticleAuthorFactory,
    ArticlePageFactory,
    CorrectionFactory,
    MedicalReviewFactory,
    PeoplePageFactory,
    PersonPageFactory,
    SourceFactory,
    TopicFactory,
    cite,
    text,
)
from tests.factories.home import StandardPageFactory
from tests.helpers.queries import assert_max_queries


def read(client, article):
    response = client.get(article.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def people(article_list):
    return PeoplePageFactory(parent=article_list.get_parent())


def test_a_reader_sees_who_wrote_who_checked_and_when(client, article_list, people):
    article = ArticlePageFactory(parent=article_list, updated_on=datetime.date(2026, 11, 16))
    ArticleAuthorFactory(article=article, person=PersonPageFactory(parent=people, title="Maya"))
    reviewer = PersonPageFactory(parent=people, title="Dr Ingrid", is_reviewer=True)
    MedicalReviewFactory(article=article, reviewer=reviewer)
    imprint = read(client, article).find(class_="imprint").get_text(" ", strip=True)
    assert "Written by Maya" in imprint
    assert "Medically reviewed by Dr Ingrid" in imprint
    assert "Reviewed 12 November 2026" in imprint
    assert "Updated 16 November 2026" in imprint


def test_a_review_that_asked_for_changes_is_no_review_to_readers(client, article_list, people):
    article = ArticlePageFactory(parent=article_list)
    reviewer = PersonPageFactory(parent=people, is_reviewer=True)
    MedicalReviewFactory(article=article, reviewer=reviewer, outcome=MedicalReview.Outcome.CHANGES)
    assert "Medically reviewed" not in read(client, article).get_text()


def test_an_author_whose_page_is_unpublished_is_named_without_a_link(client, article_list, people):
    article = ArticlePageFactory(parent=article_list)
    ArticleAuthorFactory(article=article, person=PersonPageFactory(parent=people, title="Maya", live=False))
    imprint = read(client, article).find(class_="imprint")
    assert "Maya" in imprint.get_text()
    assert imprint.find("a") is None


def test_every_citation_opens_its_source_and_the_source_leads_back(client, article_list):
    source = SourceFactory(title="A revised estimate")
    article = ArticlePageFactory(
        parent=article_list, body=[text(f"<p>38 trillion.{cite(source)} Again.{cite(source)}</p>")]
    )
    page = read(client, article)
    for mark in page.find_all("button", class_="cite"):
        card = page.find(id=mark["popovertarget"])
        assert "A revised estimate" in card.get_text()
        assert page.find(id=card.find("a")["href"].removeprefix("#"))
    entry = page.find("ol", class_="sources").find("li")
    back = [link["href"].removeprefix("#") for link in entry.find_all("a") if link["href"].startswith("#")]
    assert len(back) == 2
    assert all(page.find(id=anchor) for anchor in back)


def test_a_citation_in_the_key_points_comes_first(client, article_list):
    early, late = SourceFactory(title="Early"), SourceFactory(title="Late")
    article = ArticlePageFactory(
        parent=article_list,
        key_points=[{"type": "point", "value": f"<p>In short.{cite(early)}</p>"}],
        body=[text(f"<p>At length.{cite(late)}</p>")],
    )
    early_entry, late_entry = (item.get_text() for item in read(client, article).select("ol.sources > li"))
    assert "Early" in early_entry
    assert "Late" in late_entry


def test_a_citation_on_a_page_that_is_no_article_is_numbered_and_listed_too(client, article_list):
    source = SourceFactory(title="A revised estimate")
    page = StandardPageFactory(parent=article_list.get_parent(), body=[text(f"<p>38 trillion.{cite(source)}</p>")])
    soup = read(client, page)
    assert soup.find("button", class_="cite").get_text() == "1"
    assert "A revised estimate" in soup.find("ol", class_="sources").get_text()


def test_a_draft_still_opens_when_its_topic_was_deleted(client, article_list):
    topic = TopicFactory()
    article = ArticlePageFactory(parent=article_list, live=False)
    article.topic = topic
    draft = article.save_revision()
    topic.delete()
    assert draft.as_object().topic is None


def test_a_draft_with_an_evidence_note_that_is_not_filled_in_has_a_preview(article_list):
    empty = {"claim": "", "certainty": "", "who": "", "studied_in": [], "kind": "", "limits": "", "sources": []}
    article = ArticlePageFactory(parent=article_list, live=False, body=[{"type": "evidence", "value": empty}])
    response = article.make_preview_request(preview_mode="")
    response.render()
    assert response.status_code == 200


def test_a_person_who_is_not_saved_yet_has_a_preview(people):
    person = PersonPageFactory.build(title="New", live=False)
    response = person.make_preview_request()
    response.render()
    assert response.status_code == 200


def test_a_copied_article_keeps_its_text_and_authors(article_list, people):
    maya = PersonPageFactory(parent=people, title="Maya")
    article = published(article_list, body=[text(f"<p>As it was.{cite(SourceFactory())}</p>")], authors=[maya])
    copy = article.copy(update_attrs={"slug": "copy", "title": "Copy"})
    assert [person.title for person in copy.authors] == ["Maya"]
    assert "As it was" in str(copy.body)


def test_a_source_knows_the_articles_that_cite_it(article_list):
    source = SourceFactory()
    article = ArticlePageFactory(parent=article_list, body=[text(f"<p>x{cite(source)}</p>")])
    ((page, _),) = ReferenceIndex.get_grouped_references_to(source)
    assert page.pk == article.pk


def test_a_correction_stands_on_its_article(client, article_list):
    article = ArticlePageFactory(parent=article_list)
    CorrectionFactory(article=article, was="Milder symptoms.", now="Not supported.")
    correction = read(client, article).find(class_="correction")
    assert correction.find("del").get_text() == "Milder symptoms."
    assert "Not supported." in correction.get_text()


def test_an_article_with_nothing_but_a_title_shows(client, article_list):
    article = ArticlePageFactory(parent=article_list, title="x" * 250, summary="")
    assert read(client, article).find("h1").get_text() == "x" * 250


@pytest.mark.parametrize("slug", ["topics", "feed"])
def test_an_article_cannot_take_an_address_of_the_list(article_list, slug):
    article = ArticlePageFactory(parent=article_list)
    article.slug = slug
    with pytest.raises(ValidationError, match="Choose another"):
        article.full_clean()


def test_related_articles_share_a_topic_first_and_are_public(article_list):
    topic, other = TopicFactory(), TopicFactory()
    article = ArticlePageFactory(parent=article_list, topic=topic)
    ArticlePageFactory(parent=article_list, title="Unrelated", topic=other)
    ArticlePageFactory(parent=article_list, title="Same topic", topic=topic)
    ArticlePageFactory(parent=article_list, title="Draft", topic=topic, live=False)
    assert [page.title for page in article.related()] == ["Same topic", "Unrelated"]


def test_articles_that_an_editor_chose_come_first_in_their_order_and_only_public_ones(client, article_list):
    topic = TopicFactory()
    same, first, second, draft = (
        ArticlePageFactory(
            parent=article_list, title=title, live=title != "Draft", topic=topic if title == "Same" else None
        )
        for title in ("Same", "First", "Second", "Draft")
    )
    article = ArticlePageFactory(parent=article_list, topic=topic)
    article.read_next = [("article", page) for page in (draft, article, second, first, second)]
    article.save(clean=False)
    shown = read(client, article).select('[aria-labelledby="related"] h3')
    assert [heading.get_text() for heading in shown] == ["Second", "First", "Same"]
    same.unpublish(), first.delete()
    assert [page.title for page in fresh(article).related()] == ["Second"]


def test_reading_time_is_kept_when_the_article_is_saved(article_list):
    claim = cite(SourceFactory())
    article = published(article_list, body=[text(f"<p>{'word ' * 800}{claim}</p>")])
    assert article.reading_minutes == 4
    article.body = [text(f"<p>{'word ' * 2000}{claim}</p>")]
    article.save_revision().publish()
    article.refresh_from_db()
    assert article.reading_minutes == 10


def test_more_blocks_and_citations_cost_no_more_queries(client, article_list, people):
    def article_of(blocks):
        body = [text(f"<p>One claim.{cite(SourceFactory())}</p>") for _ in range(blocks)]
        article = ArticlePageFactory(parent=article_list, body=body, topic=TopicFactory())
        ArticleAuthorFactory(article=article, person=PersonPageFactory(parent=people))
        return article

    short, long = article_of(5), article_of(50)
    read(client, short)
    with assert_max_queries(30) as first:
        read(client, short)
    with assert_max_queries(len(first)):
        read(client, long)
