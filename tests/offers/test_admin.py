import pytest
from django.contrib.auth.models import Permission
from django.urls import NoReverseMatch, reverse

from offers.models import GuideRequest, TrialRequest
from tests.factories.core import UserFactory
from tests.factories.offers import GuideRequestFactory, TrialRequestFactory
from tests.helpers.private_search import sealed

LISTS = {"guide_requests": "view_guiderequest", "trial_requests": "view_trialrequest"}


def colleague(client, *codenames, **more):
    """Log somebody in who may enter the admin and has these rights."""
    user = UserFactory(**more)
    user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", *codenames]))
    client.force_login(user)
    return user


@pytest.fixture
def request_of(guide, trial):
    """A request on each list, by the name of the list."""
    asked = GuideRequestFactory(guide=guide, email="rosa@example.org", first_name="<Rosa>")
    posted = TrialRequestFactory(trial=trial, email="rosa@example.org", full_name="<Rosa>")
    for request in (asked, posted):
        request.events.create(kind="asked")
    return {"guide_requests": asked, "trial_requests": posted}


def html_of(response):
    return response.content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_who_may_view_requests_finds_them(client, request_of, name):
    colleague(client, LISTS[name])
    response = client.get(f"/admin/{name}/")
    assert response.status_code == 200
    assert "rosa@example.org" in html_of(response)
    assert "Waiting for confirmation" in html_of(response)
    assert f"/admin/{name}/" in html_of(client.get("/admin/"))


@pytest.mark.parametrize("name", LISTS)
def test_a_request_shows_its_history(client, request_of, name):
    colleague(client, LISTS[name])
    html = html_of(client.get(f"/admin/{name}/inspect/{request_of[name].pk}/"))
    assert "&lt;Rosa&gt;" in html
    assert "<Rosa>" not in html
    assert "Asked, confirmation mail queued" in html


@pytest.mark.parametrize("name", LISTS)
def test_others_see_neither_list_nor_menu(client, request_of, name):
    other = next(codename for listed, codename in LISTS.items() if listed != name)
    colleague(client, other)
    for path in (
        f"/admin/{name}/",
        f"/admin/{name}/results/",
        f"/admin/{name}/inspect/{request_of[name].pk}/",
    ):
        response = client.get(path)
        assert response.status_code == 302
        assert response["Location"] == "/admin/"
    assert f"/admin/{name}/" not in html_of(client.get("/admin/"))


@pytest.mark.parametrize("name", LISTS)
def test_nobody_changes_a_request_by_hand(client, request_of, name):
    colleague(client, is_superuser=True)
    html = html_of(client.get(f"/admin/{name}/"))
    pk = request_of[name].pk
    for action in ("edit", "delete", "copy", "new"):
        assert f"/admin/{name}/{action}/" not in html
        for path in (f"/admin/{name}/{action}/", f"/admin/{name}/{action}/{pk}/"):
            assert client.post(path).status_code == 404
        with pytest.raises(NoReverseMatch):
            reverse(f"{name}:{action}", args=[pk])


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "query", ["q=rosa", "q=%22", "q=%25", "q=nobody", "state=nonsense", "p=abc", "ordering=x", "p=0"]
)
def test_odd_searches_and_filters_get_an_answer(client, request_of, name, query):
    colleague(client, LISTS[name])
    assert client.get(f"/admin/{name}/?{sealed(query)}").status_code == 200


def test_a_list_finds_by_name(client, request_of):
    TrialRequestFactory(trial=request_of["trial_requests"].trial, full_name="Tom", email="tom@example.org")
    colleague(client, "view_trialrequest")
    html = html_of(client.get(f"/admin/trial_requests/?{sealed('q=tom@')}"))
    assert "tom@example.org" in html
    assert "rosa@example.org" not in html


def test_the_rights_that_can_be_given_are_to_view_and_to_look_after_requests(client, db):
    colleague(client, is_superuser=True)
    html = html_of(client.get(reverse("wagtailusers_groups:add")))
    for model in (GuideRequest, TrialRequest):
        rights = {
            right: Permission.objects.get(codename=f"{right}_{model._meta.model_name}").pk
            for right in ("view", "handle", "export", "erase", "change", "delete")
        }
        given = {right for right, pk in rights.items() if f'value="{pk}"' in html}
        assert given == {"view", "handle", "export", "erase"}
