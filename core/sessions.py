"""Sessions of staff; readers have none."""

import re

from django.conf import settings
from django.contrib.sessions import middleware

KEY = re.compile(r"[a-z0-9]{32}")


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's, without cookies that cannot be the key of a session.

    Such a cookie may hold what the database refuses to look for (PostgreSQL: a NUL), and then no page would show.
    """

    def process_request(self, request):
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if key is not None and not KEY.fullmatch(key):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        super().process_request(request)
