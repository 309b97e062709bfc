"""Records as programs really write them, with all that is easy to lose on the way."""

import json

import pytest

from blog.models import Source
from blog.references import parse
from blog.references.importing import to_source
from blog.references.vancouver import format_source


def one(text: str):
    """Return the only record in ``text``, which has no problem."""
    (record,) = parse(text)
    assert not record.problems
    return record


def printed(text: str) -> str:
    """Return the reference as readers see it."""
    source, problems = to_source(one(text))
    assert not problems
    return str(format_source(source))


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        (r"\v{S}vec, Jan and \v{C}apek, Karel", "Švec J\nČapek K"),
        (r"Doe, J and \'Alvarez, C and {\O}sterg{\aa}rd, S{\o}ren", "Doe J\nÁlvarez C\nØstergård S"),
        ("family=Heijde, given=Désirée, prefix=van der, useprefix=true and Smith, A", "van der Heijde D\nSmith A"),
        ("given=Jean-Pierre, given-i=JP, family=Martin, suffix=Jr", "Martin JP Jr"),
        ("{Research and Development Group} and Smith, A", "Research and Development Group\nSmith A"),
        ("{Unbalanced, A and Smith, B", "Unbalanced A\nSmith B"),
        (
            " and ".join(f"Author{chr(97 + n)}, X" for n in range(26)),
            "\n".join(f"Author{chr(97 + n)} X" for n in range(26)),
        ),
    ],
)
def test_every_author_of_a_bibtex_entry_is_there_with_accents(author, expected):
    assert one(f'@article{{a, title = {{T}}, year = 2001, author = "{author}"}}').values["authors"] == expected


def test_bibtex_strings_are_joined():
    values = one(
        '@string{plos = "PLoS"}\n@STRING(journal = plos # " Biology")\n'
        '@article{a, title = "A " # {title # 1} # " here", journal = Journal # { (Online)}, '
        'author = "Smith, J" # " and " # {Doe, J}, year = "20" # 16, note = "C# is no join"}'
    ).values
    assert values["title"] == "A title # 1 here"
    assert values["container"] == "PLoS Biology (Online)"
    assert values["authors"] == "Smith J\nDoe J"
    assert values["year"] == 2016
    assert values["note"] == "C# is no join"


def test_an_index_in_a_title_keeps_no_sign_of_tex():
    assert one(r"@article{a, title = {CO$_2$ and m$^{2}$}, year = 2001}").values["title"] == "CO2 and m²"


@pytest.mark.parametrize(
    "text",
    [
        "TY  - BOOK\nAU  - Fletcher, Robert H.\nTI  - Clinical epidemiology\nT2  - A series\nPB  - Wolters Kluwer\n"
        "CY  - Philadelphia\nET  - 6th\nPY  - 2021\nSP  - 272\nSN  - 9781975109554\nER  - \n",
        "@book{a, author = {Fletcher, Robert H.}, title = {Clinical epidemiology}, publisher = {Wolters Kluwer}, "
        "address = {Philadelphia}, edition = {6th}, year = 2021, pages = 272, isbn = 9781975109554}",
        json.dumps(
            {
                "type": "book",
                "author": [{"family": "Fletcher", "given": "Robert H."}],
                "title": "Clinical epidemiology",
                "publisher": "Wolters Kluwer",
                "publisher-place": "Philadelphia",
                "edition": "6th",
                "issued": {"date-parts": [[2021]]},
                "number-of-pages": "272",
                "ISBN": "9781975109554",
            }
        ),
    ],
    ids=["ris", "bibtex", "csl"],
)
def test_a_whole_book_is_no_chapter_and_what_has_no_field_is_in_its_note(text):
    assert printed(text) == "Fletcher RH. Clinical epidemiology. <cite>Wolters Kluwer</cite>; 2021."
    note = one(text).values["note"]
    for words in ("Place: Philadelphia", "Edition: 6th", "272", "ISBN: 9781975109554"):
        assert words in note


