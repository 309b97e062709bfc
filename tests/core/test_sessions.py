import pytest
from django.conf import settings

from tests.factories.core import UserFactory

pytestmark = pytest.mark.django_db
PAGES = ["/admin/login/", "/search/?q=a", "/nothing-here/", "/sitemap.xml"]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("cookie", ['"\\000aaaaaaaaaaa"', '"' + "\\000" * 32 + '"', "é" * 32, "a" * 4000, "A" * 32, ""])
def test_a_cookie_that_is_no_key_counts_as_none(client, address, cookie):
    response = client.get(address, headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"})
    assert response.status_code < 500
    assert settings.SESSION_COOKIE_NAME not in response.wsgi_request.COOKIES or cookie == ""


def test_a_real_session_lasts(client):
    client.force_login(UserFactory(is_superuser=True))
    assert client.get("/admin/").status_code == 200
