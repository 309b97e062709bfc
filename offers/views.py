"""Where links in mails lead, and the way out to a partner.

A GET shows and a POST acts, because mail programs open links by themselves.
"""

import logging

from django.db import DatabaseError, transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from core.mail.marketing import holds
from offers import newsletter
from offers.models import (
    GuideConfirmation,
    OutboundClicks,
    OutboundLink,
    Standing,
    TrialRequest,
)
from offers.performance.visits import is_by_reader
from offers.private_pages import GONE, limited, private, unknown_link
from offers.requests import guide_requests, trial_links, trial_requests
from offers.requests.links import AnyLink, agree, find_confirmation
from offers.requests.machine import Kind
from offers.requests.trial_machine import TRIAL

logger = logging.getLogger(__name__)


@private
@require_safe
def out(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to a partner's website and count the click; 410 for a link taken out of use, 404 for what nobody registered.

    The target comes from the database alone, so nothing in the request can lead anywhere else.
    """
    link = get_object_or_404(OutboundLink.objects.select_related("partner"), slug=slug)
    if not link.works:
        product = link.partner.product_pages.live().public().order_by("pk").first()
        return render(request, "offers/out_closed.html", {"link": link, "product": product}, status=GONE)
    if request.method == "GET" and is_by_reader(request):
        _count(link)
    return HttpResponseRedirect(link.url)


def _count(link: OutboundLink) -> None:
    # A click that cannot be counted keeps nobody here, and leaves a transaction around it in order.
    try:
        with transaction.atomic():
            OutboundClicks.add_one(link)
    except DatabaseError:
        logger.exception("A click on the link %s could not be counted", link.slug)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def confirm_request(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button that confirms a request, or news for an address confirmed before; on POST confirm it."""
    link = find_confirmation(token)
    if link and request.method == "POST" and link.standing is Standing.OPEN:
        if done := _press(link, token):
            return done
        # Somebody was faster by a moment, or the link has just run out.
        link = find_confirmation(token)
    return _show_confirmation(request, link) if link else unknown_link(request)


def _press(link: AnyLink, token: str) -> HttpResponse | None:
    if link.request.confirmed_at:
        return redirect("agreed") if agree(link) else None
    if isinstance(link, GuideConfirmation):
        download_token = guide_requests.confirm(link)
        return redirect("guide_download", token=download_token) if download_token else None
    return redirect("confirm_request", token=token) if trial_requests.confirm(link) else None


def _show_confirmation(request: HttpRequest, link: AnyLink) -> HttpResponse:
    offer = link.request.offer
    # Once the request is confirmed, all that a link may still wait for is news.
    waits_for_news = link.request.confirmed_at and link.standing is not Standing.USED
    kind = "news" if waits_for_news else link.request.FORM
    context = {
        "offer": offer if offer and offer.live else None,
        "news": link.news,
        "standing": link.request.state,
        "is_held": isinstance(link.request, TrialRequest) and link.request.is_held,
    }
    status = GONE if link.standing is Standing.EXPIRED else 200
    return render(request, f"offers/{kind}_confirm_{link.standing.value}.html", context, status=status)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def trial_cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button that cancels a request for a sample; on POST cancel it. Too late, it says so."""
    asked = trial_links.find_request(token, trial_links.CANCEL)
    if asked is None:
        return unknown_link(request)
    if request.method == "POST":
        trial_requests.cancel(asked)
        return redirect("trial_cancel", token=token)
    is_cancelled = asked.state == asked.State.CANCELLED
    step = "open" if TRIAL.allows(asked, Kind.CANCELLED) else "done" if is_cancelled else "late"
    return render(request, "offers/trial_cancel.html", {"step": step, "offer": _still_there(asked)})


@private
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def trial_claim(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button that takes a sample kept free for 72 hours; on POST take it."""
    asked = trial_links.find_request(token, trial_links.CLAIM)
    if asked is None:
        return unknown_link(request)
    if request.method == "POST":
        trial_requests.claim(asked)
        return redirect("trial_claim", token=token)
    step = "open" if asked.is_held else "done" if asked.state in asked.HAS_SAMPLE else "late"
    context = {"step": step, "held_until": asked.held_until, "offer": _still_there(asked)}
    return render(request, "offers/trial_claim.html", context, status=GONE if step == "late" else 200)


def _still_there(asked: TrialRequest):
    return asked.trial if asked.trial and asked.trial.live else None


@private
@require_safe
def agreed(request: HttpRequest) -> HttpResponse:
    """Say that the news are agreed to. The same for everybody."""
    return render(request, "offers/agreed.html")


@private
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def guide_download(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button that downloads the guide; once the link has run out, offer a new one, sent on POST."""
    download = guide_requests.find_download(token)
    if download is None:
        return unknown_link(request)
    if request.method == "POST":
        guide_requests.send_new_link(download)
        return redirect("new_link_sent")
    if not download.works:
        return render(request, "offers/guide_download_expired.html", status=GONE)
    return render(request, "offers/guide_download.html", {"download": download, "token": token})


@private
@require_safe
def guide_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """Send the guide itself, as a file to keep."""
    download = guide_requests.find_download(token)
    if download is None:
        return unknown_link(request)
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


@private
@require_safe
def new_link_sent(request: HttpRequest) -> HttpResponse:
    """Say that a new link is on its way. The same for everybody, and whether or not one was sent."""
    return render(request, "offers/new_link_sent.html")


# The mail program of its reader may post from anywhere (RFC 8058). The token says whose news stop, and does no more.
@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button that stops the news, or that they have stopped; on POST stop them."""
    consent = newsletter.find_consent(token)
    if consent is None:
        return unknown_link(request)
    if request.method == "POST":
        newsletter.unsubscribe(consent)
    done = not holds(consent)
    return render(request, "offers/unsubscribe.html", {"done": done, "consent": consent})
