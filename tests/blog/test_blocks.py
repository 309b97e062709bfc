import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from wagtail.models import PageViewRestriction

from blog.blocks import ArticleBodyBlock, EvidenceBlock, EvidenceValue, RelatedArticlesBlock
from core.blocks import BodyBlock
from home.blocks import HomeBodyBlock, StandardBodyBlock
from offers.blocks import OfferBodyBlock, ProductBodyBlock
from tests.factories.blog import ArticlePageFactory
from tests.helpers.queries import assert_max_queries

STREAMS = (BodyBlock, ArticleBodyBlock, StandardBodyBlock, HomeBodyBlock, OfferBodyBlock, ProductBodyBlock)
BLOCKS = {name: block for stream in STREAMS for name, block in stream().child_blocks.items()}


def evidence(**changes) -> EvidenceValue:
    return EvidenceBlock().normalize({**EvidenceBlock().get_preview_value(), **changes})


@pytest.mark.parametrize(
    ("certainty", "label", "level"),
    [
        ("high", "High certainty", 4),
        ("moderate", "Moderate certainty", 3),
        ("low", "Low certainty", 2),
        ("very_low", "Very low certainty", 1),
    ],
)
def test_certainty_is_said_in_words_and_shown_in_steps(certainty, label, level):
    value = evidence(certainty=certainty)
    assert value.certainty_label == label
    assert value.certainty_level == sum(value.certainty_steps) == level
    html = BeautifulSoup(EvidenceBlock().render(value), "html.parser")
    assert f"{label} (GRADE, {level} of 4)" in html.find(class_="evidence__sure").get_text()


def test_a_study_without_people_is_labelled_without_being_asked():
    assert "Animal or laboratory work" in EvidenceBlock().render(evidence(studied_in=["animals"]))
    assert "Animal or laboratory work" not in EvidenceBlock().render(evidence(studied_in=["people", "cells"]))


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_tells_an_editor_what_it_is_for(name):
    block = BLOCKS[name]
    assert block.label
    assert block.meta.icon not in ("", "placeholder")
    assert len(block.meta.description) > 20
    assert block.meta.group
    assert block.meta.template.startswith("blocks/")
    assert block.is_previewable


@pytest.mark.parametrize("name", ArticleBodyBlock().child_blocks)
def test_the_block_picker_has_four_groups(name):
    assert BLOCKS[name].meta.group in ("Text", "Evidence", "Media", "Offers")


# On an empty site there is nothing for them to show; tests/home/test_block_previews.py looks at them in a full one.
NEED_CONTENT = {"contact_details", "featured", "figure", "gallery", "latest", "people", "topics"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_has_a_preview_with_something_in_it(name):
    block = BLOCKS[name]
    html = block.render(block.get_preview_value(), {"level": 3, "anchor": "preview"})
    words = BeautifulSoup(html, "html.parser").get_text(" ", strip=True)
    assert len(words) > 10 or name in NEED_CONTENT


def test_an_evidence_note_needs_a_source():
    with pytest.raises(ValidationError) as caught:
        EvidenceBlock().clean(evidence(sources=[]))
    assert "Add at least one source" in str(caught.value.as_json_data())


def test_the_claim_of_an_evidence_note_can_be_searched():
    assert "One bacterium and early arthritis" in EvidenceBlock().get_searchable_content(evidence())


def test_a_draft_of_an_evidence_note_says_nothing_that_nobody_chose():
    html = EvidenceBlock().render(EvidenceBlock().get_default())
    assert "GRADE" not in html
    assert "Animal or laboratory work" not in html


@pytest.fixture
def articles(article_list):
    return [ArticlePageFactory(parent=article_list) for _ in range(3)]


def related(articles, **context) -> list[str]:
    body = ArticleBodyBlock().to_python([{"type": "related_articles", "value": [page.pk for page in articles]}])
    html = BeautifulSoup(body[0].render(context), "html.parser")
    return [link.get_text() for link in html.find_all("a")]


def test_related_articles_stand_in_the_order_in_which_they_were_chosen(articles):
    assert related(reversed(articles)) == [page.title for page in reversed(articles)]


def test_related_articles_that_are_not_public_are_left_out(articles):
    draft, private, public = articles
    draft.unpublish()
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert related(articles) == [public.title]
    assert related([draft]) == []


def test_an_article_does_not_relate_to_itself_and_to_no_other_twice(articles):
    first, second, _ = articles
    assert related([first, second, second], page=first) == [second.title]


def test_related_articles_of_a_page_take_one_query(articles):
    raw = [{"type": "related_articles", "value": [page.pk]} for page in articles]
    with assert_max_queries(1):
        for child in ArticleBodyBlock().to_python(raw):
            assert child.block.get_context(child.value)["articles"]


@pytest.mark.parametrize("number", [0, 4])
def test_one_to_three_articles_are_chosen(articles, number):
    block = RelatedArticlesBlock()
    with pytest.raises(ValidationError) as caught:
        block.clean(block.normalize((articles * 2)[:number]))
    assert "Choose one, two or three articles" in str(caught.value.as_json_data())
