"""The blocks of every body: what readers get of them, empty ones, and what is refused on publishing."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.rich_text import RichText
from wagtail_factories import DocumentFactory

from core.blocks import (
    BodyBlock,
    DefinitionsBlock,
    DownloadBlock,
    FigureBlock,
    GalleryBlock,
    NoteBlock,
    TableBlock,
    VideoBlock,
)
from tests.factories.core import SiteImageFactory
from tests.helpers.queries import count_queries

VIDEO = {
    "title": "A week of plants",
    "address": "https://youtu.be/1sISguPDlhY",
    "duration": "4 minutes",
    "poster": None,
    "transcript": RichText("<p>Two neighbours cook beans.</p>"),
}


def soup(block, value, **context) -> BeautifulSoup:
    return BeautifulSoup(block.render(block.normalize(value), context), "html.parser")


def messages(error) -> str:
    """Return all that an editor reads about a refused block, at whatever field it stands."""

    def collect(data) -> list[str]:
        if isinstance(data, dict):
            return [text for part in data.values() for text in collect(part)]
        if isinstance(data, list):
            return [text for part in data for text in collect(part)]
        return [str(data)]

    return " ".join(collect(error.as_json_data()))


def refused(block, value) -> str:
    with pytest.raises(ValidationError) as caught:
        block.clean(block.normalize(value))
    return messages(caught.value)


def picture(caption="", alt="A bowl of beans", credit=""):
    image = SiteImageFactory()
    image.contextual_alt_text, image.decorative = alt, not alt
    return {"image": image, "caption": RichText(f"<p>{caption}</p>" if caption else ""), "credit": credit}


@pytest.mark.parametrize("name", BodyBlock().child_blocks)
def test_an_empty_block_is_saved_in_a_draft_and_shown_in_its_preview(name, db):
    block = BodyBlock().child_blocks[name]
    assert isinstance(block.render(block.clean_deferred(block.get_default()), {"level": 3, "anchor": "block-1"}), str)


@pytest.mark.parametrize("name", BodyBlock().child_blocks)
def test_an_empty_block_is_refused_on_publishing(name, db):
    block = BodyBlock().child_blocks[name]
    with pytest.raises(ValidationError):
        block.clean(block.get_default())


def test_definitions_are_a_list_of_terms():
    html = soup(DefinitionsBlock(), [{"term": "Strain <x>", "explanation": "<p>One line within a species.</p>"}])
    assert html.find("dt").get_text() == "Strain <x>"
    assert html.find("dl").find("dd").get_text(strip=True) == "One line within a species."


def test_a_gallery_shows_each_picture_with_its_own_words(db):
    html = soup(GalleryBlock(), [picture("Beans"), picture(alt="", credit="Photo: A. Reader")])
    first, second = html.find_all("figure")
    assert first.img["alt"] == "A bowl of beans"
    assert first.figcaption.get_text(" ", strip=True) == "Beans Drawing: ours"
    assert second.img["alt"] == ""
    assert second.figcaption.get_text(strip=True) == "Photo: A. Reader"


@pytest.mark.parametrize("number", [1, 4])
def test_a_gallery_has_two_or_three_pictures(number, db):
    assert "two or three pictures" in refused(GalleryBlock(), [picture() for _ in range(number)])


def test_a_picture_without_alt_text_that_is_not_marked_as_decorative_is_refused(db):
    value = picture()
    value["image"].contextual_alt_text = ""
    assert "alt text" in refused(FigureBlock(), {**value, "width": "text"})


def test_a_wide_figure_runs_into_the_margin(db):
    assert "figure--wide" in soup(FigureBlock(), {**picture(), "width": "wide"}).figure["class"]
    assert "figure--wide" not in soup(FigureBlock(), {**picture(), "width": "text"}).figure["class"]


def test_a_video_is_a_link_that_names_what_it_plays():
    html = soup(VideoBlock(), VIDEO)
    link = html.find("a")
    assert link["href"] == "https://www.youtube.com/watch?v=1sISguPDlhY"
    assert link.get_text(strip=True) == "Play the video: A week of plants, 4 minutes"
    assert "Two neighbours cook beans." in html.find("details").get_text()
    assert not html.find("iframe")
    assert not html.select("[src^=http]")


def test_a_video_that_is_no_video_is_refused_in_plain_words_but_saved_in_a_draft():
    value = {**VIDEO, "address": "https://example.org/film.mp4"}
    assert "no link to one video on YouTube or Vimeo" in refused(VideoBlock(), value)
    block = VideoBlock()
    saved = block.clean_deferred(block.normalize(value))
    assert saved["address"] == "https://example.org/film.mp4"
    assert "A week of plants" in block.render(saved)
    assert "<a " not in block.render(saved)


def download(document, **changes) -> dict:
    return {"document": document, "title": "", "description": "One page to print.", **changes}


def test_a_download_says_what_it_is_with_its_type_and_size(db):
    document = DocumentFactory(title="Questions to ask", file__filename="questions.pdf")
    document.file_size = 25_600
    html = soup(DownloadBlock(), download(document))
    assert html.find("a").get_text(" ", strip=True) == "Questions to ask (PDF, 25\xa0KB)"
    assert html.find("a")["href"] == document.url
    assert "One page to print." in html.get_text()
    assert "Ask this" in soup(DownloadBlock(), download(document, title="Ask this")).find("a").get_text()


def test_a_document_of_a_private_collection_is_neither_offered_nor_accepted(db):
    collection = Collection.get_first_root_node().add_child(name="For members")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type=CollectionViewRestriction.LOGIN)
    inner = collection.add_child(name="For the board")
    document = DocumentFactory(title="Minutes", collection=inner)
    assert "not for everybody" in refused(DownloadBlock(), download(document))
    assert soup(DownloadBlock(), download(document)).get_text(strip=True) == ""


def test_the_queries_do_not_grow_with_the_number_of_downloads(db):
    keys = [DocumentFactory().pk for _ in range(5)]

    def queries(number) -> int:
        raw = [{"type": "download", "value": download(key)} for key in keys[:number]]
        with count_queries() as made:
            body = BodyBlock().to_python(raw)
            assert all(child.value.offered for child in body)
        return len(made)

    queries(1)
    assert queries(5) == queries(1)


def table(columns, rows, caption="Swaps") -> dict:
    return TableBlock().to_python(
        {
            "caption": caption,
            "note": "",
            "table": {
                "columns": [{"type": "text", "heading": heading} for heading in columns],
                "rows": [{"values": row} for row in rows],
            },
        }
    )


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (table(["Food", " "], [["<p>Beans</p>", "<p>8 g</p>"]]), "Column 2 has no heading"),
        (table(["Food", "Fibre"], []), "This table has no row"),
        (table([], []), "This table is empty"),
        (table(["Food"], [["<p>Beans</p>"]], caption=""), "required"),
    ],
)
def test_a_table_without_what_a_screen_reader_needs_is_refused_but_saved_in_a_draft(value, message):
    assert message in refused(TableBlock(), value)
    assert TableBlock().clean_deferred(value)["caption"] == value["caption"]


def test_each_problem_of_a_table_is_told_at_once():
    told = refused(TableBlock(), table(["Food", ""], [["<p>Beans</p>", ""]]))
    assert "Column 2 has no heading" in told and "required" in told


def test_the_search_text_of_a_block_is_what_readers_read(db):
    body = BodyBlock().normalize(
        [
            ("table", table(["Food", "Fibre"], [["<p>Beans</p>", "<p>Much</p>"]])),
            ("gallery", [picture("Peas in a bowl"), picture("Oats")]),
            ("definitions", [{"term": "Strain", "explanation": "<p>One line within a species</p>"}]),
            ("steps", [{"title": "Add a plant", "text": "<p>Slowly</p>"}]),
            ("do_dont", {"do": ["Take your medicine"], "dont": ["Stop it yourself"]}),
            ("faq", [{"question": "Which test?", "answer": "<p>None yet</p>"}]),
            ("note", {"title": "In a flare", "text": "<p>Ask first</p>", "tone": "lilac"}),
            ("seek_help", {"level": "urgent", "title": "Call now", "text": "<p>Chest pain</p>"}),
            ("figure", {**picture("Microbes at work"), "width": "wide"}),
            ("video", VIDEO),
            ("download", download(DocumentFactory(title="secret-file-name"))),
        ]
    )
    text = " ".join(BodyBlock().get_searchable_content(body))
    for words in (
        *("Swaps", "Fibre", "Beans", "Peas in a bowl", "Oats", "A bowl of beans", "Strain", "One line within"),
        *("Add a plant", "Slowly", "Take your medicine", "Stop it yourself", "Which test?", "None yet", "In a flare"),
        *("Call now", "Chest pain", "Microbes at work", "A week of plants", "Two neighbours", "One page to print."),
    ):
        assert words in text
    for setting in ("Lilac", "lilac", "urgent", "wide", "margin", "youtu.be", "Emergency", "None None"):
        assert setting not in text


def test_options_stand_in_a_drawer_of_their_own():
    assert NoteBlock().meta.form_layout.settings == ["tone"]
    assert FigureBlock().meta.form_layout.settings == ["width"]


def test_the_preview_of_a_download_names_no_document_of_the_site(db):
    DocumentFactory(title="Kept for members")
    block = DownloadBlock()
    assert "Kept for members" not in block.render(block.get_preview_value())
    assert get_document_model().objects.count() == 1
