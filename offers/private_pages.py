"""What pages behind the links of our mails have in common: not cached, not searched, not pressed by programs."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from core import limits
from offers.models import GuidePage

GONE = 410
TOO_MANY = 429


def private(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Keep what ``view`` answers out of caches and search engines."""

    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped


def limited(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let the button of a mail's link be pressed so often from one place, and no more; see `core.limits`."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        left = limits.wait("button", request, limits=limits.BUTTONS) if request.method == "POST" else None
        if left is None:
            return view(request, *args, **kwargs)
        response = render(request, "offers/too_often.html", {"when": limits.in_words(left)}, status=TOO_MANY)
        response["Retry-After"] = limits.retry_after(left)
        return response

    return wrapped


def unknown_link(request: HttpRequest) -> HttpResponse:
    """Answer 410, the same for a forged link and for one whose request is gone."""
    guide = GuidePage.objects.live().public().order_by("pk").first()
    return render(request, "offers/link_unknown.html", {"guide": guide}, status=GONE)
