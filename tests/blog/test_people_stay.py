"""Whom articles name, and who signed a review, is not deleted by accident."""

import pytest

from blog.models import PersonPage
from blog.models.article import ArticleAuthor
from home.roles import set_up_roles
from tests.blog.articles import fresh, published
from tests.factories.blog import ArticlePageFactory, MedicalReviewFactory, PeoplePageFactory, PersonPageFactory
from tests.factories.core import UserFactory


@pytest.fixture
def administrator(client, article_list):
    set_up_roles()
    client.force_login(UserFactory(is_superuser=True))
    return client


def delete(client, page, bulk: bool) -> str:
    address = f"/admin/bulk/wagtailcore/page/delete/?id={page.pk}" if bulk else f"/admin/pages/{page.pk}/delete/"
    return client.post(address, follow=True).content.decode()


@pytest.mark.parametrize("bulk", [False, True])
def test_who_signed_a_review_is_not_deleted_and_the_review_is_named(administrator, article_list, bulk):
    article = published(article_list)
    review = MedicalReviewFactory(article=article, reviewer=article.reviewer)
    assert f"Not deleted. Still needed by: medical review “{review}”." in delete(administrator, article.reviewer, bulk)
    assert PersonPage.objects.filter(pk=article.reviewer_id).exists()


@pytest.mark.parametrize("bulk", [False, True])
def test_an_author_is_not_deleted_and_the_article_is_named(administrator, article_list, bulk):
    article = published(article_list, title="Fibre")
    author = article.article_authors.get().person
    assert "Not deleted. Still needed by: article “Fibre”." in delete(administrator, author, bulk)
    assert fresh(article).article_authors.get().person == author


def test_of_many_articles_some_are_named_and_the_others_counted(administrator, article_list):
    author = PersonPageFactory(parent=PeoplePageFactory(parent=article_list.get_parent()))
    for number in range(7):
        ArticleAuthor.objects.create(article=ArticlePageFactory(parent=article_list, title=f"N{number}"), person=author)
    assert "article “N4” and 2 more." in delete(administrator, author, bulk=False)


def test_whom_nothing_needs_is_deleted(administrator, article_list):
    person = PersonPageFactory(parent=PeoplePageFactory(parent=article_list.get_parent()))
    delete(administrator, person, bulk=False)
    assert not PersonPage.objects.filter(pk=person.pk).exists()


def test_authors_go_together_with_all_that_they_wrote(administrator, article_list):
    published(article_list)
    article_list.get_parent().specific.delete()
    assert not PersonPage.objects.exists()
