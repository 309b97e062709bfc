from django.utils.safestring import SafeString
from wagtail import blocks
from wagtail.blocks import StreamValue

from core.blocks import BodyBlock
from core.body import render_body


def rendered(*blocks, taken=()):
    block = BodyBlock()
    stream = StreamValue(block, [{"type": kind, "value": value} for kind, value in blocks], is_lazy=True)
    return render_body(stream, {}, taken=taken)


def test_section_headings_make_the_contents_list():
    body = rendered(("heading", "Who lives there"), ("subheading", "A detail"), ("heading", "What helps"))
    assert [(line.text, line.anchor) for line in body.headings] == [
        ("Who lives there", "who-lives-there"),
        ("What helps", "what-helps"),
    ]
    assert 'id="what-helps"' in body.html
    assert isinstance(body.html, SafeString)


def test_two_headings_of_the_same_words_get_two_anchors():
    body = rendered(("heading", "Comments"), ("heading", "Comments"), taken=("comments",))
    assert [line.anchor for line in body.headings] == ["comments-2", "comments-3"]


def test_a_heading_without_letters_still_gets_an_anchor():
    body = rendered(("heading", "???"))
    assert body.headings[0].anchor == "section-1"


def test_a_block_before_the_first_section_skips_no_heading_level():
    note = {"title": "Read this first", "text": "<p>A note.</p>", "tone": "mint"}
    assert "<h2" in rendered(("note", note)).html
    assert "<h3" in rendered(("heading", "A section"), ("note", note)).html
    assert "<h4" in rendered(("heading", "A section"), ("subheading", "A part"), ("note", note)).html
    assert "<h3" in rendered(("heading", "A"), ("subheading", "B"), ("heading", "C"), ("note", note)).html


def test_a_heading_cannot_take_an_id_that_others_make():
    body = rendered(("heading", "Source 1"), ("heading", "Block 3"), ("heading", "Cite 1a"), ("heading", "Sources"))
    anchors = ["section-source-1", "section-block-3", "section-cite-1a", "section-sources"]
    assert [line.anchor for line in body.headings] == anchors


def test_a_block_without_a_template_is_escaped():
    class Plain(BodyBlock):
        plain = blocks.CharBlock()

    block = Plain()
    stream = StreamValue(block, [{"type": "plain", "value": "<script>alert(1)</script>"}], is_lazy=True)
    assert "<script>" not in render_body(stream, {}).html


def test_what_an_editor_typed_as_plain_text_is_escaped():
    body = rendered(("heading", "<script>alert(1)</script>"))
    assert "<script>" not in body.html
