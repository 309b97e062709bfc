"""What a web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from website import read_environment

read_environment()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "website.settings.production")
application = get_wsgi_application()
