"""The test suite: SQLite, or PostgreSQL by DATABASE_URL."""

import tempfile
from pathlib import Path

from website.settings.base import *  # noqa: F403

SECRET_KEY = "tests-only-and-refused-by-the-production-settings"  # noqa: S105
ALLOWED_HOSTS = ["*"]
DEMO_MODE = True
FORM_MINIMUM_SECONDS = 0
# Tests look at pages that they have just changed, in transactions that are never committed.
PAGE_CACHE = False
# Made when something is stored, which only a test does, and each run has a folder of its own: tests/conftest.py.
MEDIA_ROOT = Path(tempfile.gettempdir()) / "gut-connection-test-media"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
POST_OFFICE = {"BACKENDS": {"default": "django.core.mail.backends.locmem.EmailBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
