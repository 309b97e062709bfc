"""Development on one's own machine: what `make run` uses. Never for a server that others can reach."""

from website.settings.base import *  # noqa: F403
from website.settings.base import env

DEBUG = True
SECRET_KEY = "development-only-and-refused-by-the-production-settings"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DEMO_MODE = env.bool("DEMO_MODE", default=True)
