"""What the pages of moderators share."""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse_lazy
from wagtail.admin import messages
from wagtail.permission_policies import ModelPermissionPolicy

from blog.models.moderation import ModeratorChoice
from core.viewsets import GuardedPage

MODERATE = "blog.change_comment"


class ModeratorPolicy(ModelPermissionPolicy):
    """Who may change comments sees them and decides. Nobody writes a reader's comment, or changes its words."""

    def user_has_permission(self, user, action):
        return action in ("view", "change") and super().user_has_permission(user, "change")

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)


class ModeratorPage(GuardedPage):
    """A page for those who decide on comments."""

    permission = MODERATE
    header_icon = "comment"
    parent = ("Comments", reverse_lazy("comments:index"))


def choice_of(user: Any) -> ModeratorChoice:
    """Return what ``user`` chose, or what everybody begins with; not stored by this."""
    return ModeratorChoice.objects.filter(user=user).first() or ModeratorChoice(user=user)


def say_done(request: HttpRequest, words: str, *, decisions: list[int], tab: str = "") -> None:
    """Show ``words`` on the next page, with a button that undoes ``decisions``, if there are any.

    Undoing changes something, so it is a form and no link.
    """
    if not decisions:
        messages.success(request, words)
        return
    context = {"words": words, "decisions": ",".join(map(str, decisions)), "tab": tab, "csrf_token": get_token(request)}
    messages.success(request, render_to_string("blog/admin/moderation/done.html", context))
