"""Turns the names that other programs export into Vancouver form: “van der Berg JP”.

Rules: NLM, Citing Medicine, chapter 1, "Author" (particles stay with the family name, hyphenated given names give one
initial for each part, ordinals in Arabic figures, degrees are left out, organisations as they write themselves).
"""

import re

from blog.models.source import GENERATIONS, is_vancouver_name

ET_AL = "et al."
OTHERS = {"others", "et al", "and others", "et alii", "et. al"}
ORDINALS = {"ii": "2nd", "iii": "3rd", "iv": "4th"}
DEGREES = re.compile(r"^(m\.?d\.?|ph\.?\s?d\.?|m\.?sc\.?|b\.?sc\.?|r\.?n\.?|m\.?p\.?h\.?|dr\.?\s?med\.?|frcp)$", re.I)
BODY_WORDS = re.compile(
    r"\b(of|for|on|and|the|organi[sz]ation|consortium|group|committee|institutes?|association|society|ministry|agency|"
    r"department|cent(?:re|er)s?|universit\w+|college|academy|foundation|council|collaborat\w+|network|program(?:me)?|"
    r"team|investigators|study|trial|project|board|commission|service|hospital|clinic|initiative|alliance|federation|"
    r"fund|bureau|office|press|library|unit|panel|task|force|registry|working|international|national|world|european)\b"
    r"|[&\d()/]",
    re.I,
)
INITIALS = re.compile(r"(?:[^\W\d_]\.?-?){1,4}$")


def to_vancouver(name: str) -> str:
    """Return one name in Vancouver form, from “Family, Given”, “Family, Given, Jr”, “Given Family” or an organisation.

    What is already in Vancouver form, and what does not look like a person, stays as it is.
    """
    name = " ".join(name.split()).strip(" ;")
    if name.lower().strip(". ,") in OTHERS:
        return ET_AL
    # EndNote marks an organisation by a comma at the end, BibTeX by braces, which some carry over to RIS.
    if name.endswith(",") or (name.startswith("{") and name.endswith("}")):
        return name.strip("{}, ")
    parts = [part.strip() for part in name.split(",") if part.strip()]
    if len(parts) > 1:
        return _from_parts(parts)
    return _without_comma(name)


def person(family: str, given: str, suffix: str = "") -> str:
    """Return “Family INITIALS Suffix”. Particles at the end of ``given`` go before the family name."""
    words = given.split()
    particles: list[str] = []
    while words and _is_particle(words[-1]):
        particles.insert(0, words.pop())
    family = " ".join([*particles, family]).strip()
    return " ".join(part for part in (family, initials(" ".join(words)), _generation(suffix)) if part)


def initials(given: str) -> str:
    """Return the initials of given names: “Jean-Pierre M.” gives “JPM”, “JP” stays."""
    letters = ""
    for word in re.split(r"[\s.\u2010\u2011-]+", given):
        word = word.strip("'’()\"")
        if not word:
            continue
        letters += word if word.isupper() and len(word) <= 3 else word[0].upper()
    return letters


def _from_parts(parts: list[str]) -> str:
    family, rest = parts[0], [part for part in parts[1:] if not DEGREES.match(part)]
    suffix = next((part for part in rest if _generation(part)), "")
    given = " ".join(part for part in rest if part != suffix)
    if BODY_WORDS.search(family) and (len(family.split()) > 2 or BODY_WORDS.search(given)):
        return ", ".join(parts)
    family_words = family.split()
    if not suffix and len(family_words) > 1 and _generation(family_words[-1]):
        suffix, family = family_words[-1], " ".join(family_words[:-1])
    return person(family, given, suffix)


def _without_comma(name: str) -> str:
    words = name.split()
    if len(words) < 2 or BODY_WORDS.search(name):
        return name
    suffix = words.pop() if len(words) > 2 and _generation(words[-1]) else ""
    bare = " ".join(words)
    if is_vancouver_name(bare):
        return f"{bare} {_generation(suffix)}".strip()
    last = words[-1]
    if last[-1:] == "." and len(words) > 1 and INITIALS.fullmatch(last):
        # "Sender R." and "van der Berg J.-P."
        return person(" ".join(words[:-1]), last, suffix)
    start = next((place for place, word in enumerate(words[1:], 1) if _is_particle(word)), len(words) - 1)
    if len(words) > 5 or start == len(words):
        return name
    return person(" ".join(words[start:]), " ".join(words[:start]), suffix)


def _is_particle(word: str) -> bool:
    return word[:1].islower() and word.strip("'’-").isalpha()


def _generation(word: str) -> str:
    word = word.strip(". ")
    if word.lower() in ORDINALS:
        return ORDINALS[word.lower()]
    return next((generation for generation in GENERATIONS if generation.lower() == word.lower()), "")
