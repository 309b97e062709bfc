"""How hard a text is to read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?:['’-][A-Za-zÀ-ÖØ-öø-ÿ]+)*")
# A full stop behind one of these ends no sentence.
ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|et al|etc|vs|cf|approx|Fig|No|Dr|Mr|Mrs|Ms|Prof|St|[A-Z])\.$")
BREAK = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9À-Ö])")
VOWELS = re.compile(r"[aeiouyà-öø-ÿ]+")
# Neighbouring vowels that are spoken as two syllables: bacteria, associate, science, diet, video, create, usual.
TWO_SOUNDS = re.compile(
    r"(?<![cgstx])i[aou]|[ct]iat|(?<![ct])ien|scien|iet|eo(?!pl|u)|rea(?=[cl]|\b)|dea\b|crea|(?<![gq])ua|(?<![gq])uen"
    r"|nuin|ruin|flui|toimm|(?<=[aeo])ing\b|ying\b|sm\b"
)
# Written, and not spoken as a syllable: made, lived, uses, safely, careful, movement, every, guideline, ageing.
SILENT = re.compile(
    r"(?<![aeiouy])(?<![^aeiouy][lr])e\b|(?<=[^aeiouytd])ed\b|(?<![aeiou])(?<![cgsxz])(?<![^aeiouy]l)(?<![cs]h)es\b"
    r"|(?<=[^aeiouy])e(?=ly\b|ful|less|ments?\b)|ever(?=y)|(?<=guid)e(?=l)|(?<=g)e(?=ing)"
)


@dataclass(frozen=True)
class Sentence:
    """One sentence with what makes it long."""

    text: str
    words: int
    syllables: int

    @property
    def grade(self) -> float:
        """The school grade that it reads at by itself."""
        return flesch_kincaid(sentences=1, words=self.words, syllables=self.syllables)


def flesch_kincaid(sentences: int, words: int, syllables: int) -> float:
    """Return the school grade (in the United States) at which a text reads.

    Source: Kincaid JP, Fishburne RP, Rogers RL, Chissom BS. Derivation of new readability formulas for Navy enlisted
    personnel. Research Branch Report 8-75, 1975.
    """
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def grade_of(sentences: Iterable[Sentence]) -> float:
    """Return the school grade of several sentences together; 0 when there are none."""
    found = list(sentences)
    if not found:
        return 0
    words, syllables = sum(each.words for each in found), sum(each.syllables for each in found)
    return flesch_kincaid(len(found), words, syllables)


def split(paragraph: str) -> list[Sentence]:
    """Return the sentences of a paragraph of plain text. What has no word in it is none."""
    texts: list[str] = []
    for piece in BREAK.split(paragraph):
        if texts and ABBREVIATION.search(texts[-1]):
            texts[-1] += f" {piece}"
        else:
            texts.append(piece)
    sentences = []
    for text in texts:
        words = WORD.findall(text)
        if words:
            sentences.append(Sentence(text.strip(), len(words), sum(count_syllables(word) for word in words)))
    return sentences


def count_syllables(word: str) -> int:
    """Return about how many syllables an English word has: its groups of vowels, less the silent ones."""
    if len(word) > 1 and word.isupper():
        return len(word)  # DNA, MS: letter by letter.
    return sum(_syllables(part) for part in re.split(r"['’-]", word.lower()) if VOWELS.search(part)) or 1


def _syllables(word: str) -> int:
    groups = len(VOWELS.findall(word))
    return max(1, groups + len(TWO_SOUNDS.findall(word)) - len(SILENT.findall(word)))
