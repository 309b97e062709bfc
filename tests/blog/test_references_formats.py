"""What Zotero, EndNote, Mendeley and PubMed export is read with nothing lost."""

import datetime
import json
from pathlib import Path

import pytest

from blog.models import Source
from blog.references import parse

FOLDER = Path(__file__).parent / "references"
Kind = Source.Kind
DAY = datetime.date(2026, 11, 12)


def read(name: str) -> list[dict]:
    """Return the fields of each record of a sample, none of which has a problem."""
    records = parse((FOLDER / name).read_bytes(), name)
    assert not [record.problems for record in records if record.problems]
    return [record.values for record in records]


def one(text: str | bytes) -> dict:
    """Return the fields of the only record in ``text``."""
    (record,) = parse(text)
    assert not record.problems
    return record.values


def test_ris_of_zotero():
    article, page = read("zotero.ris")
    assert article == {
        "kind": Kind.TRIAL,
        "title": "Anti-inflammatory Diet In Rheumatoid Arthritis (ADIRA)—a randomized, controlled crossover trial "
        "indicating effects on disease activity",
        "authors": "Vadell AKE\nBärebring L\nHulander E\nGjertsson I\nLindqvist HM\nWinkvist A",
        "container": "The American Journal of Clinical Nutrition",
        "year": 2020,
        "volume": "111",
        "issue": "6",
        "pages": "1203-1213",
        "doi": "10.1093/ajcn/nqaa019",
        "pmid": "32055820",
    }
    assert page == {
        "kind": Kind.WEB_PAGE,
        "title": "Probiotics: Usefulness and Safety",
        "authors": "National Center for Complementary and Integrative Health",
        "container": "NCCIH",
        "url": "https://www.nccih.nih.gov/health/probiotics-usefulness-and-safety",
        "accessed_on": DAY,
    }


def test_ris_of_endnote():
    article, consortium = read("endnote.ris")
    assert article["pmid"] == "27541692"
    assert (article["volume"], article["issue"], article["pages"]) == ("14", "8", "e1002533")
    assert article["year"] == 2016
    assert consortium["authors"] == "iMSMS Consortium"
    assert consortium["pages"] == "3467-3486.e16"
    assert "pmid" not in consortium


def test_bibtex_of_mendeley():
    article, page = read("mendeley.bib")
    assert article["authors"] == "Vadell AKE\nBärebring L\nHulander E\nØstergaard M\nvan der Berg JP"
    assert (article["volume"], article["issue"], article["pages"]) == ("111", "6", "1203-1213")
    assert (article["doi"], article["pmid"]) == ("10.1093/ajcn/nqaa019", "32055820")
    assert "url" not in article
    assert article["kind"] == Kind.TRIAL
    assert page["authors"] == "National Center for Complementary and Integrative Health"
    assert page["kind"] == Kind.WEB_PAGE


def test_bibtex_of_zotero_with_tex_strings_and_comments():
    article, page, book = read("zotero.bib")
    assert article["title"].startswith("An experimental study of a Mediterranean diet")
    assert article["authors"] == "Sköldstam L\nHagfors L\nJohansson G\net al."
    assert article["container"] == "Annals of the Rheumatic Diseases"
    assert (article["year"], article["pages"], article["pmid"]) == (2003, "208-214", "12594104")
    assert article["accessed_on"] == DAY
    assert page["title"] == "Fibre & health: 5% more"
    assert page["url"] == "https://www.example.org/fibre_facts"
    assert page["authors"] == "World Health Organization"
    assert page["kind"] == Kind.WEB_PAGE
    assert book["authors"] == "Knuth DE Jr"
    assert (book["kind"], book["container"], book["year"]) == (Kind.BOOK, "Addison-Wesley", 1999)


def test_csl_json_of_zotero():
    article, page, raw = read("zotero.json")
    assert article["authors"] == "Reynolds A\nMann J\nCummings J\nvan der Berg JP\nKing ML Jr\nEULAR, Zurich"
    assert (article["year"], article["volume"], article["issue"]) == (2019, "393", "10170")
    assert (article["doi"], article["pmid"]) == ("10.1016/s0140-6736(18)31809-9", "30638909")
    assert article["kind"] == Kind.REVIEW
    assert article["accessed_on"] == DAY
    assert page == {"kind": Kind.WEB_PAGE, "title": "A page", "url": "https://www.example.org/a"}
    assert (raw["year"], raw["pages"], raw["volume"]) == (2016, "12", "3")


