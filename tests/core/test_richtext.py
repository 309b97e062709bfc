import pytest
from wagtail.rich_text import expand_db_html

from core.blocks import BodyBlock
from core.body import render_body
from core.lookahead import announce, looking_ahead
from tests.factories.core import SiteImageFactory
from tests.factories.home import StandardPageFactory, site_with_home
from tests.helpers.queries import assert_max_queries, count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return site_with_home()


def link(page) -> str:
    return f'<p>See <a linktype="page" id="{page.pk}">there</a>.</p>'


def body(*blocks):
    block = BodyBlock()
    return block.to_python([{"type": kind, "value": value} for kind, value in blocks])


def test_a_link_to_a_published_page_leads_there(home):
    assert '<a href="/there/">' in expand_db_html(link(StandardPageFactory(parent=home, slug="there")))


def test_a_link_to_a_draft_or_a_deleted_page_is_plain_words(home):
    draft = StandardPageFactory(parent=home, slug="there", live=False)
    html = link(draft)
    assert "href" not in expand_db_html(html)
    draft.delete()
    assert "href" not in expand_db_html(html)


@pytest.mark.parametrize("identifier", ["", "x", "1 OR 1", "9" * 30, "-1"])
def test_a_broken_link_is_plain_words(home, identifier):
    assert "href" not in expand_db_html(f'<p><a linktype="page" id="{identifier}">there</a></p>')


def test_pages_are_fetched_once_for_all_links(home, django_assert_num_queries):
    html = [link(StandardPageFactory(parent=home)) for _ in range(5)]
    expand_db_html(html[0])
    with django_assert_num_queries(1), looking_ahead():
        announce(*html)
        for piece in html:
            assert "href" in expand_db_html(piece)


def test_more_links_and_pictures_in_a_body_cost_no_more_queries(home):
    def of(number):
        blocks = []
        for _ in range(number):
            blocks.append(("text", link(StandardPageFactory(parent=home))))
            picture = {"image": SiteImageFactory().pk, "alt_text": "x", "decorative": False}
            blocks.append(("figure", {"image": picture, "caption": link(StandardPageFactory(parent=home))}))
        return body(*blocks)

    few, many = of(2), of(8)
    for stream in (few, many):
        render_body(stream, {})
    with count_queries() as first:
        render_body(of_again(few), {})
    with assert_max_queries(len(first)):
        render_body(of_again(many), {})


def of_again(stream):
    """The same body, read anew from the database."""
    return stream.stream_block.to_python(stream.get_prep_value())
