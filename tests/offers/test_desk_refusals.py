"""Requests are for Fulfilment. Everybody else meets Wagtail's refusal, whatever address they type."""

import pytest
from django.urls import reverse

from home.roles import set_up_roles
from offers.handoff import batches, returns
from offers.models import Batch, PartnerTask, ReturnFile
from tests.factories.core import UserFactory
from tests.factories.offers import GuideRequestFactory
from tests.offers.desk import State, asked


@pytest.fixture
def addresses(trial, guide):
    """Every address of the desk, and whether it takes a form."""
    set_up_roles()
    fulfilment = UserFactory(role="Fulfilment")
    asked(trial, State.APPROVED)
    batch = batches.prepare(trial, by=fulfilment)
    request, reader = asked(trial), GuideRequestFactory(guide=guide)
    file = returns.upload(b"request_id,status,date\nX,sent,2020-01-01\n", filename="x.csv", user=fulfilment)
    task = PartnerTask.objects.create(reference="7KQ2M9XD")
    lists = [
        f"/admin/{name}/{rest}"
        for name in ("guide_requests", "trial_requests")
        for rest in ("", "results/", "view/mail-failing/", "view/mail-failing/results/", "?export=csv", "?export=xlsx")
    ]
    return [
        *lists,
        f"/admin/guide_requests/inspect/{reader.pk}/",
        *(f"/admin/guide_requests/inspect/{reader.pk}/{action}/" for action in ("resend", "erase")),
        f"/admin/trial_requests/inspect/{request.pk}/",
        *(
            f"/admin/trial_requests/inspect/{request.pk}/{action}/"
            for action in ("approve", "decline", "release", "resend", "erase")
        ),
        *(
            f"/admin/bulk/offers/trialrequest/{action}/?id={request.pk}&next=/admin/"
            for action in ("approve", "decline", "release", "resend")
        ),
        f"/admin/bulk/offers/guiderequest/resend/?id={reader.pk}&next=/admin/",
        "/admin/batches/",
        "/admin/batches/results/",
        "/admin/batches/prepare/",
        *(f"/admin/batches/{batch.pk}/{rest}" for rest in ("", "file/", "sent/")),
        "/admin/return_files/",
        *(f"/admin/return_files/{file.pk}/{rest}" for rest in ("", "done/")),
        "/admin/partner_tasks/",
        "/admin/partner_tasks/results/",
        f"/admin/partner_tasks/{task.pk}/done/",
        "/admin/samples/",
        reverse("trial_supply", args=[trial.pk]),
    ]


@pytest.mark.parametrize("role", ["Writer", "Editor", "Moderator", "Medical reviewer"])
def test_others_are_refused_at_every_address(client, addresses, trial, role):
    client.force_login(UserFactory(role=role))
    samples = addresses[-2:]
    for address in addresses:
        if role == "Editor" and address in samples:
            assert client.get(address).status_code == 200
            continue
        for send in (client.get, client.post):
            response = send(address)
            assert (response.status_code, response.headers.get("Location")) == (302, "/admin/"), address
    assert not trial.requests.exclude(state__in=(State.EXPORTED, State.RESERVED)).exists()
    assert Batch.objects.get().sent_at is None and not ReturnFile.objects.exclude(applied_at=None).exists()
    home = client.get("/admin/").content.decode()
    assert "/admin/trial_requests/" not in home and "/admin/batches/" not in home
    assert ("/admin/samples/" in home) == (role == "Editor")


def test_nobody_without_an_account_gets_further_than_the_door(client, addresses):
    for address in addresses:
        assert client.get(address)["Location"].startswith("/admin/login/"), address


def test_fulfilment_opens_every_address_and_no_look_changes_anything(client, addresses, trial):
    client.force_login(UserFactory(role="Fulfilment"))
    states = list(trial.requests.order_by("pk").values_list("state", flat=True))
    for address in addresses:
        # What another colleague uploaded is nobody's business.
        somebody_elses = "/return_files/" in address and address != "/admin/return_files/"
        assert client.get(address).status_code == (404 if somebody_elses else 200), address
    assert list(trial.requests.order_by("pk").values_list("state", flat=True)) == states
    assert Batch.objects.get().sent_at is None
    assert PartnerTask.objects.get().done_at is None
    assert ReturnFile.objects.get().applied_at is None


def test_a_number_that_no_database_holds_is_not_found(client, addresses):
    client.force_login(UserFactory(role="Fulfilment"))
    huge = "9" * 30
    for address in (
        *(f"/admin/{name}_requests/inspect/{huge}/{rest}" for name in ("guide", "trial") for rest in ("", "resend/")),
        *(f"/admin/batches/{huge}/{rest}" for rest in ("", "file/", "sent/")),
        f"/admin/return_files/{huge}/",
        f"/admin/partner_tasks/{huge}/done/",
        f"/admin/samples/{huge}/",
    ):
        assert client.get(address).status_code == 404, address
        assert client.post(address).status_code in (404, 405), address
