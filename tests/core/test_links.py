import pytest
from wagtail.blocks.struct_block import StructBlockValidationError

from core.blocks import LinkBlock
from tests.factories.home import StandardPageFactory, site_with_home


def cleaned(**value):
    block = LinkBlock()
    return block.clean(block.to_python({"label": "", "page": None, "address": ""} | value))


def test_an_address_with_a_label_is_a_link():
    link = cleaned(label="Search", address="/search/")
    assert (link.href, link.text) == ("/search/", "Search")


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"label": "Nowhere"},
        {"address": "/search/"},
        {"label": "Bad", "address": "javascript:alert(1)"},
        {"label": "Bad", "address": "example.org"},
    ],
)
def test_a_link_without_target_words_or_a_safe_address_is_refused(value):
    with pytest.raises(StructBlockValidationError):
        cleaned(**value)


@pytest.mark.django_db
def test_a_page_gives_its_own_title_and_address_and_hides_when_unpublished():
    page = StandardPageFactory(parent=site_with_home(), title="About us", slug="about")
    link = cleaned(page=page.pk)
    assert (link.href, link.text) == ("/about/", "About us")
    page.live = False
    page.save()
    assert cleaned(page=page.pk).href == ""


@pytest.mark.django_db
def test_a_page_and_an_address_are_one_too_many():
    page = StandardPageFactory(parent=site_with_home())
    with pytest.raises(StructBlockValidationError):
        cleaned(page=page.pk, address="/search/")
