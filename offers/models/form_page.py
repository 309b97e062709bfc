from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from core.body import render_body


class FormPageMixin(RoutablePageMixin):
    """A page with a form for readers, and a thank-you page at ``thank-you/``, the same for everybody."""

    allowed_http_methods = ["GET", "HEAD", "OPTIONS", "POST"]
    preview_modes = [("", "Page with the form"), ("thank-you", "Thank-you page")]
    thank_you_template: str

    # Ids that the templates of the page, its form and its frame use themselves: no heading of the body gets one.
    own_ids: tuple[str, ...] = (
        *("main", "form", "inside", "conditions", "problems", "problems-title"),
        *("safety", "safety-note-level", "safety-note-title"),
        *(f"column-{number}" for number in range(1, 5)),
    )

    def get_form(self, data=None):
        """Return the page's form, filled with ``data`` when there is some."""
        raise NotImplementedError

    def store(self, form) -> None:
        """Store what the valid ``form`` asks for, all of it or nothing."""
        raise NotImplementedError

    def closed_reason(self) -> str:
        """Return why the form takes no requests now, in a sentence for readers; else an empty text."""
        return ""

    @path("")
    def index_route(self, request: HttpRequest) -> HttpResponse:
        """Show the page; on POST store the request and lead to the thank-you page, or show what is wrong."""
        reason = self.closed_reason()
        if request.method != "POST" or reason:
            form = None if reason else self.get_form()
            return self.render(request, context_overrides={"form": form, "closed_reason": reason})
        form = self.get_form(request.POST)
        if form.is_valid():
            self.store(form)
            return redirect(self.get_url(request) + self.reverse_subpage("thank_you"))
        response = self.render(request, context_overrides={"form": form, "closed_reason": ""})
        response.status_code = 422
        return response

    @path("thank-you/", name="thank_you")
    @method_decorator(require_safe)
    def thank_you_route(self, request: HttpRequest) -> HttpResponse:
        """Say what happens next. The same for everybody."""
        response = self.render(request, template=self.thank_you_template)
        response["X-Robots-Tag"] = "noindex"
        return response

    def serve_preview(self, request, mode_name):
        """Show the page, or the thank-you page, as it would look once published."""
        if mode_name == "thank-you":
            return self.thank_you_route(request)
        return super().serve_preview(request, mode_name)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["rendered"] = render_body(self.body, context, taken=self.own_ids)
        return context
