"""Articles and what belongs to them."""

import datetime

import factory
import wagtail_factories
from django.utils import timezone
from wagtail.models import Site

from blog.comments.counting import recount
from blog.models import (
    ArticleAuthor,
    ArticleListPage,
    ArticlePage,
    Comment,
    Correction,
    GlossaryTerm,
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
    authors = "Sender R\nFuchs S\nMilo R"
    container = "PLoS Biology"
    year = 2016
    doi = factory.Sequence(lambda number: f"10.1371/journal.{number}")


class GlossaryTermFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GlossaryTerm

    term = factory.Sequence(lambda number: f"word {number}")
    definition = "What this word means, in plain words."


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
    """An article with little in it. Live by default, as if it had gone live before there were publish rules."""

    class Meta:
        model = ArticlePage

    title = factory.Sequence(lambda number: f"Article {number}")
    slug = factory.Sequence(lambda number: f"article-{number}")
    summary = "What is known, and what is not."
    first_published_at = factory.LazyFunction(timezone.now)
    last_published_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class, *args, live=True, **kwargs):
        article = super()._create(model_class, *args, live=False, **kwargs)
        if live:
            article.full_clean()
            article.save(clean=False)
            # The publish rules hold for whatever is stored through the model.
            model_class.objects.filter(pk=article.pk).update(live=True)
            article.live = True
        return article


def person(**fields) -> PersonPage:
    """Return a new person page, below the people page of the first site."""
    people = PeoplePage.objects.first() or PeoplePageFactory(parent=Site.objects.first().root_page)
    return PersonPageFactory.create(parent=people, **fields)


class PublishableArticleFactory(ArticlePageFactory):
    """An article that breaks no publish rule: ``PublishableArticleFactory(parent=…, live=False)`` can be published."""

    topic = factory.SubFactory("tests.factories.blog.TopicFactory")
    reviewer = factory.LazyFunction(lambda: person(is_reviewer=True, role="Physician"))
    key_points = factory.LazyFunction(lambda: [{"type": "point", "value": "<p>Eat plants.</p>"}])
    body = factory.LazyFunction(lambda: [text(f"<p>They live with you.{cite(SourceFactory.create())}</p>")])

    @classmethod
    def _create(cls, model_class, *args, authors=None, **kwargs):
        article = super()._create(model_class, *args, **kwargs)
        for author in [person()] if authors is None else authors:
            ArticleAuthorFactory(article=article, person=author)
        return model_class.objects.get(pk=article.pk)


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
        skip_postgeneration_save = True

    name = "Rosa"
    text = "Thank you for saying what you do not know."
    email_fingerprint = factory.LazyFunction(lambda: fingerprint("rosa@example.org", purpose="comment"))
    digest = factory.Sequence(lambda number: f"{number:064}")
    state = Comment.State.APPROVED

    @factory.post_generation
    def counted(self, create, extracted, **kwargs):
        """Count it, as the steps do. ``counted=False``: for many at once, counted at their end."""
        if create and extracted is not False:
            recount(self.article_id)


def cite(source: Source) -> str:
    """Return a citation of ``source`` as rich text stores it."""
    return f'<a linktype="citation" id="{source.pk}">{source.short_name}</a>'


def explain(term: GlossaryTerm, words: str = "") -> str:
    """Return ``words`` with a glossary term as rich text stores them."""
    return f'<a linktype="glossary" id="{term.pk}">{words or term.term}</a>'


def text(html: str) -> dict:
    """Return a text block with ``html`` as stream data."""
    return {"type": "text", "value": html}
