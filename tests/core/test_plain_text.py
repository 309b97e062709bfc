"""What is left of what somebody typed or pasted once the signs are out that nobody sees."""

import pytest

from core.plain_text import has_letters, on_one_line, without_invisible


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("  Rosa   Lindqvist ", "Rosa Lindqvist"),
        ("Rosa\u00a0Lind\tqvist", "Rosa Lind qvist"),
        ("\u202eRosa\u2066 Lind\u00adqvist\ufeff", "Rosa Lindqvist"),
        ("Ro\u200bsa\u2060", "Rosa"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("\u3164\u2800", ""),
        ("Ro\u200dsa", "Rosa"),
        ("\u200dمحمد\u200c", "محمد"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("👩\u200d🌾", "👩\u200d🌾"),
        ("佐藤", "佐藤"),
        ("Rosa\nLindqvist", "Rosa\nLindqvist"),
    ],
)
def test_what_nobody_sees_is_left_out_and_what_a_script_needs_stays(typed, seen):
    assert on_one_line(typed) == seen
    assert on_one_line(seen) == seen


def test_a_text_keeps_its_lines_and_spaces():
    assert without_invisible("One\u200b  line\n\nAnother") == "One  line\n\nAnother"


@pytest.mark.parametrize(("text", "has"), [("4", True), ("é", True), ("👩\u200d🌾 !", False), ("", False)])
def test_letters_and_digits_of_every_script_count(text, has):
    assert has_letters(text) is has
