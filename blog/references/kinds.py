"""Guesses what kind of source a record is. Editors see the guess before anything is stored.

The kinds are `Source.Kind`.
"""

import re
from typing import Any

from blog.models.source import Source

Kind = Source.Kind

RIS = (
    dict.fromkeys(
        ("BOOK", "CHAP", "EBOOK", "ECHAP", "EDBOOK", "RPRT", "THES", "GOVDOC", "STAND", "LEGAL", "PAMP"), Kind.BOOK
    )
    | dict.fromkeys(("ELEC", "WEB", "BLOG", "ICOMM", "WEBPAGE", "NEWS", "MGZN"), Kind.WEB_PAGE)
    | dict.fromkeys(("JOUR", "JFULL", "EJOUR", "ABST", "CONF", "CPAPER", "INPR", "UNPB"), Kind.STUDY)
)
BIBTEX = (
    dict.fromkeys(
        ("book", "inbook", "incollection", "booklet", "manual", "mastersthesis", "phdthesis", "thesis", "techreport"),
        Kind.BOOK,
    )
    | dict.fromkeys(("report", "mvbook", "collection", "reference"), Kind.BOOK)
    | dict.fromkeys(("online", "www", "electronic", "webpage"), Kind.WEB_PAGE)
    | dict.fromkeys(("article", "inproceedings", "conference", "proceedings", "unpublished"), Kind.STUDY)
)
CSL = (
    dict.fromkeys(("book", "chapter", "report", "thesis", "entry-encyclopedia", "standard"), Kind.BOOK)
    | dict.fromkeys(("webpage", "post", "post-weblog"), Kind.WEB_PAGE)
    | dict.fromkeys(("article-journal", "article", "paper-conference"), Kind.STUDY)
)
# Publication types of PubMed, https://www.ncbi.nlm.nih.gov/books/NBK3827/#pubmedhelp.Publication_Types
PUBMED = (
    ("guideline", Kind.GUIDELINE),
    ("consensus", Kind.GUIDELINE),
    ("review", Kind.REVIEW),
    ("meta-analysis", Kind.REVIEW),
    ("clinical trial", Kind.TRIAL),
    ("controlled trial", Kind.TRIAL),
)
# The first that fits counts: a review of trials is a review.
BY_TITLE = (
    (r"systematic review|scoping review|umbrella review|meta-analys[ie]s|: a review\b|\bnarrative review", Kind.REVIEW),
    (r"\bguidelines?\b|\bconsensus (statement|document|report)|\brecommendations? (for|on|regarding)", Kind.GUIDELINE),
    (r"randomi[sz]ed|controlled trial|crossover trial|\bplacebo\b", Kind.TRIAL),
    (r"\bin (mice|rats|vitro|zebrafish)\b|\b(mouse|murine|rat) models?\b|germ-free mice", Kind.LABORATORY),
)


def guess(title: str, values: dict[str, Any]) -> str:
    """Return a kind for a record whose file names none: a web page if it has only an address, else a study."""
    if values["url"] and not (values["doi"] or values["pmid"] or values["volume"]):
        return Kind.WEB_PAGE
    return by_title(title)


def by_title(title: str) -> str:
    """Return what the title of an article says it is; a study if it says nothing."""
    return next((kind for words, kind in BY_TITLE if re.search(words, title, re.I)), Kind.STUDY)


def from_type(name: str, types: dict[str, Any], title: str) -> str:
    """Return the kind for a program's own name of a type; empty if it says nothing, such as “misc”."""
    kind = types.get(name, "")
    return by_title(title) if kind == Kind.STUDY else kind


def from_pubmed(types: list[str], headings: list[str], title: str) -> str:
    """Return the kind for PubMed's publication types and subject headings."""
    joined = "; ".join(types).lower()
    for words, kind in PUBMED:
        if words in joined:
            return kind
    studied = {heading.strip("*").lower() for heading in headings}
    if "animals" in studied and "humans" not in studied:
        return Kind.LABORATORY
    return by_title(title)
