"""Who may send a form, and the answer to those who ask whether the process is up."""

from django.conf import settings
from django.middleware.csrf import CsrfViewMiddleware, RejectRequest
from django.urls import reverse

from core.views import healthz

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")


class FormProtectionMiddleware(CsrfViewMiddleware):
    """Django's form token for staff; a check of where the form came from for readers.

    Public pages set no cookie and are the same for everybody, so they cannot hold a token of one's own. Their forms
    act for nobody who is logged in: what remains to refuse is a form that stands on another website.
    """

    def process_view(self, request, callback, callback_args, callback_kwargs):
        if request.path.startswith((reverse("wagtailadmin_home"), "/_util/")):
            return super().process_view(request, callback, callback_args, callback_kwargs)
        # A view says so itself where a program of others posts: a mail program that unsubscribes its reader.
        by_others = getattr(callback, "csrf_exempt", False)
        if request.method not in SAFE_METHODS and not by_others and not self._from_here(request):
            return self._reject(request, "The form stands on another website.")  # type: ignore[attr-defined]
        return self._accept(request)  # type: ignore[attr-defined]

    def _from_here(self, request) -> bool:
        if "HTTP_ORIGIN" in request.META:
            return self._origin_verified(request)  # type: ignore[attr-defined]
        if site := request.META.get("HTTP_SEC_FETCH_SITE"):
            return site in ("same-origin", "none")
        if "HTTP_REFERER" in request.META and request.is_secure():
            try:
                self._check_referer(request)  # type: ignore[attr-defined]
            except RejectRequest:
                return False
            return True
        return settings.SESSION_COOKIE_NAME not in request.COOKIES


class HealthMiddleware:
    """Answers ``/healthz`` before anything else, so that a probe needs no right host name, no HTTPS, no database."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return healthz(request) if request.path == "/healthz" else self.get_response(request)
