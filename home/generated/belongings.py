"""What belongs to generated articles and has rows of its own: authors, topics, reviews, corrections, comments."""

import datetime
from collections.abc import Iterator, Sequence
from itertools import groupby
from random import Random
from typing import Any

from django.db.models import Model

from blog.models import ArticleAuthor, ArticlePage, Comment, CommentCount, Correction, MedicalReview, PersonPage, Topic
from blog.models.review import REVIEW_VALID_FOR_MONTHS, months_after
from core.tokens import digest, fingerprint
from home.generated.prose import Prose

# Of a hundred articles, so many have one or more of these.
REVIEWED, UNDER_MORE_TOPICS, BY_TWO, COMMENTED, CORRECTED = 85, 45, 15, 12, 2


class Belongings:
    """Makes the rows that point at ``articles``, which have their primary keys."""

    def __init__(self, articles: Sequence[ArticlePage], topics: Sequence[Topic], authors: Sequence[PersonPage]):
        self.articles = articles
        self.topics = topics
        self.authors = authors

    def rows(self) -> dict[type[Model], list[Any]]:
        """Return the rows by their model, in an order in which they can be stored."""
        rows = [row for article in self.articles for row in self._of(article)]
        kinds = sorted(rows, key=lambda row: row._meta.label)
        return {model: list(group) for model, group in groupby(kinds, key=type)}

    def _of(self, article: ArticlePage) -> Iterator[Model]:
        chance = Random(f"belongings {article.translation_key}")  # noqa: S311 - the same again each time
        prose = Prose(chance)

        def happens(share: int) -> bool:
            return chance.random() * 100 < share

        authors = chance.sample(self.authors, min(2 if happens(BY_TWO) else 1, len(self.authors)))
        for order, person in enumerate(authors):
            yield ArticleAuthor(article=article, person=person, sort_order=order)
        if happens(UNDER_MORE_TOPICS):
            others = [topic for topic in self.topics if topic != article.topic]
            tagging = ArticlePage.more_topics.through
            for topic in chance.sample(others, min(chance.randint(1, 2), len(others))):
                yield tagging(articlepage=article, topic=topic)
        if happens(REVIEWED):
            yield self._review(article)
        if happens(CORRECTED):
            yield self._correction(article, chance, prose)
        if happens(COMMENTED):
            comments = chance.randint(1, 6)
            for number in range(comments):
                yield self._comment(article, number, prose)
            yield CommentCount(article=article, comments=comments, threads=comments)

    @staticmethod
    def _review(article: ArticlePage) -> MedicalReview:
        reviewed_on = article.first_published_at.date()
        months = article.topic and article.topic.review_months
        return MedicalReview(
            article=article,
            reviewer=article.reviewer,
            text_digest=article.text_digest,
            published=True,
            reviewed_on=reviewed_on,
            next_due=months_after(reviewed_on, months or REVIEW_VALID_FOR_MONTHS),
        )

    @staticmethod
    def _correction(article: ArticlePage, chance: Random, prose: Prose) -> Correction:
        day = article.updated_on or article.first_published_at.date()
        was, now = prose.sentences(2)
        # One that is significant would have set the article's "updated" date.
        significance = Correction.Significance.SIGNIFICANT if article.updated_on else Correction.Significance.MINOR
        return Correction(article=article, corrected_on=day, significance=significance, was=was, now=now)

    @staticmethod
    def _comment(article: ArticlePage, number: int, prose: Prose) -> Comment:
        name, text = prose.reply()
        return Comment(
            article=article,
            name=name,
            text=text,
            email_fingerprint=fingerprint(f"{name}@example.org", purpose="comment"),
            digest=digest(f"{article.translation_key} {number}"),
            state=Comment.State.APPROVED,
            created_at=article.first_published_at + datetime.timedelta(days=number + 1),
            appeared_at=article.first_published_at + datetime.timedelta(days=number + 1),
        )
