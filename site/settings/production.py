"""A server that others can reach. Refuses to start, with one line for each fault, until it is safe."""

from email.utils import parseaddr
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from website.settings.base import *  # noqa: F403
from website.settings.base import ALLOWED_HOSTS, MIDDLEWARE, STORAGES, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
MAIL = env.dj_email_url("EMAIL_URL", default="smtp://localhost:25")


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
    # To Django a dot in front means the name itself and every name below it.
    elif any("*" in host or host.startswith(".") for host in ALLOWED_HOSTS):
        found.append("ALLOWED_HOSTS has a wildcard: name the host names of the site one by one.")
    base_url = env.str("BASE_URL", default="")
    if not base_url:
        found.append("BASE_URL is not set: links in mails need the site's address, such as https://www.example.org.")
    elif not _is_https(base_url):
        found.append("BASE_URL is not an https:// address: links in mails hold secrets.")
    if not env.str("DATABASE_URL", default=""):
        found.append("DATABASE_URL is not set: say where the data lives, also if that is a SQLite file.")
    sender = parseaddr(env.str("DEFAULT_FROM_EMAIL", default=""))[1]
    if not sender:
        found.append("DEFAULT_FROM_EMAIL is not set: put the address in it that mail from the site comes from.")
    elif sender.lower().endswith(".example"):
        found.append("DEFAULT_FROM_EMAIL is the demo's: put an address in it that can get answers.")
    if "EMAIL_BACKEND" not in MAIL:
        found.append("EMAIL_URL has an unknown beginning: use submission:// (encrypted) or smtp://.")
    return found


def _is_https(address: str) -> bool:
    """Tell whether this is a whole address that begins with https://."""
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname)
    except ValueError:
        return False


if _faults := faults():
    raise ImproperlyConfigured("The site does not start:\n" + "\n".join(f"- {fault}" for fault in _faults))

# Right after the security middleware, so that files have its headers and cost nothing more.
MIDDLEWARE = [*MIDDLEWARE[:2], "whitenoise.middleware.WhiteNoiseMiddleware", *MIDDLEWARE[2:]]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

# Mail to staff leaves at once, while somebody waits for the page: a mail server that is silent must not hold it up.
globals().update(MAIL | {"EMAIL_TIMEOUT": MAIL["EMAIL_TIMEOUT"] or 20})
POST_OFFICE = {"MAX_RETRIES": 4, "BACKENDS": {"default": MAIL.get("EMAIL_BACKEND")}}
