import pytest
from django.core.exceptions import ValidationError

from blog.models import Source
from tests.factories.blog import SourceFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"authors": "Sender R, Fuchs S", "year": 2016}, "Sender 2016"),
        ({"authors": "Rooney CM, et al.", "year": 2024}, "Rooney 2024"),
        ({"authors": "iMSMS Consortium", "year": 2022}, "iMSMS Consortium 2022"),
        ({"authors": "NCCIH (NIH)", "year": None}, "NCCIH (NIH)"),
        ({"authors": "", "year": 2020, "container": "The Lancet"}, "The Lancet 2020"),
        ({"authors": "", "year": None, "container": ""}, "Source"),
    ],
)
def test_editors_see_a_short_name(fields, name):
    assert Source(title="x", **fields).short_name == name


@pytest.mark.parametrize("typed", ["https://doi.org/10.1371/a.b", "doi: 10.1371/a.b", " 10.1371/a.b "])
def test_a_doi_is_kept_without_its_wrapping(typed):
    source = Source(title="x", doi=typed)
    source.full_clean()
    assert source.doi == "10.1371/a.b"
    assert source.link == "https://doi.org/10.1371/a.b"
    assert source.link_text == "doi.org/10.1371/a.b"


@pytest.mark.parametrize("fields", [{"doi": "11.1/x"}, {"pmid": "12a"}, {"year": 99}])
def test_what_cannot_be_right_is_refused(fields):
    with pytest.raises(ValidationError):
        Source(title="x", **fields).full_clean()


def test_the_same_doi_twice_is_refused_and_no_doi_twice_is_fine():
    SourceFactory(doi="10.1371/a.b")
    with pytest.raises(ValidationError):
        Source(title="x", doi="https://doi.org/10.1371/a.b").full_clean()
    SourceFactory(doi=None)
    Source(title="y", doi="").full_clean()


def test_without_a_doi_readers_go_to_pubmed_or_to_the_page():
    assert Source(pmid="123").link == "https://pubmed.ncbi.nlm.nih.gov/123/"
    assert Source(url="https://www.example.org/page/").link_text == "example.org/page"
    assert Source().link == ""
