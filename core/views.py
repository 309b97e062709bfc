"""Views that belong to no page: health, and the answers when something is wrong."""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache

logger = logging.getLogger(__name__)


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200: the process is up. Touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers and has every migration, else 503 with one word why."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        logger.exception("The database does not answer")
        return HttpResponse("database\n", status=503, content_type="text/plain")
    if waiting:
        return HttpResponse("migrations\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, or 413 with a way out when somebody pasted more than a form takes. Asks for no context either."""
    if not isinstance(exception, RequestDataTooBig):
        return HttpResponse(render_to_string("400.html"), status=400)
    limit = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) / 1024 / 1024
    return HttpResponse(render_to_string("400.html", {"megabytes": limit}), status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 from a template that needs no database, no settings and no context."""
    return HttpResponse(render_to_string("500.html"), status=500)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403: the form came from another website, or its token is too old."""
    return render(request, "403_form.html", status=403)
