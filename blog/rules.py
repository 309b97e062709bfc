"""What an article must have before readers see it. To add a rule, write a class and put it into ``ARTICLE_RULES``.

What a block must have is said by the block itself, as a required field or a least number: `core.publishing.common`
holds every page to that. So an evidence note without a source does not go live.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from blog.cited_sources import SOURCES
from blog.models import MedicalReview, MedicalReviewTask, Source
from blog.reading_rules import LongSentencesRule, ReadingGradeRule
from core.blocks import NoteBlock, SeekHelpBlock
from core.lookahead import find
from core.publishing import WARNING, Finding, Place, Rule
from core.publishing.common import DescribedPictureRule, NeedsRule
from core.publishing.places import Part, parts, plain, rich_texts
from offers.rules import PromisesWorthALookRule

SAYS_RETRACTED = re.compile(r"\b(retract\w*|withdrawn)\b", re.I)
OLD_AFTER_YEARS = 10


@dataclass(frozen=True)
class Cited:
    """One place of an article that points at a source: by a citation in the text, or from an evidence note."""

    source: Source | None
    text: str
    part: Part


def cited(article) -> list[Cited]:
    """Return each place of ``article`` that points at a source, in reading order; one query for all sources.

    The source is None where it no longer exists. An evidence note that is still empty points at none.
    """
    places: list[tuple[str, str, Part]] = []
    for part in parts(article):
        for _, content in rich_texts([part]):
            places += [
                (link.attributes.get("id", ""), link.text, part)
                for link in content.links
                if link.attributes.get("linktype") == "citation"
            ]
        if isinstance(part.value, Source):
            places.append((str(part.value.pk), part.value.short_name, part))
    sources = find(SOURCES, [key for key, _, _ in places])
    # What is no key at all finds nothing: the text may come from anywhere.
    by_key = {str(key): source for key, source in sources.items()}
    return [Cited(by_key.get(key), text, part) for key, text, part in places]


def once_each(places: list[Cited]) -> list[tuple[Source, Cited]]:
    """Return each source that exists, with the first place that points at it."""
    first: dict[int, tuple[Source, Cited]] = {}
    for each in places:
        if each.source:
            first.setdefault(each.source.pk, (each.source, each))
    return list(first.values())


class ReviewerRule(Rule):
    """Somebody is to check the article who is a medical reviewer and did not write it."""

    code = "reviewer"

    def check(self, page) -> Iterator[Finding]:
        place = Place.of(page, "reviewer")
        if page.reviewer is None:
            yield Finding("No medical reviewer is chosen.", "Choose one on the tab “Evidence”.", place)
        elif page.reviewer_id in {author.person_id for author in page.article_authors.all()}:
            yield Finding(
                f"{page.reviewer} is both an author and the medical reviewer.",
                "Choose a reviewer who did not write the article.",
                place,
            )
        elif not page.reviewer.is_reviewer:
            yield Finding(
                f"{page.reviewer} is no medical reviewer.",
                "Choose somebody who is, or tick “Medical reviewer” on this person’s page.",
                place,
            )


class CitesSomethingRule(Rule):
    """A claim shows what it rests on: an article without a source does not go live."""

    code = "citation"

    def check(self, page) -> Iterator[Finding]:
        if not any(each.source for each in cited(page)):
            yield Finding(
                "The article cites no source.",
                "Put the cursor behind a claim, type /cite and choose its source; or add an evidence note.",
                Place.of(page, "body"),
            )


class CitationsResolveRule(Rule):
    """Each citation points at a source that exists."""

    code = "citation-gone"

    def check(self, page) -> Iterator[Finding]:
        for each in cited(page):
            if each.source is None:
                yield Finding(
                    f"The citation “{each.text}” points at a source that no longer exists.",
                    "Choose another source for it, or take it out.",
                    each.part.place,
                )


class RetractedSourceRule(Rule):
    """A retracted source is cited only in a note that says that it was retracted."""

    code = "retracted"

    def check(self, page) -> Iterator[Finding]:
        for each in cited(page):
            if each.source and each.source.is_retracted and not self._said(each.part.outermost):
                yield Finding(
                    f"{each.source.short_name} was retracted.",
                    "Take it out. Where readers should know of it, cite it in a “Note” whose text says “retracted”.",
                    each.part.place,
                )

    @staticmethod
    def _said(outermost: Part) -> bool:
        if not isinstance(outermost.block, NoteBlock):
            return False
        return bool(SAYS_RETRACTED.search(f"{outermost.value['title']} {plain(outermost.value['text'])}"))


class StubSourceRule(Rule):
    """A cited source has a title: one that was added by its DOI alone is to be completed first."""

    code = "stub"

    def check(self, page) -> Iterator[Finding]:
        for source, each in once_each(cited(page)):
            if source.is_stub:
                yield Finding(
                    f"The source “{each.text}” has nothing but its number so far.",
                    "Complete it under Sources: title, authors, where and when it was published.",
                    each.part.place,
                )


class ReviewUnderWayRule(Rule):
    """What a medical reviewer is reading does not go live behind their back."""

    code = "review-under-way"

    def check(self, page) -> Iterator[Finding]:
        if page.pk and isinstance(page.current_workflow_task, MedicalReviewTask):
            yield Finding(
                "A medical review of this article is under way.",
                "Wait for the reviewer’s decision. To publish without it, open the article and press “Publish” there: "
                "you are asked whether to end the review.",
            )


class NeverReviewedRule(Rule):
    """A medical reviewer should sign what readers rely on."""

    code = "never-reviewed"
    level = WARNING

    def check(self, page) -> Iterator[Finding]:
        approved = MedicalReview.Outcome.APPROVED
        if not page.pk or not page.reviews.filter(outcome=approved).exists():
            yield Finding(
                "No medical reviewer has signed this article.",
                "Press “Submit to medical review”. Published without it, readers see that nobody has reviewed it.",
            )


class KeyPointsRule(Rule):
    """Readers in a hurry find what matters."""

    code = "key-points"
    level = WARNING

    def check(self, page) -> Iterator[Finding]:
        if not page.key_points:
            yield Finding(
                "There are no key points.", "Add three to five lines, each one thought.", Place.of(page, "key_points")
            )


class SeekHelpRule(Rule):
    """An article about a condition says when to seek help."""

    code = "seek-help"
    level = WARNING

    def check(self, page) -> Iterator[Finding]:
        conditions = [topic for topic in (page.topic, *page.more_topics.all()) if topic and topic.is_condition]
        if conditions and not any(isinstance(part.block, SeekHelpBlock) for part in parts(page)):
            yield Finding(
                f"“{conditions[0]}” is a condition, and the article does not say when to seek help.",
                "Add a block “When to seek help” to the body.",
                Place.of(page, "body"),
            )


class OldSourceRule(Rule):
    """Somebody looks from time to time whether there is something newer."""

    code = "old-source"
    level = WARNING

    def check(self, page) -> Iterator[Finding]:
        oldest = timezone.localdate().year - OLD_AFTER_YEARS
        for source, each in once_each(cited(page)):
            if source.year and source.year < oldest:
                yield Finding(
                    f"{source.short_name} is more than ten years old.",
                    "Is there something newer? If not, leave it.",
                    each.part.place,
                )


ARTICLE_RULES = (
    NeedsRule("summary", "There is no summary.", "Write one or two plain sentences."),
    NeedsRule("topic", "No main topic is chosen.", "Choose the topic under which readers look for it."),
    NeedsRule("article_authors", "Nobody is named as the author.", "Add an author on the tab “Evidence”."),
    ReviewerRule(),
    CitesSomethingRule(),
    CitationsResolveRule(),
    RetractedSourceRule(),
    StubSourceRule(),
    DescribedPictureRule("image"),
    ReviewUnderWayRule(),
    NeverReviewedRule(),
    KeyPointsRule(),
    SeekHelpRule(),
    ReadingGradeRule(),
    LongSentencesRule(),
    OldSourceRule(),
    PromisesWorthALookRule(),
)
