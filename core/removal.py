"""Remembers which pages were removed on purpose, says so at their addresses, and which may not be removed."""

from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from wagtail.admin import messages
from wagtail.models import Page

from core.models.removed import LONGEST_PATH, RemovedAddress, normal_path

# So many of the records that need a page are named.
NAMED = 5


def remember_removed(sender, instance: Page, **kwargs) -> None:
    """Keep the address of a page that is about to be deleted. Receives Django's ``pre_delete``.

    Only of a page that anybody could have read: the others never had an address that somebody knows.
    """
    if instance.first_published_at is None or instance.get_view_restrictions().exists():
        return
    parts = instance.get_url_parts()
    path = normal_path(parts[2]) if parts and parts[2] else ""
    if path and len(path) <= LONGEST_PATH:
        RemovedAddress.objects.update_or_create(path=path, defaults={"title": instance.title})


def forget_removed(sender, instance: Page, **kwargs) -> None:
    """Forget that a page was removed once there is a page again. Receives Wagtail's ``page_published``."""
    parts = instance.get_url_parts()
    if parts and parts[2]:
        RemovedAddress.objects.filter(path=normal_path(parts[2])).delete()


class RemovedMiddleware:
    """Answers 410 instead of 404 for a removed page. Stands outside of redirects, which come first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or not (path := normal_path(request.path)):
            return response
        removed = RemovedAddress.objects.filter(path=path).first()
        return render(request, "410.html", {"removed": removed}, status=410) if removed else response


class StillNeededMiddleware:
    """Says why something is not deleted, where Wagtail does not ask: its views of pages expect no refusal.

    They delete in one transaction, so nothing is lost by then.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lead back to where a colleague confirmed the deletion, with the records that stand against it on top."""
        if not isinstance(exception, ProtectedError):
            return None
        names = sorted(f"{record._meta.verbose_name} “{record}”" for record in exception.protected_objects)
        more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
        messages.error(request, f"Not deleted. Still needed by: {get_text_list([*names[:NAMED], *more], 'and')}.")
        return redirect(request.get_full_path())
