"""Files that are broken, huge or hostile give messages, never an error page."""

import json
import random
from pathlib import Path

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from blog.models import Source
from blog.references import parse
from blog.references.importing import dump, load, to_source
from blog.references.reading import MAX_BYTES, MAX_RECORDS
from blog.references.vancouver import format_source

FOLDER = Path(__file__).parent / "references"
SAMPLES = sorted(path.name for path in FOLDER.iterdir())


def problem(data: str | bytes, filename: str = "") -> str:
    """Return the only problem of the only record in ``data``."""
    (record,) = parse(data, filename)
    (message,) = record.problems
    return message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "nothing in it"),
        (b" \n\t ", "nothing in it"),
        (b"\xef\xbb\xbf", "nothing in it"),
        (b"%PDF-1.7 \x00\x01", "PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00" * 50, "PDF, a picture or a program"),
        (bytes(range(256)) * 50, "PDF, a picture or a program"),
        ("Dear colleague, please find attached", "No reference was found"),
        ("<html><body>Not found</body></html>", "No reference was found"),
        ("{", "bracket, comma or quotation mark is missing"),
        ('["a title"]', "This is not a record"),
        ('{"title": NaN}', "title is missing"),
        ("[" * 100_000, "No reference was found"),
        ('{"a":' * 100_000, "too many brackets"),
        ("@article{", "begins in line 1"),
        ("@article{k, title={T}", "begins in line 1"),
        ("TY  - JOUR\nER  - \n", "title is missing"),
        ("TY  - JOUR\n", "title is missing"),
        ("PMID- x\n", "No reference was found"),
        ("x" * (MAX_BYTES + 1), "larger than 10 MB"),
    ],
    ids=range(19),
)
def test_what_is_no_file_of_references_says_so_in_plain_words(data, words):
    assert words in problem(data)


def test_a_name_of_a_file_decides_where_its_content_does_not():
    assert "title is missing" in problem("AU  - Sender, R\n", "export.ris")


def test_the_records_around_a_broken_one_are_read():
    good = "@article{a, title={First}}\n"
    first, broken, last = parse(f"{good}@article{{b, title={{Never closed}}, author={{X\n{good}")
    assert (first.values["title"], last.values["title"]) == ("First", "First")
    assert broken.row == 2
    assert broken.values["title"] == "Never closed"
    assert "line 2" in broken.problems[0]


def test_a_list_that_stops_in_the_middle_keeps_what_came_before():
    first, rest = parse('[{"title": "First"},\n {"title": "Sec')
    assert first.values["title"] == "First"
    assert "near line 2" in rest.problems[0]


def test_records_of_ris_without_a_beginning_or_an_end_are_all_read():
    records = parse("TI  - One\nER  - \nTY  - JOUR\nTI  - Two\nTY  - JOUR\nTI  - Three")
    assert [record.values["title"] for record in records] == ["One", "Two", "Three"]
    assert "ER  -" in records[1].remarks[0]


def test_a_missing_year_is_said_and_an_odd_one_is_quoted():
    (record,) = parse("TY  - JOUR\nTI  - T\nPY  - in press\nER  - \n")
    assert "“in press”" in record.remarks[0]


def test_letters_that_were_lost_before_are_mentioned():
    (record,) = parse("TY  - JOUR\nTI  - M\ufffdller\nER  - \n")
    assert "letters were lost" in "".join(record.remarks)


@pytest.mark.parametrize(
    "build",
    [
        lambda number: f"TY  - JOUR\nTI  - Title {number}\nER  - \n",
        lambda number: f"@article{{k{number}, title={{Title {number}}}}}\n",
        lambda number: f'{{"title": "Title {number}"}}\n',
        lambda number: f"PMID- {number + 1}\nTI  - Title {number}\n\n",
        lambda number: f"10.1371/x.{number}\n",
    ],
    ids=["ris", "bibtex", "csl", "nbib", "dois"],
)
def test_two_thousand_records_are_read_and_more_are_refused_with_a_message(build):
    most = parse("".join(build(number) for number in range(MAX_RECORDS)))
    assert len(most) == MAX_RECORDS
    assert not any(record.problems for record in most)
    more = parse("".join(build(number) for number in range(MAX_RECORDS + 5)))
    assert "more than 2,000" in more[-1].problems[0]


def test_ten_megabytes_of_one_line_and_of_many_openings_end():
    assert parse("x" * MAX_BYTES)[0].problems
    assert parse("@a{" * 300_000)[0].problems
    assert parse("TY  - JOUR\nTI  - " + "<i " * 500_000)[0].problems


@pytest.mark.parametrize("name", SAMPLES)
def test_a_damaged_file_never_fails(name):
    """Bytes are changed, cut, doubled and swapped; whatever is read must print, be stored, and hold no NUL."""
    original = (FOLDER / name).read_bytes()
    dice = random.Random(name)
    for _ in range(80):
        data = bytearray(original)
        for _ in range(dice.randint(1, 12)):
            start = dice.randrange(len(data))
            stop = min(len(data), start + dice.randint(1, 60))
            match dice.randrange(5):
                case 0:
                    data[start] = dice.randrange(256)
                case 1:
                    del data[start:stop]
                case 2:
                    data[start:start] = data[start:stop] * dice.randint(1, 3)
                case 3:
                    data[start:start] = dice.choice([b"{", b"}", b"\\", b'"', b"\x00", b"%", b"<", b"\n", b"&#xd800;"])
                case _:
                    data[start:stop] = bytes(reversed(data[start:stop]))
            if not data:
                break
        records = parse(bytes(data), name)
        assert records
        for record in load(json.loads(json.dumps(dump(records), cls=DjangoJSONEncoder))):
            source, _ = to_source(record)
            assert "\x00" not in format_source(source) + "".join(map(str, record.values.values()))
            format_source(source).encode()


def test_nul_and_half_characters_reach_no_field():
    (record,) = parse('{"title": "A\\u0000B\\ud800C", "DOI": "10.1371/a\\u0000b", "author": [{"literal": "X\\u0000"}]}')
    assert record.values == {"title": "ABC", "doi": "10.1371/ab", "authors": "X", "kind": Source.Kind.STUDY}


@pytest.mark.parametrize("first", ["", "@string{s0 = {aaaaaaaaaa}}\n"])
def test_bibtex_strings_that_double_each_other_do_not_fill_the_memory(first):
    strings = "\n".join(f"@string{{s{number + 1} = s{number} # s{number}}}" for number in range(60))
    (record,) = parse(f"{first}{strings}\n@article{{a, title = {{T}}, journal = s60 # s60, year = 2001}}")
    assert record.values["title"] == "T"
    assert len(record.values["note"]) < 10_000
