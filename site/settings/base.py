"""What every environment shares. Each variable read here is explained in ``.env.example``."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from environs import Env

from website import read_environment

BASE_DIR = Path(__file__).resolve().parents[2]

# Again, for what does not start by manage.py or wsgi.py.
read_environment()
env = Env()

DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])

INSTALLED_APPS = [
    "home",
    "blog",
    "offers",
    "core",
    # For its form builder alone: what readers send is stored by `offers`.
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "post_office",
    "anymail",
    "django_tasks_db",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "core.middleware.HealthMiddleware",
    # Outside of what keeps pages, so that a page that was kept is counted, too.
    "offers.performance.visits.CountVisitsMiddleware",
    # Outside of the rest, so that a page that was kept costs nothing more and has all its headers.
    "core.page_cache.middleware.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.sessions.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "offers.partner_links.PartnerLinksMiddleware",
    "core.middleware.FormProtectionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.publishing.refusal.PublishRefusedMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.removal.StillNeededMiddleware",
    "core.removal.RemovedMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "website.urls"
WSGI_APPLICATION = "website.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.site_frame",
            ],
            "builtins": ["core.templatetags.core_tags", "wagtail.images.templatetags.wagtailimages_tags"],
        },
    },
]

# Measured with six writing processes: with all three set no write fails, and each write is faster.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}

DATABASES = {"default": env.dj_db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
    # Seconds, and milliseconds: a database whose machine is gone must not hold up readers of pages that are kept.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "tcp_user_timeout": 10_000,
        **DATABASES["default"].get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("TIME_ZONE", default="Europe/London")
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=BASE_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# The admin's editor posts one field for each part of each block.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Cookies belong to staff: the public pages set none. A link out of the site does not tell which page it stood on.
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CSRF_FAILURE_VIEW = "core.views.form_refused"
SILENCED_SYSTEM_CHECKS = [
    "security.W003",  # core.middleware.FormProtectionMiddleware is Django's, by another name
    "security.W019",  # the admin shows previews of pages in a frame of its own
]

# The public pages run no inline script or style and ask no other host for anything, until a reader starts a video
# (core.videos). The admin needs inline ones.
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-src": ["https://www.youtube-nocookie.com", "https://player.vimeo.com"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}

WAGTAIL_SITE_NAME = "The Gut Connection"
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")
WAGTAILIMAGES_IMAGE_MODEL = "core.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.images.SiteImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"avif": "avif", "webp": "webp"}
# A third less to load than with Wagtail's 80, and our drawings and photographs look the same.
WAGTAILIMAGES_WEBP_QUALITY = 65
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "rtf", "txt", "xlsx"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "english"}}
# Days for which it is kept how often something was looked for.
WAGTAILSEARCH_HITS_MAX_AGE = 90
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English")]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False

# Mail waits in the database until a worker or housekeeping sends it (core.mail), which knows when to try again.
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="The Gut Connection <hello@gut-connection.example>")
POST_OFFICE = {"BACKENDS": {"default": "django.core.mail.backends.dummy.EmailBackend"}}

# The keys of a mail service, for django-anymail: ANYMAIL_POSTMARK_SERVER_TOKEN is its POSTMARK_SERVER_TOKEN.
ANYMAIL: dict[str, str] = {
    name.removeprefix("ANYMAIL_"): value.strip()
    for name, value in os.environ.items()
    if name.startswith("ANYMAIL_") and value.strip()
}

# Wagtail's own tasks keep the search up to date; they run at once, so that a page is found as soon as it is published.
# Ours wait in the database for `manage.py db_worker`.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# Fingerprints of readers' addresses are made with it. A key of its own, so that SECRET_KEY can be changed without
# losing what they are compared with.
FINGERPRINT_KEY = env.str("FINGERPRINT_KEY", default="")

# A demo says on every page that it is one, and may publish "to be supplied by the partner".
DEMO_MODE = env.bool("DEMO_MODE", default=False)
# A form sent sooner than this after its page was opened was not filled in by a person.
FORM_MINIMUM_SECONDS = 2
# Whether finished pages are kept for readers who are not logged in (core.page_cache).
PAGE_CACHE = env.bool("PAGE_CACHE", default=True)
# How many of our own proxies stand in front: each adds an entry to X-Forwarded-For (core.limits).
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "filters": {"mask_secrets": {"()": "core.logs.MaskSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["mask_secrets"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # Every save queues several tasks, and each would write two lines.
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        "post_office": {"level": "WARNING"},
    },
}
