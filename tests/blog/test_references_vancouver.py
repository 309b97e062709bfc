"""How a source reads.

The expected lines are NLM's and ICMJE's own samples (https://www.nlm.nih.gov/bsd/uniform_requirements.html) without
the month, or PubMed's citation of the paper.
"""

import datetime

import pytest

from blog.models import Source
from blog.models.source import author_lines
from blog.references.vancouver import format_source, shorten_pages

BOOK, WEB_PAGE = Source.Kind.BOOK, Source.Kind.WEB_PAGE
READ_ON = datetime.date(2026, 11, 12)

SAMPLES = [
    (
        {
            "authors": "Halpern SD, Ubel PA, Caplan AL",
            "title": "Solid-organ transplantation in HIV-infected patients",
            "container": "N Engl J Med",
            "year": 2002,
            "volume": "347",
            "issue": "4",
            "pages": "284-287",
        },
        "Halpern SD, Ubel PA, Caplan AL. Solid-organ transplantation in HIV-infected patients. "
        "<cite>N Engl J Med</cite>. 2002;347(4):284-7.",
    ),
    (
        {
            "authors": "Rose ME, Huerbin MB, Melick J, Marion DW, Palmer AM, Schiding JK, Kochanek PM, Graham SH",
            "title": "Regulation of interstitial excitatory amino acid concentrations after cortical contusion injury.",
            "container": "Brain Res",
            "year": 2002,
            "volume": "935",
            "issue": "1-2",
            "pages": "40–46",
        },
        "Rose ME, Huerbin MB, Melick J, Marion DW, Palmer AM, Schiding JK, et al. Regulation of interstitial "
        "excitatory amino acid concentrations after cortical contusion injury. <cite>Brain Res</cite>. "
        "2002;935(1-2):40-6.",
    ),
    (
        {
            "authors": "Diabetes Prevention Program Research Group",
            "title": "Hypertension, insulin, and proinsulin in participants with impaired glucose tolerance",
            "container": "Hypertension",
            "year": 2002,
            "volume": "40",
            "issue": "5",
            "pages": "679-686",
        },
        "Diabetes Prevention Program Research Group. Hypertension, insulin, and proinsulin in participants with "
        "impaired glucose tolerance. <cite>Hypertension</cite>. 2002;40(5):679-86.",
    ),
    (
        {
            "authors": "Vallancien G, Emberton M, Harving N, van Moorselaar RJ; Alf-One Study Group",
            "title": "Sexual dysfunction in 1,274 European men suffering from lower urinary tract symptoms",
            "container": "J Urol",
            "year": 2003,
            "volume": "169",
            "issue": "6",
            "pages": "2257-2261",
        },
        "Vallancien G, Emberton M, Harving N, van Moorselaar RJ; Alf-One Study Group. Sexual dysfunction in 1,274 "
        "European men suffering from lower urinary tract symptoms. <cite>J Urol</cite>. 2003;169(6):2257-61.",
    ),
    (
        {
            "authors": "Royal Adelaide Hospital; University of Adelaide, Department of Clinical Nursing",
            "title": "Compendium of nursing research and practice development, 1999-2000",
            "container": "Adelaide University",
            "kind": BOOK,
            "year": 2001,
        },
        "Royal Adelaide Hospital; University of Adelaide, Department of Clinical Nursing. Compendium of nursing "
        "research and practice development, 1999-2000. <cite>Adelaide University</cite>; 2001.",
    ),
    (
        {
            "title": "21st century heart solution may have a sting in the tail",
            "container": "BMJ",
            "year": 2002,
            "volume": "325",
            "issue": "7357",
            "pages": "184",
        },
        "21st century heart solution may have a sting in the tail. <cite>BMJ</cite>. 2002;325(7357):184.",
    ),
    (
        {
            "authors": "Geraud G, Spierings EL, Keywood C",
            "title": "Tolerability and safety of frovatriptan",
            "container": "Headache",
            "year": 2002,
            "volume": "42 Suppl 2",
            "pages": "S93-S99",
        },
        "Geraud G, Spierings EL, Keywood C. Tolerability and safety of frovatriptan. <cite>Headache</cite>. "
        "2002;42 Suppl 2:S93-9.",
    ),
    (
        {"title": "Metal-on-metal", "container": "Clin Orthop", "year": 2002, "issue": "401", "pages": "230-238"},
        "Metal-on-metal. <cite>Clin Orthop</cite>. 2002;(401):230-8.",
    ),
    (
        {"title": "Outreach", "container": "HRSA Careaction", "year": 2002, "pages": "1-6"},
        "Outreach. <cite>HRSA Careaction</cite>. 2002:1-6.",
    ),
    (
        {
            "authors": "Chadwick R, Schuklenk U",
            "title": "The politics of ethical consensus finding",
            "container": "Bioethics",
            "year": 2002,
            "volume": "16",
            "issue": "2",
            "pages": "iii-v",
        },
        "Chadwick R, Schuklenk U. The politics of ethical consensus finding. <cite>Bioethics</cite>. 2002;16(2):iii-v.",
    ),
    (
        {
            "authors": "Sender R, Fuchs S, Milo R",
            "title": "Revised Estimates for the Number of Human and Bacteria Cells in the Body",
            "container": "PLoS Biol",
            "year": 2016,
            "volume": "14",
            "issue": "8",
            "pages": "e1002533",
            "doi": "10.1371/journal.pbio.1002533",
        },
        "Sender R, Fuchs S, Milo R. Revised Estimates for the Number of Human and Bacteria Cells in the Body. "
        "<cite>PLoS Biol</cite>. 2016;14(8):e1002533.",
    ),
    (
        {
            "kind": WEB_PAGE,
            "authors": "NCCIH",
            "title": "Probiotics: Usefulness and Safety",
            "container": "National Institutes of Health",
            "year": 2019,
            "url": "https://example.org",
            "accessed_on": READ_ON,
        },
        "NCCIH. Probiotics: Usefulness and Safety [Internet]. <cite>National Institutes of Health</cite>; 2019 "
        "[cited 2026 Nov 12].",
    ),
    (
        {
            "kind": BOOK,
            "authors": "Murray PR, Rosenthal KS",
            "title": "Medical microbiology",
            "container": "Mosby",
            "year": 2002,
        },
        "Murray PR, Rosenthal KS. Medical microbiology. <cite>Mosby</cite>; 2002.",
    ),
    (
        {
            "kind": BOOK,
            "authors": "Meltzer PS",
            "title": "Chromosome alterations in human solid tumors",
            "container": "The genetic basis of human cancer",
            "year": 2002,
            "pages": "93-113",
        },
        "Meltzer PS. Chromosome alterations in human solid tumors. In: <cite>The genetic basis of human cancer</cite>; "
        "2002. p. 93-113.",
    ),
]


