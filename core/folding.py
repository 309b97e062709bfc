"""Text without capitals and accents, so that “Muller” finds “Müller” on every database."""

import unicodedata

# Letters that Unicode does not take apart.
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def fold(text: str) -> str:
    """Return ``text`` in small letters without accents: “Østergård” becomes “ostergard”, “Weiß” becomes “weiss”."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(LETTERS)
