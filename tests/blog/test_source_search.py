import pytest

from blog.models import Source
from blog.source_search import find_sources, identifier_in
from tests.factories.blog import SourceFactory

pytestmark = pytest.mark.django_db


def found(text):
    return list(find_sources(Source.objects.all(), text))


@pytest.fixture
def sender():
    SourceFactory(title="Another study", authors="Jangi S\nSender A", year=2020, doi="10.1038/ncomms12015")
    return SourceFactory(
        title="Revised Estimates for the Number of Human and Bacteria Cells in the Body",
        authors="Sender R\nFuchs S\nMilo R",
        year=2016,
        doi="10.1371/journal.pbio.1002533",
        pmid="27541692",
    )


@pytest.mark.parametrize(
    "text",
    [
        "10.1371/journal.pbio.1002533",
        "10.1371/JOURNAL.PBIO.1002533",
        " https://doi.org/10.1371/journal.pbio.1002533 ",
        "http://dx.doi.org/10.1371/journal.pbio.1002533",
        "doi:10.1371/journal.pbio.1002533",
        "27541692",
        "PMID: 27541692",
        "https://pubmed.ncbi.nlm.nih.gov/27541692/",
        "Sender 2016",
        "sender revised",
        "estimat bacter",
        "Fuchs, Milo",
        "pbio.1002533",
    ],
)
def test_a_source_is_found_by_its_numbers_and_by_parts_of_words(sender, text):
    assert found(text) == [sender]


def test_the_first_author_counts_more_than_the_others_and_new_more_than_old(sender):
    newer = SourceFactory(authors="Sender R", year=2023)
    assert [source.year for source in found("sender")] == [2023, 2016, 2020]
    assert found("sender")[0] == newer


@pytest.mark.parametrize("text", ["nobody", "10.9999/none", "99999999", "%", "_", "\\", "'; DROP TABLE", "ß" * 400])
def test_what_is_not_there_is_not_found(sender, text):
    assert found(text) == []


def test_nothing_typed_finds_everything(sender):
    assert len(found("  , ")) == 2


@pytest.mark.parametrize("text", ["2016", "12", "10.13", "Sender", "", "٤٥٦٧٨٩", "1234567890123"])
def test_words_years_and_half_typed_numbers_are_no_identifier(text):
    assert identifier_in(text) is None


@pytest.mark.parametrize(
    ("author", "typed"),
    [
        ("Müller H", "Muller"),
        ("Müller H", "MÜLLER"),
        ("Muller H", "müller"),
        ("Østergård S", "ostergard"),
        ("Łukaszewicz A", "lukasz"),
        ("Weiß B", "weiss"),
        ("Nguyễn VA", "nguyen"),
    ],
)
def test_accents_and_capitals_do_not_matter(sender, author, typed):
    source = SourceFactory(authors=author)
    assert found(typed) == [source]


def test_a_source_that_was_changed_is_found_by_its_new_words(sender):
    sender.title = "Größe"
    sender.save(update_fields=["title"])
    assert found("grosse") == [sender]
    assert found("revised") == []
