"""“My data”: what we hold about whoever opens a link in a mail, to see, to take along, to take back, to delete.

A GET shows and a POST acts. Who types an address learns nothing from the page: the link goes to the address.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import limits
from core.forms import PlainEmailField, PublicForm, plain_messages
from core.models import Erasure
from core.privacy import erasing, export
from core.privacy.choices import choices_of, take_back
from core.privacy.desk import sections_of
from core.privacy.links import LIMITS, MY_DATA, find_link, send_link
from offers import newsletter
from offers.private_pages import TOO_MANY, limited, private, unknown_link


class MyDataForm(PublicForm):
    """Asks which address to look for."""

    email = PlainEmailField(
        label="Your email address",
        help_text="The link goes to this address and nowhere else.",
        error_messages=plain_messages("your email address", why="The link goes there.", longest=254),
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: HttpRequest) -> HttpResponse:
    """Ask for an address; on POST send a link there, whether or not anything is held about it."""
    if request.method != "POST":
        return render(request, "offers/my_data.html", {"form": MyDataForm()})
    form = MyDataForm(request.POST)
    if not form.is_valid():
        return render(request, "offers/my_data.html", {"form": form}, status=422)
    email = form.cleaned_data["email"]
    if left := limits.wait(MY_DATA, request, email=email, limits=LIMITS):
        form.add_error(None, limits.too_often(left))
        response = render(request, "offers/my_data.html", {"form": form}, status=TOO_MANY)
        response["Retry-After"] = limits.retry_after(left)
        return response
    send_link(email)
    # Else a browser keeps the form's own “#problems”, on a page that has none.
    return redirect(f"{reverse('my_data_sent')}#main")


@private
@require_safe
def my_data_sent(request: HttpRequest) -> HttpResponse:
    """Say that a link is on its way. The same for everybody."""
    return render(request, "offers/my_data_sent.html")


@private
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def my_data_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is held about the address that the link was sent to; on POST take back one thing agreed to."""
    link = find_link(token)
    if link is None:
        return unknown_link(request)
    if request.method == "POST":
        return _take_back(request, link.email, private=True)
    context = {"link": link, "token": token, "sections": sections_of(link.email)}
    return render(request, "offers/my_data_link.html", context | _choices(request, link.email, private=True))


def _take_back(request: HttpRequest, email: str, *, private: bool) -> HttpResponse:
    took = take_back(email, request.POST.get("choice", ""), private=private)
    return redirect(f"{request.path}{'?taken' if took else ''}#choices")


def _choices(request: HttpRequest, email: str, *, private: bool) -> dict[str, Any]:
    return {"choices": choices_of(email, private=private), "taken": "taken" in request.GET}


@private
@require_safe
def my_data_file(request: HttpRequest, token: str, kind: str) -> HttpResponseBase:
    """Send what is held as a file."""
    link = find_link(token)
    if link is None or kind not in export.KINDS:
        return unknown_link(request)
    return export.response(link.email, kind)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def my_data_erase(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would go and what would stay; on POST erase it, and lead to the receipt."""
    link = find_link(token)
    if link is None:
        return unknown_link(request)
    receipt = erasing.erase(link.email) if request.method == "POST" else None
    if receipt and receipt.finished_at:
        return redirect("erasure_receipt", number=receipt.number)
    context: dict[str, Any] = {"token": token, "lines": erasing.preview(link.email), "failed": bool(receipt)}
    return render(request, "offers/my_data_erase.html", context, status=503 if receipt else 200)


@private
@require_safe
def erasure_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Show what was erased. It names nobody; its number is known to whoever was erased and to those who did it."""
    receipt = Erasure.objects.filter(number=number).exclude(finished_at=None).first()
    return render(request, "offers/my_data_receipt.html", {"receipt": receipt}) if receipt else unknown_link(request)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def preferences_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the owner of the link has agreed to on our forms, word for word; on POST take back one of it.

    News are passed on with their links, so whoever looks may be somebody else.
    """
    consent = newsletter.find_consent(token, salt=newsletter.PREFERENCES)
    if consent is None:
        return unknown_link(request)
    if request.method == "POST":
        return _take_back(request, consent.email, private=False)
    return render(request, "offers/preferences.html", _choices(request, consent.email, private=False))
