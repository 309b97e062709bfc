"""What editors may ask readers on the form of an offer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.publishing import WARNING, Finding, Place, Rule
from offers.models.question import CHOICE_TYPES, WITH_ANSWERS
from offers.questions import QuestionBuilder

# What nobody is asked for a sample. Word beginnings, so that “allergies” and “allergic” count.
PRIVATE = {
    "health": r"health|symptom|diagnos|illness|disease|\bcondition|medicin|medicat|medical|allerg|intoleran|pregnan|"
    r"breast[- ]?fe|immun|colitis|crohn|arthrit|coeliac|celiac|lupus|psoria|sclerosis|diabet|thyroid|bowel|stool|"
    r"\bib[sd]\b|\bpain|\bweigh|treatment|therap|doctor|clinician|hospital|\bgp\b|\bdiet|\bflare|disab|\bsex\b|gender",
    "a telephone number": r"phone|mobile|whatsapp|\btel\b|call you",
    "a date of birth or an age": r"birth|\bborn\b|how old|\bage\b|\baged\b",
    "a card or an account": r"\bcards?\b|credit|debit|\biban\b|\bbank|payment|\bcvv\b|sort code|paypal",
}
CONSENT = re.compile(
    r"\b(I|we) (agree|accept|consent|confirm|allow|permit)|\bconsent|\bagree to\b|newsletter|\bsubscri|"
    r"\b(send|e-?mail|contact|inform|call|text|sign|write to) me\b|keep me (posted|informed|up)|\bmarketing|"
    r"mailing list|\b(news|updates|offers) (from|about|by)\b|(share|pass on|use) my\b|\bterms\b|"
    r"privacy (policy|notice)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Said:
    """All words that an editor put at one place of the form."""

    words: str
    place: Place


def _questions(page) -> Iterator[_Said]:
    place = Place.of(page, "questions")
    for question in page.questions.all():
        words = " ".join([question.label, question.help_text, question.choices])
        yield _Said(words, replace(place, label=f"Question “{question.label}”"))


def _words(page) -> Iterator[_Said]:
    place = Place.of(page, "field_words")
    for words in page.field_words.all():
        yield _Said(f"{words.label} {words.help_text}", replace(place, label=f"Words for “{words}”"))


class PrivateQuestionRule(Rule):
    """For a sample nobody is asked about health, telephone, birth or card, not even by other words for a field."""

    code = "private-question"
    fix = "The sample does not need it: take it out."

    def check(self, page) -> Iterator[Finding]:
        for said in (*_questions(page), *_words(page)):
            for what, words in PRIVATE.items():
                # With the rest of the word, so that an editor reads what is meant.
                if found := re.search(rf"\w*(?:{words})\w*", said.words, re.IGNORECASE):
                    yield Finding(f"It seems to ask about {what} (“{found[0]}”).", self.fix, said.place)


class PrivateQuestionWarningRule(PrivateQuestionRule):
    """For a guide an editor thinks twice."""

    level = WARNING
    fix = "The guide is sent without it. Is there something that you would do with the answer? If not, take it out."


class TypedConsentRule(Rule):
    """A consent is chosen, in words that are kept, and never typed as a question."""

    code = "typed-consent"

    def check(self, page) -> Iterator[Finding]:
        for said in (*_questions(page), *_words(page)):
            if found := CONSENT.search(said.words):
                yield Finding(
                    f"It reads like a consent (“{found[0]}”).",
                    "Consents are chosen at the end of this tab, and their words are kept. Ask a question here.",
                    said.place,
                )


class AnswerableRule(Rule):
    """A question has answers to choose from, none of which is chosen beforehand, and is asked once."""

    code = "question"

    def check(self, page) -> Iterator[Finding]:
        for question, said in zip(page.questions.all(), _questions(page), strict=True):
            for message, fix in self._faults(question):
                yield Finding(message, fix, said.place)
        yield from self._twice([question.label for question in page.questions.all()], Place.of(page, "questions"))
        yield from self._twice([str(words) for words in page.field_words.all()], Place.of(page, "field_words"))

    @staticmethod
    def _faults(question) -> Iterator[tuple[str, str]]:
        kind = question.field_type
        if kind in WITH_ANSWERS and len(QuestionBuilder([]).get_formatted_field_choices(question)) < 2:
            yield "There is nothing to choose from.", "Write at least two answers, one a line."
        if question.default_value.strip() and kind != "hidden":
            yield "An answer is chosen or ticked beforehand.", "Empty it: every answer is the reader’s own."
        if question._meta.get_field("field_type").choices == CHOICE_TYPES and kind not in dict(CHOICE_TYPES):
            yield "Readers could write what they like.", "Choose a kind of answer that readers choose from."

    @staticmethod
    def _twice(names: list[str], place: Place) -> Iterator[Finding]:
        plain = [" ".join(name.split()).casefold() for name in names]
        for number, name in enumerate(names):
            if plain[number] in plain[:number]:
                yield Finding(f"“{name}” is there twice.", "Take one of them out, or word it differently.", place)


QUESTION_RULES = (TypedConsentRule(), AnswerableRule())
