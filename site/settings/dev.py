"""Development on one's own machine: what `make run` uses. Never for a server that others can reach."""

from website.settings.base import *  # noqa: F403
from website.settings.base import env

DEBUG = True
SECRET_KEY = "development-only-and-refused-by-the-production-settings"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# The Makefile hands the port on: links in mails and feeds lead to where the site is served.
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}")
DEMO_MODE = env.bool("DEMO_MODE", default=True)
# What goes to staff at once, such as the link of a forgotten password, is printed where the server runs.
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
