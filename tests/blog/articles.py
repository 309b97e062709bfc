"""Articles that were published as an editor publishes them, from a revision."""

from typing import Any

from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from blog.models import ArticlePage
from tests.factories.blog import PublishableArticleFactory


def draft(article_list: Page, **fields: Any) -> ArticlePage:
    """Return an article that was never published and that nothing stops."""
    dates = {"first_published_at": None, "last_published_at": None}
    made: ArticlePage = PublishableArticleFactory(parent=article_list, live=False, **{**dates, **fields})
    return made


def published(article_list: Page, **fields: Any) -> ArticlePage:
    """Return a live article, published from a revision."""
    article = draft(article_list, **fields)
    article.save_revision().publish()
    return fresh(article)


def fresh(article: ArticlePage) -> ArticlePage:
    """Return ``article`` as the database has it."""
    return ArticlePage.objects.get(pk=article.pk)


def edit_form(article: ArticlePage, corrections: list[dict] | None = None, **fields: Any) -> dict[str, Any]:
    """Return what the edit form of ``article`` sends: these fields, no blocks, its authors, these corrections."""
    authors = [{"id": link.pk, "person": link.person_id} for link in article.article_authors.all()]
    corrections = corrections or []
    form: dict[str, Any] = nested_form_data(
        {
            "title": article.title,
            "slug": article.slug,
            "summary": article.summary,
            "topic": article.topic_id,
            "reviewer": article.reviewer_id,
            "comment_switch": article.comment_switch,
            "key_points": streamfield([]),
            "body": streamfield([]),
            "read_next": streamfield([]),
            "article_authors": inline_formset(authors, initial=len(authors)),
            "corrections": inline_formset(corrections, initial=sum("id" in each for each in corrections)),
            "comments": inline_formset([]),
            **fields,
        }
    )
    return form
