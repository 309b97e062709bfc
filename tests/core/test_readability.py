import pytest

from core.readability import count_syllables, flesch_kincaid, grade_of, split

# Syllables as Merriam-Webster's dictionary divides the words.
SYLLABLES = {
    1: "the cat made juice foods asked lived does mixed cells times beans whole fruit",
    2: "people diet quiet science fibre patient special movement safely every guideline uses dishes ageing create",
    3: "article medicine area idea video usual various trial-run clinician evidence cereal reaction sclerosis",
    4: "bacteria bacterium autoimmune inflammation microbiome ingredient vegetables probiotic variety",
    5: "associated antibiotics",
}


@pytest.mark.parametrize(
    ("word", "number"), [(word, number) for number, words in SYLLABLES.items() for word in words.split()]
)
def test_syllables_are_counted_as_they_are_spoken(word, number):
    assert count_syllables(word) == number


def test_letters_are_spoken_one_by_one():
    assert count_syllables("DNA") == 3


def test_the_formula_is_that_of_1975():
    # 100 words in 5 sentences with 150 syllables: 0.39 × 20 + 11.8 × 1.5 − 15.59.
    assert flesch_kincaid(5, 100, 150) == pytest.approx(9.91)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("The cat sat on the mat.", -1.45),
        # Lincoln's first sentence, by a count of syllables by hand: 30 words, 48 syllables.
        (
            "Four score and seven years ago our fathers brought forth on this continent, a new nation, conceived in "
            "Liberty, and dedicated to the proposition that all men are created equal.",
            14.99,
        ),
    ],
)
def test_known_texts_have_their_known_grade(text, grade):
    assert grade_of(split(text)) == pytest.approx(grade, abs=0.01)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("One. Two! Three? “Four.” Five", 5),
        ("Some foods, e.g. beans, help. So do oats.", 2),
        ("Sender R. et al. counted 3.8 of them.", 1),
        ("… — 12", 0),
        ("", 0),
    ],
)
def test_sentences_end_where_they_end(text, number):
    assert len(split(text)) == number


def test_no_text_has_no_grade():
    assert grade_of([]) == 0
