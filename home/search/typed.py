"""What a reader typed, made fit for a search."""

from core.words import is_stop_word, words

LONGEST_QUERY = 120


def clean_query(typed: str) -> tuple[str, bool]:
    """Return ``typed`` fit for the search, and whether it had to be cut.

    Control characters are dropped and white space is folded; the database's own parsers fail on them.
    """
    printable = "".join(character if character.isprintable() else " " for character in typed[: LONGEST_QUERY * 100])
    folded = " ".join(printable.split())
    return folded[:LONGEST_QUERY].strip(), len(folded) > LONGEST_QUERY


def searched_words(query: str) -> tuple[str, ...]:
    """Return the words of ``query`` that say something, each once, in order. Quotes and operators are no words."""
    said = (match[0] for match in words(query) if not is_stop_word(match[0]))
    return tuple({word.lower(): word for word in said}.values())
