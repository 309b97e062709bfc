"""The test suite: SQLite, or PostgreSQL by DATABASE_URL."""

import tempfile
from pathlib import Path

from website.settings.base import *  # noqa: F403

SECRET_KEY = "tests-only-and-refused-by-the-production-settings"  # noqa: S105
ALLOWED_HOSTS = ["*"]
DEMO_MODE = True
FORM_MINIMUM_SECONDS = 0
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="site-test-media-"))
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
POST_OFFICE = {"BACKENDS": {"default": "django.core.mail.backends.locmem.EmailBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
