import pytest
from bs4 import BeautifulSoup

from blog.blocks import ArticleBodyBlock, EvidenceBlock, EvidenceValue
from core.blocks import BodyBlock
from home.blocks import HomeBodyBlock, StandardBodyBlock
from offers.blocks import OfferBodyBlock, ProductBodyBlock

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


# On an empty site there is nothing for them to show; tests/home/test_block_previews.py looks at them in a full one.
NEED_CONTENT = {"contact_details", "featured", "figure", "latest", "people", "topics"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_has_a_preview_with_something_in_it(name):
    block = BLOCKS[name]
    html = block.render(block.get_preview_value(), {"level": 3, "anchor": "preview"})
    words = BeautifulSoup(html, "html.parser").get_text(" ", strip=True)
    assert len(words) > 10 or name in NEED_CONTENT
