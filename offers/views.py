"""Where links in mails lead, and the way out to a partner.

A GET shows and a POST acts, because mail programs open links by themselves.
"""

import logging
from collections.abc import Callable
from functools import wraps

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from offers import guide_requests, newsletter, trial_requests
from offers.models import (
    GuideConfirmation,
    GuidePage,
    OutboundClicks,
    OutboundLink,
    Standing,
    TrialConfirmation,
)
from offers.requests import find_confirmation

logger = logging.getLogger(__name__)

GONE = 410


def _private(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Keep what ``view`` answers out of caches and search engines."""

    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped


@_private
@require_safe
def out(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to a partner's website and count the click; 404 for an address that nobody registered.

    The target comes from the database alone, so nothing in the request can lead anywhere else.
    """
    link = get_object_or_404(OutboundLink, slug=slug)
    if request.method == "GET":
        OutboundClicks.add_one(link)
    return HttpResponseRedirect(link.url)


@_private
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_request(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button that confirms a request; on POST confirm it."""
    link = find_confirmation(token)
    if link is None:
        return _unknown_link(request)
    if request.method == "POST" and link.standing is Standing.OPEN:
        if isinstance(link, GuideConfirmation):
            if download_token := guide_requests.confirm(link):
                return redirect("guide_download", token=download_token)
        elif trial_requests.confirm(link):
            return redirect("confirm_request", token=token)
        # Somebody was faster by a moment, or the link has just run out.
        link = find_confirmation(token)
        if link is None:
            return _unknown_link(request)
    return _show_confirmation(request, link)


def _show_confirmation(request: HttpRequest, link: GuideConfirmation | TrialConfirmation) -> HttpResponse:
    if isinstance(link, GuideConfirmation):
        kind, offer = "guide", link.request.guide
    else:
        kind, offer = "trial", link.request.trial
    return render(
        request,
        f"offers/{kind}_confirm_{link.standing.value}.html",
        {"offer": offer if offer and offer.live else None},
        status=GONE if link.standing is Standing.EXPIRED else 200,
    )


@_private
@require_http_methods(["GET", "HEAD", "POST"])
def guide_download(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button that downloads the guide; once the link has run out, offer a new one, sent on POST."""
    download = guide_requests.find_download(token)
    if download is None:
        return _unknown_link(request)
    if request.method == "POST":
        guide_requests.send_new_link(download)
        return redirect("new_link_sent")
    if not download.works:
        return render(request, "offers/guide_download_expired.html", status=GONE)
    return render(request, "offers/guide_download.html", {"download": download, "token": token})


@_private
@require_safe
def guide_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """Send the guide itself, as a file to keep."""
    download = guide_requests.find_download(token)
    if download is None:
        return _unknown_link(request)
    document = download.document
    if document is None or not download.works:
        return redirect("guide_download", token=token)
    try:
        file = document.file.open("rb")
    except OSError:
        logger.exception("The file of document %s cannot be read", document.pk)
        return render(request, "offers/guide_download_failed.html", status=503)
    if request.method == "GET" and not guide_requests.count_download(download):
        file.close()
        return redirect("guide_download", token=token)
    response = FileResponse(file, as_attachment=True, filename=download.filename)
    response["Content-Security-Policy"] = "default-src 'none'"
    return response


@_private
@require_safe
def new_link_sent(request: HttpRequest) -> HttpResponse:
    """Say that a new link is on its way. The same for everybody, and whether or not one was sent."""
    return render(request, "offers/new_link_sent.html")


@_private
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button that stops the news; on POST stop them."""
    consent = newsletter.find_consent(token)
    if consent is None:
        return _unknown_link(request)
    done = request.method == "POST"
    if done:
        newsletter.unsubscribe(consent)
    return render(request, "offers/unsubscribe.html", {"done": done, "consent": consent})


def _unknown_link(request: HttpRequest) -> HttpResponse:
    """Answer 410, the same for a forged link and for one whose request is gone."""
    guide = GuidePage.objects.live().public().order_by("pk").first()
    return render(request, "offers/link_unknown.html", {"guide": guide}, status=GONE)