def source(**fields) -> Source:
    fields["authors"] = "\n".join(author_lines(fields.get("authors", "")))
    return Source(**fields)


@pytest.mark.parametrize(
    ("fields", "expected"), SAMPLES, ids=lambda value: value[:30] if isinstance(value, str) else ""
)
def test_a_source_reads_as_in_a_medical_journal(fields, expected):
    assert format_source(source(**fields)) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": "T"}, "T."),
        ({"title": "Why?"}, "Why?"),
        ({"title": "T", "year": 2016}, "T. 2016."),
        ({"title": "T", "container": "J"}, "T. <cite>J</cite>."),
        ({"title": "T", "container": "J", "year": 2016}, "T. <cite>J</cite>. 2016."),
        ({"title": "T", "container": "J", "volume": "3", "pages": "4"}, "T. <cite>J</cite>. 3:4."),
        ({"title": "T", "container": "J", "year": 2016, "volume": "3"}, "T. <cite>J</cite>. 2016;3."),
        ({"title": "T", "authors": "Sanchez, et al."}, "Sanchez, et al. T."),
        ({"title": "T", "kind": WEB_PAGE, "accessed_on": READ_ON}, "T [Internet]. [cited 2026 Nov 12]."),
        ({"title": "T", "kind": BOOK}, "T."),
        ({"title": ""}, ""),
    ],
)
def test_what_is_missing_leaves_no_punctuation_behind(fields, expected):
    assert format_source(source(**fields)) == expected


def test_the_day_it_was_read_counts_only_where_the_words_may_have_changed_since():
    assert "cited" not in format_source(source(title="T", doi="10.1371/x", accessed_on=READ_ON))


def test_every_part_is_escaped():
    hostile = "<script>alert(1)</script>"
    fields = dict.fromkeys(("title", "authors", "container", "volume", "issue", "pages"), hostile)
    for kind in Source.Kind:
        line = format_source(Source(kind=kind, **fields))
        assert "<script" not in line
        assert "&lt;script" in line


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("284-287", "284-7"),
        ("1203–1213", "1203-13"),
        ("1234--1334", "1234-334"),
        ("99-101", "99-101"),
        ("S93-S99", "S93-9"),
        ("S93-99", "S93-9"),
        ("284-7", "284-7"),
        ("12-12", "12"),
        ("12-15, 20-22", "12-5, 20-2"),
        ("3467-3486.e16", "3467-3486.e16"),
        ("e1002533", "e1002533"),
        ("", ""),
    ],
)
def test_page_ranges_are_shortened_as_nlm_does(typed, printed):
    assert shorten_pages(typed) == printed
