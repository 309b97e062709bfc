import pytest

from offers.promises import health_claims, promises


def words(text):
    return [found.words for found in promises(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It cures arthritis.", "cures"),
        ("A CURE-ALL", "cure"),
        ("“Curing” pain", "curing"),
        ("It treats, gently", "treats"),
        ("our treatment", "treatment"),
        ("healing foods", "healing"),
        ("prevention of flares", "prevention"),
        ("a preventative", "preventative"),
        ("Reversed in a week", "reversed"),
        ("an old remedy", "remedy"),
        ("Remedying pain", "remedying"),
        ("Manage your autoimmune condition", "manage your autoimmune"),
        ("managing the symptoms", "managing the symptoms"),
        ("manage your body’s flares", "manage your body’s flares"),
        ("manages chronic bowel disease", "manages chronic bowel disease"),
        ("it does not cure", "cure"),
    ],
)
def test_a_promise_is_found_in_each_of_its_forms(text, found):
    assert words(text) == [found]


@pytest.mark.parametrize(
    "text",
    ["cu\u00adre", "Ĉuré", "CURE", "ｃｕｒｅ", "cu\u200bre", "cu\u2060re", "the\u00a0cure\u00a0is", "cure\u0301"],
)
def test_signs_that_nobody_sees_hide_nothing(text):
    assert words(text) == ["cure"]


def test_special_spaces_and_line_breaks_hide_no_phrase():
    assert words("manage\u00a0your\n auto\u00adimmune illness") == ["manage your autoimmune"]


@pytest.mark.parametrize(
    "text",
    [
        "Secure payment, obscure words and a manicure",
        "Health, healthy, the treaty and a retreat",
        "Irreversible, unpreventable",
        "We manage your order, and your data",
        "A person with an autoimmune condition",
        "",
        "\x00",
    ],
)
def test_other_words_are_left_alone(text):
    assert words(text) == []


def test_each_word_is_named_once_and_comes_with_another_way_to_say_it():
    found = promises("Treats. Treats again. It heals.")
    assert [each.words for each in found] == ["treats", "heals"]
    assert all(each.instead.endswith(".") for each in found)


def test_what_a_product_does_for_health_is_found_as_a_phrase():
    said = "Support\u00adS healthy gut, boosting your immune system. Fights inflammation; calms the skin."
    assert health_claims(said) == [
        "supports healthy gut",
        "boosting your immune",
        "fights inflammation",
        "calms the skin",
    ]
    assert (
        health_claims("Vitamins for Gut Health. Ask our support. Your gut, and your energy bill. A balanced meal") == []
    )


@pytest.mark.parametrize("verb", ["boost", "support", "strengthen", "protect", "calm", "fight", "aid"])
def test_a_verb_of_health_is_found_in_each_of_its_forms(verb):
    said = [f"{verb}{ending} digestion" for ending in ("", "s", "ing")]
    assert health_claims(". ".join(said)) == said


@pytest.mark.parametrize("stem", ["improv", "restor", "balanc", "sooth", "reliev", "reduc"])
def test_a_verb_that_ends_in_e_is_found_in_each_of_its_forms(stem):
    said = [f"{stem}{ending} bloating" for ending in ("e", "es", "ed", "ing")]
    assert health_claims(". ".join(said)) == said


@pytest.mark.parametrize("sign", ["’", "'"])
def test_a_word_with_an_apostrophe_hides_no_phrase(sign):
    assert health_claims(f"Supports your body{sign}s immune system") == [f"supports your body{sign}s immune"]
