"""Colleagues and requests for the tests of the desk."""

from typing import Any

from django.contrib.auth.models import Permission
from django.test import Client

from core.models import User
from offers.models import TrialRequest
from tests.factories.core import UserFactory
from tests.factories.offers import TrialRequestFactory

State = TrialRequest.State
RIGHTS = (
    *(f"{right}_{kind}request" for right in ("view", "handle", "export", "erase") for kind in ("guide", "trial")),
    "change_trialsupply",
    "change_partnertask",
    "view_email",
)


def colleague(client: Client, *codenames: str, **more: Any) -> User:
    """Log somebody in who may enter the admin and has these rights; without any, those of Fulfilment."""
    user: User = UserFactory.create(**more)
    names = ["access_admin", *(codenames or RIGHTS)]
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return user


def asked(trial: Any, state: str = State.RESERVED, **more: Any) -> TrialRequest:
    """Return a request for the sample in this state."""
    request: TrialRequest = TrialRequestFactory.create(trial=trial, state=state, **more)
    return request


def html_of(response: Any) -> str:
    """Return the page as text, once it was shown."""
    assert response.status_code == 200
    return str(response.content.decode())


def said(response: Any) -> str:
    """Return the messages that the next page shows."""
    return " ".join(" ".join(str(message) for message in response.context["messages"]).split())
