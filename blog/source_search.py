"""Finds sources the way colleagues look for them: by a name, a few words, a year, or the number of the paper."""

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from blog.models import Source
from blog.models.source import DOI, tidy_doi, tidy_pmid
from core.folding import fold

# Shorter numbers are years, volumes or typing that is not finished.
PMID_LENGTHS = range(5, 10)
WORDS = 10


def identifier_in(text: str) -> tuple[str, str] | None:
    """Return ``("doi", …)`` or ``("pmid", …)`` when ``text`` is nothing but one, in any usual wrapping; else None."""
    doi, pmid = tidy_doi(text), tidy_pmid(text)
    if DOI.match(doi):
        return "doi", doi
    if pmid.isascii() and pmid.isdigit() and len(pmid) in PMID_LENGTHS:
        return "pmid", pmid
    return None


def source_with(text: str) -> Source | None:
    """Return the source whose DOI or PubMed number ``text`` is, or None."""
    identifier = identifier_in(text)
    return Source.objects.filter(**dict([identifier])).first() if identifier else None


def find_sources(sources: QuerySet[Source], text: str) -> QuerySet[Source]:
    """Return those of ``sources`` that ``text`` means, the likeliest first.

    A DOI or a PubMed number, in any usual wrapping, finds its source and nothing else. Of words, each must stand
    somewhere in authors, title, journal, year or DOI; parts of words do, and accents do not matter. Sources whose
    authors begin with the first word come before the others, and newer ones before older ones.
    """
    if found := source_with(text):
        return sources.filter(pk=found.pk)
    words = fold(text).replace(",", " ").split()[:WORDS]
    if not words:
        return sources
    wanted = Q()
    for word in words:
        matches = Q(pmid=word) | Q(search_text__contains=word)
        if word.isascii() and word.isdigit() and len(word) == 4:
            matches |= Q(year=int(word))
        wanted &= matches
    likeliest = Case(
        When(search_text__startswith=words[0], then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return sources.filter(wanted).order_by(likeliest, "-year", "authors", "pk")