@pytest.mark.parametrize(
    "text",
    [
        "TY  - CHAP\nAU  - Scher, José U.\nA2  - Watts, Richard A.\nTI  - The microbiome\nT2  - Oxford textbook\n"
        "PB  - OUP\nCY  - Oxford\nVL  - 2\nSP  - 310\nEP  - 319\nPY  - 2013\nER  - \n",
        r"@incollection{a, author = {Scher, Jos{\'e} U.}, editor = {Watts, Richard A.}, title = {The microbiome}, "
        "booktitle = {Oxford textbook}, publisher = {OUP}, address = {Oxford}, volume = 2, pages = {310--319}, "
        "year = 2013}",
        json.dumps(
            {
                "type": "chapter",
                "author": [{"family": "Scher", "given": "José U."}],
                "editor": [{"family": "Watts", "given": "Richard A."}],
                "title": "The microbiome",
                "container-title": "Oxford textbook",
                "publisher": "OUP",
                "publisher-place": "Oxford",
                "volume": "2",
                "page": "310-319",
                "issued": {"date-parts": [["2013"]]},
            }
        ),
    ],
    ids=["ris", "bibtex", "csl"],
)
def test_a_chapter_names_its_book_and_keeps_publisher_and_editors(text):
    # NLM, Citing Medicine, chapter 2, contributions to books: the volume stands behind the book's title.
    assert printed(text) == "Scher JU. The microbiome. In: <cite>Oxford textbook</cite>. Vol. 2; 2013. p. 310-9."
    note = one(text).values["note"]
    for words in ("Watts", "Publisher: OUP", "Place: Oxford"):
        assert words in note


def test_the_number_of_an_electronic_article_is_its_pages():
    endnote = one("TY  - JOUR\nTI  - T\nJO  - Sci Rep\nVL  - 11\nC7  - 12345\nPY  - 2021\nER  - \n")
    assert endnote.values["pages"] == "12345"
    csl = one('{"type": "article-journal", "title": "T", "number": "e123", "issued": {"date-parts": [[2020]]}}')
    assert csl.values["pages"] == "e123"


def test_the_number_of_a_report_or_preprint_is_no_page():
    report = one('{"type": "report", "title": "T", "number": "WHO/1", "publisher": "WHO"}').values
    assert ("pages" in report, report["issue"]) == (False, "WHO/1")
    assert (
        "pages" not in one('{"type": "article", "title": "T", "number": "2023.01.01", "publisher": "bioRxiv"}').values
    )


def test_braces_around_an_organisation_in_ris_are_no_part_of_its_name():
    assert one("TY  - JOUR\nTI  - T\nAU  - {Smith and Sons}\nER  - \n").values["authors"] == "Smith and Sons"


def test_a_chapter_and_a_translated_title_of_pubmed():
    chapter = one(
        "PMID- 20301463\nDP  - 1993\nBTI - GeneReviews\nTI  - One disease\nED  - Adam MP\n"
        "PB  - University of Washington\nPL  - Seattle (WA)\nAU  - Pagon RA\n"
    ).values
    assert chapter["container"] == "GeneReviews"
    assert "Publisher: University of Washington" in chapter["note"]
    assert "Editors: Adam MP" in chapter["note"]
    translated = one("PMID- 3\nDP  - 2018\nTI  - [The gut].\nTT  - Der Darm.\nTA  - Dtsch Med Wochenschr\n").values
    assert translated["title"] == "[The gut]"
    assert translated["note"] == "Original title: Der Darm."


def test_an_expression_of_concern_is_said_and_kept():
    record = one("PMID- 3\nDP  - 2018\nTI  - T.\nTA  - Gut\nECI - Gut. 2020 Jan;69(1):1. doi: 10.1136/x.\n")
    assert any("Expression of concern" in remark for remark in record.remarks)
    assert "Gut. 2020 Jan;69(1):1" in record.values["note"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//evil.example", "vbscript:x"]
)
@pytest.mark.parametrize(
    "form",
    [
        "TY  - JOUR\nTI  - T\nUR  - {}\nER  - \n",
        "@misc{{a, title = {{T}}, year = 2001, url = {{{}}}}}",
        '{{"type": "webpage", "title": "T", "URL": "{}"}}',
    ],
    ids=["ris", "bibtex", "csl"],
)
def test_an_address_that_is_none_never_becomes_a_link(form, url):
    values = one(form.format(url)).values
    assert "url" not in values
    assert Source(**values).link == ""
