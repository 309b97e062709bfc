"""What readers type, without what they cannot see."""

import re
import unicodedata

# Joiners that some scripts and emoji need inside a word; anywhere else nobody sees them.
JOINERS = "\u200c\u200d"
# Marks and letters that look like nothing at all: fillers of Korean, an empty Braille cell, a joiner of graphemes.
# Source: Unicode's Default_Ignorable_Code_Point, and U+2800.
INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
SPACES = re.compile(r"[^\S\r\n]+")


def without_invisible(text: str) -> str:
    """Return ``text`` without characters that show nothing: zero-width ones, marks of direction, fillers.

    Letters are composed (NFC), so that the same name is the same text. A joiner stays between two characters that
    are neither Latin nor a space, as Persian, Hindi and emoji need it. Control characters stay: they are no slip of
    the hand, and a field refuses them.
    """
    text = unicodedata.normalize("NFC", text)
    return "".join(sign for place, sign in enumerate(text) if _shows(text, place, sign))


def on_one_line(text: str) -> str:
    """Return ``text`` without what shows nothing, with one space for each run of spaces, and none at its ends."""
    return SPACES.sub(" ", without_invisible(text)).strip()


def has_letters(text: str) -> bool:
    """Tell whether there is at least one letter or digit of any script in ``text``."""
    return any(unicodedata.category(sign)[0] in "LN" for sign in text)


def _shows(text: str, place: int, sign: str) -> bool:
    if sign in JOINERS:
        around = text[max(place - 1, 0) : place] + text[place + 1 : place + 2]
        return len(around) == 2 and not any(each.isspace() or each in JOINERS or each < "\u0300" for each in around)
    return sign not in INVISIBLE and unicodedata.category(sign) != "Cf"
