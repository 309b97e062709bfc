import datetime

import pytest
from django.core.exceptions import ValidationError

from blog.models import Source
from tests.factories.blog import SourceFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"authors": "Sender R\nFuchs S", "year": 2016}, "Sender 2016"),
        ({"authors": "Rooney CM\net al.", "year": 2024}, "Rooney 2024"),
        ({"authors": "King ML Jr", "year": 2001}, "King 2001"),
        ({"authors": "van der Berg JP", "year": 2001}, "van der Berg 2001"),
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


@pytest.mark.parametrize(
    "fields", [{"doi": "11.1/x"}, {"pmid": "12a"}, {"year": 99}, {"year": 0}, {"url": "x"}, {"pmid": "²"}]
)
def test_what_cannot_be_right_is_refused(fields):
    with pytest.raises(ValidationError):
        Source(title="x", **fields).full_clean()


def test_a_doi_is_the_same_in_any_case():
    existing = SourceFactory(doi="10.1016/S0140-6736(18)31809-9")
    assert existing.doi == "10.1016/s0140-6736(18)31809-9"
    with pytest.raises(ValidationError):
        Source(title="x", doi="10.1016/S0140-6736(18)31809-9").full_clean()
    existing.full_clean()


@pytest.mark.parametrize(("field", "value"), [("doi", "10.1371/a.b"), ("pmid", "27541692")])
def test_a_duplicate_is_named_and_linked(field, value):
    existing = SourceFactory(authors="Sender R", year=2016, title="<b>Cells", **{field: value})
    with pytest.raises(ValidationError) as error:
        Source(title="x", **{field: value}).full_clean()
    (message,) = error.value.message_dict[field]
    assert f"/admin/snippets/blog/source/edit/{existing.pk}/" in message
    assert "Sender 2016: &lt;b&gt;Cells" in message


@pytest.mark.parametrize("typed", ["PMID: 27541692", "https://pubmed.ncbi.nlm.nih.gov/27541692/", " 027541692 "])
def test_a_pubmed_number_is_kept_without_its_wrapping(typed):
    source = Source(title="x", pmid=typed)
    source.full_clean()
    assert source.pmid == "27541692"


def test_authors_in_one_line_become_a_line_each():
    source = Source(title="x", authors="Sender R, Fuchs S, Milo R.")
    source.full_clean()
    assert source.author_list == ["Sender R", "Fuchs S", "Milo R"]


def test_a_retracted_source_needs_the_day_and_the_notice():
    source = Source(title="x", status=Source.Status.RETRACTED)
    with pytest.raises(ValidationError) as error:
        source.full_clean()
    assert set(error.value.message_dict) == {"status_on", "status_url"}
    source.status_on, source.status_url = datetime.date(2026, 11, 12), "https://example.org/notice"
    source.full_clean()
    assert source.is_retracted
    Source(title="y", status=Source.Status.CORRECTED).full_clean()


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


def test_signs_of_an_old_doi_are_escaped_in_its_link_and_printed_as_they_are():
    source = SourceFactory.build(doi="10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2#a")
    assert source.link.endswith("17:15/16%3C1661::aid-sim968%3E3.0.co;2-2%23a")
    assert source.link_text.endswith("16<1661::aid-sim968>3.0.co;2-2#a")