def test_a_single_csl_object_and_one_of_crossref():
    assert one('{"title": "One", "PMID": "27541692"}')["pmid"] == "27541692"
    crossref = {"message": {"type": "journal-article", "title": ["Two"], "container-title": ["J"], "DOI": "10.1371/X"}}
    assert one(json.dumps(crossref)) == {"kind": "study", "title": "Two", "container": "J", "doi": "10.1371/x"}


def test_pubmeds_own_format():
    article, retracted = read("pubmed.nbib")
    assert article == {
        "kind": Kind.STUDY,
        "title": "Revised Estimates for the Number of Human and Bacteria Cells in the Body",
        "authors": "Sender R\nFuchs S\nMilo R",
        "container": "PLoS Biol",
        "year": 2016,
        "volume": "14",
        "issue": "8",
        "pages": "e1002533",
        "doi": "10.1371/journal.pbio.1002533",
        "pmid": "27541692",
    }
    assert retracted["authors"] == "Wakefield AJ\nMurch SH\nA Study Group"
    assert retracted["status"] == Source.Status.RETRACTED
    assert retracted["status_on"] == datetime.date(2010, 2, 6)
    assert retracted["status_url"] == "https://doi.org/10.1016/S0140-6736(10)60175-4"


def test_a_retracted_paper_without_a_date_is_not_taken_for_a_sound_one():
    (record,) = parse("PMID- 1\nTI  - Bad.\nPT  - Retracted Publication\n")
    assert "retracted" in record.problems[0]


@pytest.mark.parametrize(
    "line",
    [
        "10.1371/journal.pbio.1002533",
        "doi:10.1371/JOURNAL.pbio.1002533",
        "DOI: 10.1371/journal.pbio.1002533.",
        "https://doi.org/10.1371/journal.pbio.1002533",
        "http://dx.doi.org/10.1371%2Fjournal.pbio.1002533",
        "(see https://doi.org/10.1371/journal.pbio.1002533)",
    ],
)
def test_a_doi_alone_makes_a_stub(line):
    (record,) = parse(line)
    assert record.is_stub
    assert record.values["doi"] == "10.1371/journal.pbio.1002533"


def test_a_pasted_reference_keeps_its_words_in_the_note():
    pasted = "Sender R, Fuchs S, Milo R. Revised estimates.\nPLoS Biol. 2016;14(8). doi: 10.1371/journal.pbio.1002533"
    assert "Revised estimates. PLoS Biol. 2016" in one(pasted)["note"]


def test_each_line_with_a_number_is_a_row_and_other_lines_say_what_is_wrong():
    first, words, second = parse("https://doi.org/10.1016/S0140-6736(18)31809-9\nnothing here\nPMID: 123")
    assert first.values["doi"] == "10.1016/s0140-6736(18)31809-9"
    assert "neither a DOI" in words.problems[0]
    assert second.values["pmid"] == "123"


RIS = "TY  - JOUR\nTI  - Häufige Fälle – “µ”\nAU  - Müller, Jörg\nPY  - 2016\nER  - \n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_accents_survive_every_encoding_and_line_end(encoding, line_end):
    values = one(RIS.replace("\n", line_end).encode(encoding))
    assert values["title"] == "Häufige Fälle – “µ”"
    assert values["authors"] == "Müller J"


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", "ÿþ".encode(), "ï»¿".encode()])
@pytest.mark.parametrize("before", [b"", b"TI  - "])
def test_a_byte_order_mark_that_does_not_belong_there_is_no_letter_of_the_title(mark, before):
    ris = RIS.encode().replace(b"TI  - ", b"TI  - " + mark) if before else mark + RIS.encode()
    assert one(ris)["title"] == "Häufige Fälle – “µ”"


