"""The settings of tests, for a process of its own that sends mail to a server on this machine."""

import os

from website.settings.test import *  # type: ignore[import-not-found]  # noqa: F403

EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ["SMTP_PORT"])
EMAIL_TIMEOUT = 20
POST_OFFICE = {"BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"}}
