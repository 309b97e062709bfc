"""A server that others can reach. Refuses to start, with one line for each fault, until it is safe."""

from email.utils import parseaddr
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from website.settings.base import *  # noqa: F403
from website.settings.base import ALLOWED_HOSTS, ANYMAIL, DATABASES, MIDDLEWARE, SQLITE_OPTIONS, STORAGES, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
# The web server that speaks HTTPS and sets X-Forwarded-Proto is one.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1)
MAIL = env.dj_email_url("EMAIL_URL", default="smtp://localhost:25")
# A mail service that is asked over HTTPS and reports bounces, in place of EMAIL_URL.
SERVICE = env.str("EMAIL_BACKEND", default="")
# What each service cannot do without. Others that django-anymail knows need packages that are not installed here.
KEYS_OF_SERVICE = {
    "brevo": ["BREVO_API_KEY"],
    "mailersend": ["MAILERSEND_API_TOKEN", "MAILERSEND_SIGNING_SECRET"],
    "mailgun": ["MAILGUN_API_KEY", "MAILGUN_WEBHOOK_SIGNING_KEY"],
    "mailjet": ["MAILJET_API_KEY", "MAILJET_SECRET_KEY"],
    "mailtrap": ["MAILTRAP_API_TOKEN"],
    "postmark": ["POSTMARK_SERVER_TOKEN"],
    "sparkpost": ["SPARKPOST_API_KEY"],
}

# What limits can be counted in: one that several processes share, or the memory of each.
CACHES_KNOWN = ("redis://", "rediss://", "locmem://")


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
    if not env.str("CACHE_URL", default="locmem://").startswith(CACHES_KNOWN):
        found.append("CACHE_URL has an unknown beginning: use redis:// or rediss://, or leave it out.")
    if TRUSTED_PROXIES < 0:
        found.append("TRUSTED_PROXIES is less than nothing: say how many proxies of your own stand in front.")
    return found + faults_of_service()


def faults_of_service() -> list[str]:
    """Return what is missing of a mail service that is configured half, a sentence each."""
    if not SERVICE:
        given = ", ".join(f"ANYMAIL_{name}" for name in ANYMAIL)
        return [f"{given} is set and EMAIL_BACKEND is not: name the mail service, or remove it."] if given else []
    names = {f"anymail.backends.{name}.EmailBackend": name for name in KEYS_OF_SERVICE}
    if SERVICE not in names:
        return [f"EMAIL_BACKEND is none of these: {', '.join(names)}. For plain mail use EMAIL_URL alone."]
    found = [
        f"ANYMAIL_{key} is not set: the mail service {names[SERVICE]} needs it."
        for key in KEYS_OF_SERVICE[names[SERVICE]]
        if not ANYMAIL.get(key)
    ]
    if env.str("EMAIL_URL", default=""):
        found.append("EMAIL_URL and EMAIL_BACKEND are both set: mail can leave by one way only.")
    user, colon, password = ANYMAIL.get("WEBHOOK_SECRET", "").partition(":")
    if not (user and colon and len(password) >= 20):
        found.append(
            "ANYMAIL_WEBHOOK_SECRET is not set to a name, a colon and 20 or more random characters: without it "
            "nobody would tell us of mail that comes back."
        )
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
_place = MIDDLEWARE.index("django.middleware.security.SecurityMiddleware") + 1
MIDDLEWARE = [*MIDDLEWARE[:_place], "whitenoise.middleware.WhiteNoiseMiddleware", *MIDDLEWARE[_place:]]
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
EMAIL_BACKEND = SERVICE or MAIL["EMAIL_BACKEND"]
POST_OFFICE = {"BACKENDS": {"default": EMAIL_BACKEND}}
ANYMAIL = ANYMAIL | {"REQUESTS_TIMEOUT": 20}

if DATABASES["default"].get("OPTIONS") is SQLITE_OPTIONS:
    # To open the file, and to tidy up after the last who closes it, costs a tenth of a page.
    DATABASES["default"]["CONN_MAX_AGE"] = 60

# What is counted for limits. Without CACHE_URL each process of the web server counts for itself.
CACHES = {"default": env.dj_cache_url("CACHE_URL", default="locmem://")}
if CACHES["default"]["BACKEND"].endswith("RedisCache"):
    # A cache that does not answer must not hold up a reader, nor break a page.
    CACHES["default"]["BACKEND"] = "core.caches.RedisCache"
    CACHES["default"]["OPTIONS"] = {"socket_connect_timeout": 1, "socket_timeout": 1}
elif CACHES["default"]["BACKEND"].endswith("LocMemCache"):
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 20_000}
