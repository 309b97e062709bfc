"""Text without capitals and accents, so that “Muller” finds “Müller” on every database."""

import unicodedata
from functools import reduce
from typing import Any

from django.db.models import Func, TextField

# Letters that Unicode does not take apart.
LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
TRANSLATION = str.maketrans(LETTERS)
# What `str.casefold` does and the LOWER of PostgreSQL does not.
FOR_POSTGRESQL = LETTERS | {"ß": "ss", "ς": "σ"}
# What people type for one: straight, curved, an accent, a prime.
APOSTROPHES = "'’‘‛ʼʻ`´′＇"
WITHOUT_APOSTROPHES = str.maketrans("", "", APOSTROPHES)
# The blocks of Unicode that hold nothing but marks that are put on letters.
MARKS = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"


def fold(text: str) -> str:
    """Return ``text`` in small letters without accents: “Østergård” becomes “ostergard”, “Weiß” becomes “weiss”."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(TRANSLATION)


def fold_sought(text: str) -> str:
    """Return ``text`` folded and without apostrophes, so that “obrien” finds “O’Brien”, whichever sign stands in it."""
    return fold(text.translate(WITHOUT_APOSTROPHES))


class Folded(Func):
    """A text of the database as `fold_sought` returns it, to be searched without storing it a second time.

    SQLite calls `fold_sought`. PostgreSQL has what it takes since version 13, without an extension.
    """

    function = "FOLD_TEXT"
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """Return the same in PostgreSQL’s words."""
        signs = APOSTROPHES.replace("'", "''")
        bare = f"translate(%(expressions)s, '{signs}', '')"
        plain = f"regexp_replace(lower(normalize({bare}, NFKD)), '{MARKS}', '', 'g')"
        # In the locale “C” only English letters have small ones.
        pairs = [(case, plain) for letter, plain in FOR_POSTGRESQL.items() for case in {letter, letter.upper()[:1]}]
        pairs = [(letter, plain) for letter, plain in pairs if not letter.isascii()]
        template = reduce(lambda text, pair: f"replace({text}, '{pair[0]}', '{pair[1]}')", pairs, plain)
        return self.as_sql(compiler, connection, template=template, **context)


def teach_sqlite(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Let a new connection to SQLite call `fold_sought`. Receives ``connection_created``."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "FOLD_TEXT", 1, lambda text: text and fold_sought(text), deterministic=True
        )
