"""One account for each role, for people who try the site on their own machine."""

import json
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q

from blog.models import PersonPage, ReviewerAccount
from home.roles import ROLES

ACCOUNTS_FILE = ".demo-accounts"
ADMINISTRATOR = "admin"
# Whose reviews the reviewer's account signs.
REVIEWER_PERSON = "ingrid-halvorsen"


def demo_accounts(path: Path | None = None) -> list[tuple[str, str, str]]:
    """Make the demo accounts that are missing; return each one's role, user name and password.

    Passwords are random for each installation and kept in ``path`` (in the project's folder, ignored by git, for its
    owner only). An account whose password somebody changed keeps it, and says so here.

    Raises ImproperlyConfigured outside development.
    """
    if not settings.DEBUG:
        raise ImproperlyConfigured("Demo accounts are for development only.")
    path = path or settings.BASE_DIR / ACCOUNTS_FILE
    passwords = _read(path)
    accounts = [("Administrator", ADMINISTRATOR)] + [(role.name, role.name.split()[-1].lower()) for role in ROLES]
    shown = []
    for role, username in accounts:
        password = passwords.setdefault(username, secrets.token_urlsafe(9))
        user, created = get_user_model().objects.get_or_create(
            username=username,
            defaults={
                "email": f"{username}@gut-connection.example",
                "first_name": role,
                "last_name": "(demo)",
                "is_superuser": username == ADMINISTRATOR,
            },
        )
        if created:
            user.set_password(password)
            user.save()
            user.groups.set(Group.objects.filter(name=role))
        shown.append((role, username, password if user.check_password(password) else "(changed by you)"))
    _write(path, passwords)
    _link_reviewer()
    return shown


def _read(path: Path) -> dict[str, str]:
    try:
        return json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}


def _write(path: Path, passwords: dict[str, str]) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(passwords, file, indent=2)


def _link_reviewer() -> None:
    reviewer = get_user_model().objects.get(username="reviewer")
    person = PersonPage.objects.filter(slug=REVIEWER_PERSON).first()
    if person and not ReviewerAccount.objects.filter(Q(account=reviewer) | Q(person=person)).exists():
        ReviewerAccount.objects.create(account=reviewer, person=person)
