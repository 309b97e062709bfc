from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.models import SiteSettings


def site_frame(request: HttpRequest) -> dict[str, Any]:
    """Give every template ``site_settings`` (loaded when first used) and ``demo_mode``."""
    return {
        "site_settings": SimpleLazyObject(lambda: SiteSettings.for_request(request)),
        "demo_mode": settings.DEMO_MODE,
    }
