"""Tells a colleague that a page was not published, whichever way it was to go."""

from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail.admin import messages

from core.publishing.checklist import lines
from core.publishing.gate import edit_url
from core.publishing.rules import PublishRefused


def refusal_message(refused: PublishRefused, kept: str = "", *, scheduled: bool = False) -> SafeString:
    """Return as HTML what stopped the page, where, and how to mend it.

    Arguments:
        kept: one sentence on what has become of the work.
        scheduled: whether the page was to go live later.
    """
    context = {
        "page": refused.page,
        "lines": lines(refused.page, refused.findings),
        "kept": kept,
        "scheduled": scheduled,
    }
    return render_to_string("core/admin/publish_refused.html", context)


class PublishRefusedMiddleware:
    """Turns a refusal that no view expects, as from a colleague's approval on the dashboard, into words.

    The action that was refused has been taken back by then: publishing is all or nothing, and so is an approval.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Lead to the editor of the page that was refused, with the reasons on top."""
        if not isinstance(exception, PublishRefused) or not exception.page.pk:
            return None
        messages.error(request, refusal_message(exception, "It is as it was before."))
        address = edit_url(exception.page)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # What Wagtail's dialogs understand.
            return JsonResponse({"step": "success", "redirect": address})
        return redirect(address)