def test_a_mark_that_came_along_with_pasted_words_is_no_letter():
    assert one("ÿþ" + RIS)["title"] == "Häufige Fälle – “µ”"
    assert one("https://doi.org/10.1371/a.b\n").get("note") == one("ÿþhttps://doi.org/10.1371/a.b\n").get("note")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_utf_16_is_seen_also_where_most_letters_have_no_zero_byte(encoding):
    title = "一" + "肠道微生物群与自身免疫性疾病" * 6
    assert one(RIS.replace("Häufige Fälle – “µ”", title).encode(encoding))["title"] == title


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_that_was_hung_on_another_is_read_in_its_own_encoding(encoding):
    first, second = parse(RIS.encode() + RIS.replace("Häufige", "Seltene").encode(encoding))
    assert (first.values["title"], second.values["title"]) == ("Häufige Fälle – “µ”", "Seltene Fälle – “µ”")


@pytest.mark.parametrize("kind", ["GEN", "VIDEO", "Unheard of"])
def test_a_type_that_does_not_say_what_a_reference_is_is_remarked_upon(kind):
    (record,) = parse(RIS.replace("JOUR", kind))
    assert any(kind.upper() in remark and "Set its kind." in remark for remark in record.remarks)


def test_a_newspaper_is_no_study():
    assert one(RIS.replace("JOUR", "NEWS"))["kind"] == "web_page"


def test_latin_1_and_a_file_of_two_encodings():
    assert one(RIS.replace("– “µ”", "").encode("latin-1"))["authors"] == "Müller J"
    mixed = "TY  - JOUR\nTI  - Fälle\n".encode() + "AU  - Müller, Jörg\n".encode("cp1252")
    assert (one(mixed)["title"], one(mixed)["authors"]) == ("Fälle", "Müller J")


@pytest.mark.parametrize(
    ("lines", "field", "expected"),
    [
        ("A1  - Sender, Ron", "authors", "Sender R"),
        ("JO  - J Short\nJF  - Journal in Full", "container", "Journal in Full"),
        ("JA  - J Short", "container", "J Short"),
        ("T2  - Journal", "container", "Journal"),
        ("Y1  - 2016/08/19/", "year", 2016),
        ("PY  - 2016///", "year", 2016),
        ("DA  - 2016-08", "year", 2016),
        ("SP  - 284\nEP  - 287", "pages", "284-287"),
        ("SP  - 1–9", "pages", "1-9"),
        ("SP  - 1-9\nEP  - 9", "pages", "1-9"),
        ("SP  - e12\nEP  - e12", "pages", "e12"),
        ("DO  - https://doi.org/10.1371/A.B", "doi", "10.1371/a.b"),
        ("M3  - doi:10.1371/a.b", "doi", "10.1371/a.b"),
        ("UR  - https://doi.org/10.1371/a.b", "doi", "10.1371/a.b"),
        ("AN  - 27541692", "pmid", "27541692"),
        ("M1  - 27541692", "pmid", "27541692"),
        ("ID  - 27541692", "pmid", "27541692"),
        ("UR  - https://pubmed.ncbi.nlm.nih.gov/27541692/", "pmid", "27541692"),
        ("UR  - https://example.org/a", "url", "https://example.org/a"),
        ("UR  - www.example.org/a", "url", "https://www.example.org/a"),
        ("VL  - 42 Suppl 2", "volume", "42 Suppl 2"),
        ("N1  - Read this.", "note", "Read this."),
    ],
)
def test_tags_of_ris_that_programs_use_differently(lines, field, expected):
    assert one(f"TY  - JOUR\nTI  - T\n{lines}\nER  - \n")[field] == expected


@pytest.mark.parametrize("lines", ["AN  - 115438217\nDB  - CINAHL", "M1  - 8", "ID  - 42", "AN  - WOS:000123"])
def test_a_number_of_another_database_is_no_pubmed_number(lines):
    assert "pmid" not in one(f"TY  - JOUR\nTI  - T\n{lines}\nER  - \n")


@pytest.mark.parametrize(
    ("type_name", "title", "kind"),
    [
        ("JOUR", "Effect of fibre", Kind.STUDY),
        ("JOUR", "Fibre: a systematic review of randomised trials", Kind.REVIEW),
        ("JOUR", "Fibre: a randomised controlled trial", Kind.TRIAL),
        ("JOUR", "AGA Clinical Practice Guidelines on probiotics", Kind.GUIDELINE),
        ("JOUR", "Fibre in mice", Kind.LABORATORY),
        ("BOOK", "Fibre", Kind.BOOK),
        ("RPRT", "Fibre", Kind.BOOK),
        ("ELEC", "Fibre", Kind.WEB_PAGE),
        ("GEN", "Fibre", Kind.STUDY),
        ("XYZ", "Fibre", Kind.STUDY),
    ],
)
def test_the_kind_follows_the_type_and_the_title(type_name, title, kind):
    assert one(f"TY  - {type_name}\nTI  - {title}\nER  - \n")["kind"] == kind


