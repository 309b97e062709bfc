import pytest
from django.test import Client

from tests.factories.home import site_with_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict_client():
    site_with_home()
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://testserver"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
    ],
    ids=["no headers", "our origin", "same origin", "typed"],
)
def test_a_form_from_our_own_page_needs_no_cookie(strict_client, headers):
    assert strict_client.post("/", {}, headers=headers).status_code != 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=["foreign origin", "hidden origin", "cross-site", "sister site"],
)
def test_a_form_on_another_website_is_refused_with_a_page_that_says_so(strict_client, headers):
    response = strict_client.post("/", {}, headers=headers)
    assert response.status_code == 403
    assert "The form was not sent" in response.content.decode()


def test_an_encrypted_form_with_a_foreign_referrer_is_refused(strict_client):
    response = strict_client.post("/", {}, headers={"referer": "https://elsewhere.example/"}, secure=True)
    assert response.status_code == 403


def test_a_colleague_who_is_logged_in_is_protected_when_the_browser_says_nothing(strict_client):
    strict_client.cookies["sessionid"] = "a1" * 16
    assert strict_client.post("/", {}).status_code == 403


def test_the_admin_keeps_djangos_own_token(strict_client):
    response = strict_client.post(
        "/admin/login/", {"username": "a", "password": "b"}, headers={"origin": "http://testserver"}
    )
    assert response.status_code == 403
