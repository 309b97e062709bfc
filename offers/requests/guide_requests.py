"""The guide: asked for, confirmed, downloaded. Each step is one function, and safe to call twice."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from core.consent import Agreement
from core.tokens import digest, new_token
from offers.models import GuideConfirmation, GuideDownload, GuidePage, GuideRequest
from offers.requests import links
from offers.requests.guide_machine import GUIDE
from offers.requests.machine import Kind, lock

DOWNLOAD_WITHIN = timedelta(days=7)
State = GuideRequest.State


@transaction.atomic
def submit(
    guide: GuidePage,
    *,
    email: str,
    first_name: str = "",
    consents: Iterable[Agreement] = (),
    answers: Sequence[Mapping[str, Any]] = (),
    submission: str = "",
) -> None:
    """Store a request for ``guide`` with its mail, all or nothing. Its ``consents`` wait for the confirmation.

    The same address again makes no second request. It gets its mail again, at most three times in an hour:
    the one that asks to confirm, or a new download link once confirmed. After that nothing is stored. The very same
    form again, known by its ``submission``, changes and sends nothing.
    """
    request, is_new = GuideRequest.objects.get_or_create(
        guide=guide,
        email__iexact=email,
        defaults={"email": email, "first_name": first_name, "answers": list(answers), "submission": submission},
    )
    lock(request)
    if not is_new and (links.is_same_form(request, submission) or not links.may_send_again(request.events)):
        return
    if request.confirmed_at:
        links.remember_form(request, submission)
        _send_new_link(request)
        links.ask_to_agree(request, consents)
        return
    kind = Kind.ASKED if is_new else Kind.ASKED_AGAIN
    if not is_new:
        request.first_name = first_name or request.first_name
        request.answers, request.submission = list(answers), submission
        request.save(update_fields=["first_name", "answers", "submission"])
    links.ask_to_confirm(request, kind, consents)


@transaction.atomic
def confirm(link: GuideConfirmation) -> str | None:
    """Confirm the address behind ``link`` and queue the mail with the guide.

    Returns the secret of the new download link; None when that was done before, or when the link is too old.
    """
    pressed = links.open_link(link, confirmed=False)
    if pressed is None:
        return None
    request: GuideRequest = pressed.request
    token, context = _new_download(request)
    if not GUIDE.take(request, Kind.CONFIRMED, context=context, confirmed_at=timezone.now()):
        return None
    links.drop_other_consents(pressed)
    links.record_consents(pressed)
    return token


def find_download(token: str) -> GuideDownload | None:
    """Return the download link with this secret; None for a secret that we did not send."""
    downloads = GuideDownload.objects.select_related("request__guide", "document")
    return downloads.filter(digest=digest(token)).first()


@transaction.atomic
def count_download(download: GuideDownload) -> bool:
    """Take one of the downloads that ``download`` has left; return whether there was one."""
    # The request first, as everywhere: so nobody who erases it waits for us while we wait for them.
    if lock(download.request) is None:
        return False
    now = timezone.now()
    left = GuideDownload.objects.filter(
        pk=download.pk, document__isnull=False, expires_at__gt=now, downloads__lt=GuideDownload.MOST_DOWNLOADS
    )
    if not left.update(downloads=F("downloads") + 1):
        return False
    GUIDE.take(download.request, Kind.DOWNLOADED)
    return True


@transaction.atomic
def send_new_link(download: GuideDownload) -> None:
    """Queue a mail with a new download link to the address on file, at most three times in an hour."""
    request = lock(download.request)
    if request and request.email and links.may_send_again(request.events):
        _send_new_link(request)


@transaction.atomic
def resend(request: GuideRequest, *, by) -> bool:
    """Queue the mail again that ``request`` waits for: to confirm, or with a new link to the guide.

    Returns whether there was one to send.
    """
    lock(request)
    if request.state == State.ERASED:
        return False
    if request.confirmed_at:
        _, context = _new_download(request)
        GUIDE.tell(request, Kind.RESENT, mail="guide_new_link", context=context, by=by)
    else:
        links.ask_to_confirm_again(request, by=by)
    return True


def _send_new_link(request: GuideRequest) -> None:
    _, context = _new_download(request)
    GUIDE.tell(request, Kind.LINK_SENT, mail="guide_new_link", context=context)


def _new_download(request: GuideRequest) -> tuple[str, dict[str, Any]]:
    token = new_token()
    download = request.downloads.create(
        digest=digest(token),
        document=request.guide.document if request.guide else None,
        expires_at=timezone.now() + DOWNLOAD_WITHIN,
    )
    return token, {"download": download, "path": reverse("guide_download", args=[token])}
