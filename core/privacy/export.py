"""Everything that is held about a person, as one file: for programs (JSON), or to read (HTML).

Source: GDPR, articles 15(3) and 20(1): a copy, in a common format that a program can read.
"""

import json
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from core.models import SiteSettings
from core.privacy.registry import Holding, Record, every_holding

# The page brings its own style and nothing else.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'"
KINDS = ("json", "html")


def everything(email: str) -> list[tuple[Holding, list[Record]]]:
    """Return each kind of data with the records about ``email``; those without any are left out."""
    found = [(holding, holding.export(email)) for holding in every_holding()]
    return [(holding, records) for holding, records in found if records]


def as_json(email: str) -> str:
    """Return what is held about ``email`` as JSON."""
    data: dict[str, Any] = {
        "about": email,
        "on": timezone.now().isoformat(timespec="seconds"),
        "held": [
            {
                "name": holding.name,
                "title": holding.title,
                "what": holding.what,
                "why": holding.why,
                "ground": holding.ground,
                "kept": {period.what: str(period) for period in holding.periods},
                "records": [
                    {
                        "title": record.title,
                        "values": [{"label": label, "value": value} for label, value in record.rows],
                    }
                    for record in records
                ],
            }
            for holding, records in everything(email)
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def as_html(email: str) -> str:
    """Return what is held about ``email`` as a page that needs nothing else, also when it is opened from a disk."""
    context = {
        "email": email,
        "held": everything(email),
        "now": timezone.now(),
        "site_settings": SiteSettings.for_default_site(),
    }
    return render_to_string("core/privacy/export.html", context)


def response(email: str, kind: str) -> HttpResponse:
    """Return what is held about ``email`` as a file of this ``kind``. Its name says nothing about whose it is."""
    content, media_type = (as_json(email), "application/json") if kind == "json" else (as_html(email), "text/html")
    answer = HttpResponse(content, content_type=f"{media_type}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="my-data-{timezone.localdate():%Y-%m-%d}.{kind}"'
    answer["Content-Security-Policy"] = POLICY
    answer["Cache-Control"] = "no-store, private"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
