"""Rules about how an article reads. They warn: a long sentence may be the right one."""

from collections.abc import Iterator

from django.utils.text import Truncator

from core.publishing import WARNING, Finding, Place, Rule
from core.publishing.places import Part, parts, rich_texts
from core.readability import Sentence, grade_of, split

# Grade 8 and below is what health writing for the public aims at: US National Library of Medicine, MedlinePlus, How to
# write easy-to-read health materials.
HIGHEST_GRADE = 8
LONGEST_SENTENCE = 30
# Of less text, the grade says little.
FEWEST_WORDS = 100
NAMED = 3
LISTED = 6


def sentences(page) -> Iterator[tuple[Part, Sentence]]:
    """Yield each sentence of the rich text of ``page``, with the part it stands in. Cells of tables are no prose."""
    for part, content in rich_texts(parts(page)):
        if not part.kind.startswith("row "):
            for paragraph in content.paragraphs:
                for sentence in split(paragraph):
                    yield part, sentence


class ReadingGradeRule(Rule):
    """The text can be read after about eight years of school."""

    code = "reading-grade"
    level = WARNING

    def check(self, page) -> Iterator[Finding]:
        found = [sentence for _, sentence in sentences(page)]
        grade = grade_of(found)
        if grade <= HIGHEST_GRADE or sum(sentence.words for sentence in found) < FEWEST_WORDS:
            return
        whole = [sentence for sentence in found if sentence.words >= 8] or found
        hardest = sorted(whole, key=lambda sentence: -sentence.grade)[:NAMED]
        quoted = "; ".join(f"“{_start(sentence)}”" for sentence in hardest)
        yield Finding(
            f"The text reads at grade {grade:.1f}; readers do best at {HIGHEST_GRADE} or below.",
            f"Shorten sentences and use shorter words. The hardest sentences: {quoted}",
            Place.of(page, "body"),
        )


class LongSentencesRule(Rule):
    """No sentence has more than thirty words."""

    code = "long-sentence"
    level = WARNING

    def check(self, page) -> Iterator[Finding]:
        long = [(part, sentence) for part, sentence in sentences(page) if sentence.words > LONGEST_SENTENCE]
        for part, sentence in long[:LISTED]:
            yield Finding(
                f"A sentence has {sentence.words} words: “{_start(sentence)}”",
                "Make two of it.",
                part.place,
            )
        if len(long) > LISTED:
            yield Finding(
                f"{len(long) - LISTED} more sentences have over {LONGEST_SENTENCE} words.",
                "They are named here once those above are shorter.",
                long[LISTED][0].place,
            )


def _start(sentence: Sentence) -> str:
    return Truncator(sentence.text).words(12, truncate=" …")
