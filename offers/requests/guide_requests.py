"""The guide: asked for, confirmed, downloaded. Each step is one function, and safe to call twice."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from core.consent import Agreement
from core.tokens import digest, new_token
from offers.models import GuideConfirmation, GuideDownload, GuidePage, GuideRequest
from offers.models.request import RequestEvent
from offers.requests import links

DOWNLOAD_WITHIN = timedelta(days=7)
Kind = RequestEvent.Kind
State = GuideRequest.State


@transaction.atomic
def submit(guide: GuidePage, *, email: str, first_name: str = "", consents: Iterable[Agreement] = ()) -> None:
    """Store a request for ``guide`` with its mail, all or nothing. Its ``consents`` wait for the confirmation.

    The same address again makes no second request. It gets its mail again, at most three times in an hour:
    the one that asks to confirm, or a new download link once confirmed. After that nothing is stored.
    """
    request, is_new = GuideRequest.objects.get_or_create(
        guide=guide, email__iexact=email, defaults={"email": email, "first_name": first_name}
    )
    request = GuideRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not is_new and not links.may_send_again(request.events):
        return
    if request.confirmed_at:
        _send_download_link(request, mail="guide_new_link", kind=Kind.LINK_SENT)
        links.ask_to_agree(request, consents)
        return
    if not is_new:
        request.first_name = first_name or request.first_name
        request.save(update_fields=["first_name"])
    kind = Kind.ASKED if is_new else Kind.ASKED_AGAIN
    links.ask_to_confirm(request, "guide_confirm", kind=kind, agreements=consents)


def confirm(link: GuideConfirmation) -> str | None:
    """Confirm the address behind ``link`` and queue the mail with the guide.

    Returns the secret of the new download link; None when that was done before, or when the link is too old.
    """
    return links.confirm(link, lambda request: _send_download_link(request, mail="guide_ready", kind=Kind.CONFIRMED))


def find_download(token: str) -> GuideDownload | None:
    """Return the download link with this secret; None for a secret that we did not send."""
    links = GuideDownload.objects.select_related("request__guide", "document")
    return links.filter(digest=digest(token)).first()


@transaction.atomic
def count_download(link: GuideDownload) -> bool:
    """Take one of the downloads that ``link`` has left; return whether there was one."""
    now = timezone.now()
    left = GuideDownload.objects.filter(
        pk=link.pk, document__isnull=False, expires_at__gt=now, downloads__lt=GuideDownload.MOST_DOWNLOADS
    )
    if not left.update(downloads=F("downloads") + 1):
        return False
    first = GuideRequest.objects.filter(pk=link.request_id, state=State.CONFIRMED)
    if first.update(state=State.DOWNLOADED):
        link.request.events.create(kind=Kind.DOWNLOADED)
    return True


@transaction.atomic
def send_new_link(link: GuideDownload) -> None:
    """Queue a mail with a new download link to the address on file, at most three times in an hour."""
    request = GuideRequest.objects.select_for_update(of=("self",)).get(pk=link.request_id)
    if links.may_send_again(request.events):
        _send_download_link(request, mail="guide_new_link", kind=Kind.LINK_SENT)


def _send_download_link(request: GuideRequest, *, mail: str, kind: Kind) -> str:
    token = new_token()
    download = request.downloads.create(
        digest=digest(token),
        document=request.guide.document if request.guide else None,
        expires_at=timezone.now() + DOWNLOAD_WITHIN,
    )
    context = {"download": download, "path": reverse("guide_download", args=[token])}
    links.write(request, mail, kind=kind, context=context)
    return token
