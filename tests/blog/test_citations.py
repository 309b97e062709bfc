import pytest
from wagtail.rich_text import expand_db_html

from blog.citations import Citations, letter_for, placeholder
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
    assert '<span class="cite-ref">cell.<button class="cite"' in html
    assert "human <span" in html


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
