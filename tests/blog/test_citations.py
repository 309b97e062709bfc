import datetime
import re

import pytest
from wagtail.rich_text import expand_db_html

from blog.citations import Citations, finish, letter_for, placeholder
from tests.factories.blog import SourceFactory, cite

pytestmark = pytest.mark.django_db


def numbered(*pieces):
    pieces = [expand_db_html(piece) for piece in pieces]
    citations = Citations(pieces)
    return [citations.number(piece) for piece in pieces], citations.sources


def test_sources_are_numbered_in_the_order_in_which_readers_meet_them():
    first, second = SourceFactory(), SourceFactory()
    _, sources = numbered(f"<p>One.{cite(second)}</p>", f"<p>Two.{cite(first)} Three.{cite(second)}</p>")
    assert [(cited.number, cited.source) for cited in sources] == [(1, second), (2, first)]
    assert [cited.marks for cited in sources] == [["cite-1a", "cite-1b"], ["cite-2a"]]


def test_the_word_before_a_mark_stays_with_it():
    (html,), _ = numbered(f"<p>Roughly one for each human cell.{cite(SourceFactory())} Most live</p>")
    assert '<span class="cite-ref">cell.<span class="with-card"><button class="cite"' in html
    assert "human <span" in html


def shown(html):
    """Return what a reader sees of the marks: “2, 5–7”."""
    return re.sub(
        r"\s+", " ", "".join(re.findall(r'(?:<button[^>]*>|cite-comma">)(.*?)(?:</button>|<wbr>|</span>)', html))
    )


def place(*sources):
    return "<p>Known." + "".join(cite(source) for source in sources) + " More.</p>"


@pytest.mark.parametrize(
    ("cited", "reads"),
    [
        ([2], "2"),
        ([2, 5, 6, 7], "2, 5–7"),
        ([7, 5, 2, 6], "2, 5–7"),
        ([5, 6], "5, 6"),
        ([1, 2, 3, 5, 7, 8, 9], "1–3, 5, 7–9"),
        ([3, 3], "3"),
        ([4, 5, 4, 6], "4–6"),
    ],
)
def test_several_citations_at_one_place_read_as_numbers_and_ranges(cited, reads):
    sources = SourceFactory.create_batch(9)
    opening = "".join(place(source) for source in sources)
    (_, html), _ = numbered(opening, place(*(sources[number - 1] for number in cited)))
    assert shown(html) == reads


def test_new_sources_at_one_place_are_numbered_as_they_were_cited_and_shown_in_order():
    first, second, third = SourceFactory.create_batch(3)
    (_, html), sources = numbered(place(third), place(second, third, first))
    assert [cited.source for cited in sources] == [third, second, first]
    assert shown(html) == "1–3"


def test_a_list_entry_leads_back_to_each_place_also_inside_a_range():
    one, two, three = SourceFactory.create_batch(3)
    (first, second), sources = numbered(place(two), place(one, two, three))
    assert [cited.back_links for cited in sources] == [
        [("cite-1a", "a"), ("cite-1b", "b")],
        [("cite-1b", "a")],
        [("cite-1b", "a")],
    ]
    assert 'id="cite-1a"' in first and 'id="cite-1b"' in second
    assert 'aria-label="Sources 1 to 3"' in second


def test_the_card_of_a_range_lists_its_sources_each_with_its_way_to_the_list():
    sources = SourceFactory.create_batch(3)
    (html,), _ = numbered(place(*sources))
    assert html.count("<button") == 1
    for number, source in enumerate(sources, start=1):
        assert source.title in html
        assert f'href="#source-{number}"' in html


def test_marks_that_a_note_makes_and_marks_of_the_text_share_their_numbers():
    one, two = SourceFactory.create_batch(2)
    (_, note), sources = numbered(place(one), f"<dd>What it cannot say{placeholder(two.pk)}{placeholder(one.pk)}</dd>")
    assert shown(note) == "1, 2"
    assert len(sources) == 2


def retracted():
    return SourceFactory(
        status="retracted", status_on=datetime.date(2021, 5, 3), status_url="https://example.org/notice"
    )


def test_a_retracted_source_warns_at_the_mark_in_the_card_and_in_the_list():
    pieces = [expand_db_html(place(retracted()))]
    (html,), appendix = finish(pieces)
    assert 'aria-label="Source 1, retracted"' in html
    assert '<span class="cite__retracted">retracted</span>' in html
    for shown_to_readers in (html, appendix):
        assert "Retracted, 3 May 2021." in shown_to_readers
        assert 'href="https://example.org/notice"' in shown_to_readers


def test_a_retracted_source_never_hides_in_a_range():
    one, three = SourceFactory.create_batch(2)
    bad = retracted()
    (html,), _ = numbered(place(one, bad, three, SourceFactory(), SourceFactory()))
    assert re.sub(r"<.*?>", "", shown(html)) == "1, 2 retracted, 3–5"


@pytest.mark.parametrize(
    ("status", "words"), [("corrected", "Corrected."), ("superseded", "Superseded by a newer one.")]
)
def test_a_corrected_or_superseded_source_says_so_quietly(status, words):
    pieces = [expand_db_html(place(SourceFactory(status=status)))]
    (html,), appendix = finish(pieces)
    assert words in html and words in appendix
    assert 'aria-label="Source 1"' in html


def test_a_citation_that_was_set_in_bold_is_still_a_citation():
    source = SourceFactory()
    (html,), sources = numbered(f'<p>x<a linktype="citation" id="{source.pk}"><b>Sender</b> 2016</a></p>')
    assert shown(html) == "1" and len(sources) == 1
    assert "data-citation" not in html and "Sender</b>" not in html


def test_a_very_long_word_takes_no_longer_than_a_text_of_its_length():
    (html,), _ = numbered("<p>" + "a" * 200_000 + cite(SourceFactory()) + "</p>")
    assert shown(html) == "1"


def test_several_citations_at_one_place_share_one_place():
    (html,), sources = numbered(f"<p>Studied.{cite(SourceFactory())}{cite(SourceFactory())} Then</p>")
    assert html.count("cite-ref") == 1
    assert [cited.number for cited in sources] == [1, 2]


def test_a_citation_of_a_deleted_source_leaves_no_trace():
    source = SourceFactory()
    html = f"<p>Known.{cite(source)} More.</p>"
    source.delete()
    (shown,), sources = numbered(html)
    assert shown == "<p>Known. More.</p>"
    assert sources == []


def test_a_title_with_markup_is_escaped_in_the_card():
    (html,), _ = numbered(f"<p>x{cite(SourceFactory(title='<script>alert(1)</script>'))}</p>")
    assert "<script>" not in html


def test_a_citation_without_a_number_is_plain_text():
    (html,), sources = numbered('<p>x<a linktype="citation" id="7; DROP">Sender 2016</a></p>')
    assert "data-citation" not in html
    assert sources == []


def test_no_citation_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        numbered("<p>Nothing to cite.</p>")


def test_any_number_of_citations_costs_one_query(django_assert_num_queries):
    html = "".join(f"<p>x{cite(SourceFactory())}</p>" for _ in range(30))
    with django_assert_num_queries(1):
        _, sources = numbered(html)
    assert len(sources) == 30


def test_letters_go_on_after_z():
    assert [letter_for(index) for index in (0, 25, 26, 27, 701, 702)] == ["a", "z", "aa", "ab", "zz", "aaa"]


def test_a_placeholder_takes_a_number_only():
    with pytest.raises(ValueError):
        placeholder("1 onmouseover=alert(1)")
