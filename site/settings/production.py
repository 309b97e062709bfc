"""A server that others can reach. Refuses to start, with one line for each fault, until it is safe."""

from django.core.exceptions import ImproperlyConfigured

from website.settings.base import *  # noqa: F403
from website.settings.base import ALLOWED_HOSTS, MIDDLEWARE, STORAGES, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")


def faults() -> list[str]:
    """Return what makes these settings unsafe to serve with, a sentence each; empty when nothing does."""
    found = []
    if not SECRET_KEY:
        found.append("SECRET_KEY is not set: put 50 or more random characters in it.")
    elif "refused-by-the-production-settings" in SECRET_KEY or SECRET_KEY.startswith("django-insecure"):
        found.append("SECRET_KEY is a default that anyone can read: put 50 or more random characters in it.")
    elif len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
        found.append("SECRET_KEY is too short or too simple: put 50 or more random characters in it.")
    if DEBUG:
        found.append("DEBUG is on: it would show readers our code and settings. Remove it.")
    if not ALLOWED_HOSTS:
        found.append("ALLOWED_HOSTS is not set: name the host names of the site, separated by commas.")
    elif any("*" in host for host in ALLOWED_HOSTS):
        found.append("ALLOWED_HOSTS has a wildcard: name the host names of the site one by one.")
    return found


if _faults := faults():
    raise ImproperlyConfigured("The site does not start:\n" + "\n".join(f"- {fault}" for fault in _faults))

# Right after the security middleware, so that files have its headers and cost nothing more.
MIDDLEWARE = [MIDDLEWARE[0], "whitenoise.middleware.WhiteNoiseMiddleware", *MIDDLEWARE[1:]]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS]
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

globals().update(env.dj_email_url("EMAIL_URL", default="smtp://localhost:25"))
POST_OFFICE = {"MAX_RETRIES": 4, "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"}}