def test_an_unknown_type_with_only_an_address_is_a_web_page():
    assert one("TY  - GEN\nTI  - T\nUR  - https://example.org\nER  - \n")["kind"] == Kind.WEB_PAGE


def test_a_book_has_its_publisher_and_a_chapter_its_book():
    assert one("TY  - BOOK\nTI  - T\nPB  - CUP\nER  - \n")["container"] == "CUP"
    chapter = one("TY  - CHAP\nTI  - T\nT2  - The Book\nPB  - CUP\nSP  - 9\nEP  - 12\nER  - \n")
    assert (chapter["container"], chapter["pages"]) == ("The Book", "9-12")


def test_markup_in_titles_is_taken_off_and_hostile_markup_stays_harmless_words():
    title = "Effect of <i>L. reuteri</i> at 10<sup>9</sup> CFU on H<sub>2</sub> &amp; <script>alert(1)</script>, p<0.05"
    values = one(f"TY  - JOUR\nTI  - {title}\nER  - \n")
    assert values["title"] == "Effect of L. reuteri at 10⁹ CFU on H2 & <script>alert(1)</script>, p<0.05"


def test_forty_authors_and_a_value_over_several_lines_are_kept():
    authors = "".join(f"AU  - Author{number}, A\n" for number in range(40))
    values = one(f"TY  - JOUR\nTI  - A title\nthat goes on\n  and on\n{authors}ER  - \n")
    assert values["title"] == "A title that goes on and on"
    assert len(values["authors"].splitlines()) == 40


def test_what_fits_no_field_is_kept_in_the_note():
    (record,) = parse(f"TY  - JOUR\nTI  - T\nVL  - {'9' * 60}\nDO  - unknown\nUR  - javascript:alert(1)\nER  - \n")
    assert "9" * 60 in record.values["note"]
    assert "unknown" in record.values["note"]
    assert "javascript:" in record.values["note"]
    assert "url" not in record.values
    assert len(record.remarks) == 4


@pytest.mark.parametrize(
    ("entry", "authors"),
    [
        (r"Ron Sender and Milo, Ron", "Sender R\nMilo R"),
        (r"{\'E}tienne Dupr{\'e} and {\"O}zg{\"u}r, Ay{\c s}e", "Dupré É\nÖzgür A"),
        (r"S{\o}ren {\AA}ngstr{\"o}m and {\L}ukasz Wa{\l}{\k{e}}sa", "Ångström S\nWałęsa Ł"),
        (
            r"{World Health Organization} and {Barnes and Noble, Inc.}",
            "World Health Organization\nBarnes and Noble, Inc.",
        ),
        (r"van der Berg, J.-P. and others", "van der Berg JP\net al."),
    ],
)
def test_names_in_bibtex(entry, authors):
    assert one(f"@article{{k, title={{T}}, author={{{entry}}}}}")["authors"] == authors


@pytest.mark.parametrize(
    ("field", "name", "expected"),
    [
        ("month = aug, year = 2016", "year", 2016),
        ("date = {2016-08-19}", "year", 2016),
        ("pages = {284--287}", "pages", "284-287"),
        ("journaltitle = {Gut}", "container", "Gut"),
        ("eprint = {27541692}, eprinttype = {pubmed}", "pmid", "27541692"),
        ("note = {PMID: 27541692}", "pmid", "27541692"),
        (r"doi = {10.1002/a\_b}", "doi", "10.1002/a_b"),
        (r"url = {https://example.org/a\_b}", "url", "https://example.org/a_b"),
    ],
)
def test_fields_of_bibtex_that_programs_use_differently(field, name, expected):
    assert one(f"@article{{k, title={{T}}, {field}}}")[name] == expected


def test_two_entries_with_one_key_are_two_records():
    assert [record.values["title"] for record in parse("@misc{k, title={A}}\n@misc{k, title={B}}")] == ["A", "B"]
