import pytest

from core.words import standard, stem, stems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fibre", "fibres"),
        ("study", "studies"),
        ("eat", "eating"),
        ("probiotic", "Probiotics"),
        ("Crohn’s", "crohn"),
        ("Crohn’s", "Crohn's"),
        ("naïve", "naive"),
    ],
)
def test_the_forms_of_a_word_have_one_stem(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("fiber", "fibre"),
        ("Fibers", "fibres"),
        ("estrogen", "oestrogen"),
        ("diarrhea", "diarrhoea"),
        ("celiac", "coeliac"),
        ("anemia", "anaemia"),
        ("pediatric", "paediatric"),
        ("feces", "faeces"),
        ("behavior", "behaviour"),
        ("organization", "organisation"),
        ("analyzed", "analysed"),
        ("yogurt", "yoghurt"),
    ],
)
def test_both_spellings_have_one_stem(american, british):
    assert stem(american) == stem(british)


@pytest.mark.parametrize(
    ("one", "other"), [("size", "sis"), ("prize", "prise"), ("gut", "guts’n’all"), ("oral", "oats")]
)
def test_other_words_stay_apart(one, other):
    assert stem(one) != stem(other)


def test_words_of_other_scripts_stay_what_they_are():
    assert standard("微生物") == "微生物"
    assert stem("мікроби") == stem("Мікроби")


def test_words_that_say_nothing_are_left_out():
    assert stems("What is the fibre in oats?") == {"fibr", stem("oats")}
