"""Articles and what belongs to them."""

import datetime

import factory
import wagtail_factories
from django.utils import timezone

from blog.models import (
    ArticleAuthor,
    ArticleListPage,
    ArticlePage,
    Comment,
    Correction,
    MedicalReview,
    PeoplePage,
    PersonPage,
    Source,
    Topic,
)
from core.tokens import fingerprint


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda number: f"Topic {number}")
    slug = factory.Sequence(lambda number: f"topic-{number}")
    summary = "What belongs here."


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Source

    title = factory.Sequence(lambda number: f"A study of something, part {number}")
    authors = "Sender R, Fuchs S, Milo R"
    container = "PLoS Biology"
    year = 2016
    doi = factory.Sequence(lambda number: f"10.1371/journal.{number}")


class PeoplePageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = PeoplePage

    title = "People"


class PersonPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = PersonPage

    title = factory.Sequence(lambda number: f"Person {number}")
    role = "Health writer"


class ArticleListPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ArticleListPage

    title = "Articles"
    slug = "articles"


class ArticlePageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ArticlePage

    title = factory.Sequence(lambda number: f"Article {number}")
    slug = factory.Sequence(lambda number: f"article-{number}")
    summary = "What is known, and what is not."
    first_published_at = factory.LazyFunction(timezone.now)
    last_published_at = factory.LazyFunction(timezone.now)


class ArticleAuthorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ArticleAuthor


class CorrectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Correction

    corrected_on = datetime.date(2026, 11, 16)
    was = "It makes the illness milder."
    now = "The studies do not support that."


class MedicalReviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MedicalReview

    reviewed_on = datetime.date(2026, 11, 12)


class CommentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Comment

    name = "Rosa"
    text = "Thank you for saying what you do not know."
    email_fingerprint = factory.LazyFunction(lambda: fingerprint("rosa@example.org", purpose="comment"))
    digest = factory.Sequence(lambda number: f"{number:064}")
    state = Comment.State.APPROVED


def cite(source: Source) -> str:
    """Return a citation of ``source`` as rich text stores it."""
    return f'<a linktype="citation" id="{source.pk}">{source.short_name}</a>'


def text(html: str) -> dict:
    """Return a text block with ``html`` as stream data."""
    return {"type": "text", "value": html}
