"""A moderator at work, for the tests of comments."""

from typing import Any

from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client

from blog.models import Comment
from core.models import User
from tests.factories.core import UserFactory

MODERATE = ("access_admin", "view_comment", "change_comment")


def moderator(client: Client | None = None, **more: Any) -> User:
    """Return a colleague who may decide on comments; signed in when there is a ``client``."""
    user: User = UserFactory.create(**more)
    user.user_permissions.add(*Permission.objects.filter(codename__in=MODERATE))
    if client:
        client.force_login(user)
    return user


def decide(client: Client, comment: Comment, verb: str, seen: str = "waiting", **more: Any) -> Any:
    """Press the button ``verb`` on the page of ``comment``, as it was when it was in the state ``seen``."""
    return client.post(f"/admin/comments/{comment.pk}/decide/", {"verb": verb, "seen": seen} | more, follow=True)


def page_of(response: Any) -> BeautifulSoup:
    """Return the page, once it was shown."""
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def said(response: Any) -> str:
    """Return what the page says has happened."""
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(" ".join(line.get_text() for line in page.select(".messages li")).split())


def listed(client: Client, address: str = "/admin/comments/") -> list[str]:
    """Return the first words of the comments of a list, in its order."""
    return [line.get_text() for line in page_of(client.get(address)).select(".moderation-start")]
