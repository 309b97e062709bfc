import pytest

from tests.factories.home import site_with_home


@pytest.fixture
def home(db):
    return site_with_home()
