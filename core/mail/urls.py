"""Where the mail service reports what became of mails. There is no such address until a service is configured."""

from anymail.urls import urlpatterns as every_service
from django.conf import settings
from django.urls import URLPattern, path

# anymail.backends.<service>.EmailBackend
BACKEND = "anymail.backends."


def service_of(backend: str) -> str:
    """Return the name of the mail service that ``backend`` hands mails to; empty for plain SMTP."""
    return backend.removeprefix(BACKEND).partition(".")[0] if backend.startswith(BACKEND) else ""


def webhook_patterns() -> list[URLPattern]:
    """Return the one address for the configured service, protected by the secret; none without both."""
    service = service_of(settings.EMAIL_BACKEND)
    if not service or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        return []
    wanted = f"{service}/tracking/"
    return [
        path(f"mail-events/{wanted}", pattern.callback, name="mail_events")
        for pattern in every_service
        if str(pattern.pattern) == wanted
    ]
