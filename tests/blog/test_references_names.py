"""Names become family name and initials, whatever form a program gives them."""

import pytest

from blog.models.source import author_lines
from blog.references.names import to_vancouver


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sender, Ron", "Sender R"),
        ("Sender, R.", "Sender R"),
        ("Sender R", "Sender R"),
        ("Sender R.", "Sender R"),
        ("R. Sender", "Sender R"),
        ("Ron Sender", "Sender R"),
        ("Bärebring, Linnea", "Bärebring L"),
        ("Vadell, Alexandra K E", "Vadell AKE"),
        ("van der Berg, Jean-Pierre", "van der Berg JP"),
        ("Berg, Jan van der", "van der Berg J"),
        ("Jean-Pierre van der Berg", "van der Berg JP"),
        ("van den Berg J.-P.", "van den Berg JP"),
        ("Müller, K.-H.", "Müller KH"),
        ("García-López, Ana María", "García-López AM"),
        ("O'Neill, Conor", "O'Neill C"),
        ("King, Martin Luther, Jr.", "King ML Jr"),
        ("King, Jr., Martin Luther", "King ML Jr"),
        ("Smith, A. B., III", "Smith AB 3rd"),
        ("DeVita VT Jr", "DeVita VT Jr"),
        ("Smith, V", "Smith V"),
        ("Smith, John, MD, PhD", "Smith J"),
        ("World Health Organization", "World Health Organization"),
        ("World Health Organization,", "World Health Organization"),
        ("Institute of Medicine, Washington", "Institute of Medicine, Washington"),
        ("iMSMS Consortium", "iMSMS Consortium"),
        ("NICE", "NICE"),
        ("others", "et al."),
        ("et al.", "et al."),
        ("王, 小明", "王 小"),
        ("", ""),
        (",", ""),
    ],
)
def test_a_name_is_put_into_vancouver_form(name, expected):
    assert to_vancouver(name) == expected


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("Sender R, Fuchs S, Milo R", ["Sender R", "Fuchs S", "Milo R"]),
        ("Sender R; Fuchs S.", ["Sender R", "Fuchs S"]),
        ("Scher JU, Sczesnak A, et al.", ["Scher JU", "Sczesnak A", "et al."]),
        ("Sanchez, et al", ["Sanchez", "et al."]),
        ("World Health Organization", ["World Health Organization"]),
        ("Institute of Medicine, Washington", ["Institute of Medicine, Washington"]),
        ("King ML Jr, van der Berg JP", ["King ML Jr", "van der Berg JP"]),
        ("  Sender R  \n\n Fuchs S ", ["Sender R", "Fuchs S"]),
        ("", []),
    ],
)
def test_authors_pasted_in_one_line_become_a_line_each(typed, lines):
    assert author_lines(typed) == lines
