import pytest

from tests.factories.blog import ArticleListPageFactory
from tests.factories.home import site_with_home


@pytest.fixture
def article_list(db):
    return ArticleListPageFactory(parent=site_with_home())
