"""What an article has of its comments: the switch, the thread in its context, the form that it takes."""

from typing import Any

from django.db import models
from django.shortcuts import redirect, render

from blog.comments.opening import closed_reason
from blog.comments.posting import ACTION, NothingToAnswer, comment_form_for, store_comment
from blog.comments.thread import count_of, page_of_threads, threads
from blog.models.choices import Comments
from core import limits
from core.models import BasePage, SiteSettings


class Commented(BasePage):
    """A page under which readers comment."""

    comment_switch = models.CharField(
        "comments of readers",
        max_length=7,
        choices=Comments,
        default=Comments.DEFAULT,
        help_text="While a medical review is overdue they are closed, whatever you choose here.",
    )

    # Of whoever mixes it in.
    last_review: Any

    class Meta:
        abstract = True

    def comments_context(self, request, review, form=None) -> dict[str, Any]:
        """Return what the template shows of the comments: of its page of threads, and of ``form``, sent or new."""
        count = count_of(self)
        page = page_of_threads(count, request)
        return {
            "thread": threads(self, page, review),
            "thread_page": page,
            "comment_count": count.comments,
            "comment_form": form or comment_form_for(self, request),
            "comment_received": request.GET.get("reply") == "received",
            "closed_reason": closed_reason(self, SiteSettings.for_request(request), review),
        }

    def serve(self, request, *args, **kwargs):
        """Show the page; on POST store the comment and say what is still missing."""
        if request.method != "POST":
            return super().serve(request, *args, **kwargs)
        form = comment_form_for(self, request, data=request.POST)
        frame = SiteSettings.for_request(request)
        if closed_reason(self, frame, self.last_review) or not form.is_valid():
            return self._show_again(request, form, 422)
        if left := limits.wait(ACTION, request, email=form.cleaned_data["email"]):
            form.add_error(None, limits.too_often(left))
            response = self._show_again(request, form, 429)
            response["Retry-After"] = limits.retry_after(left)
            return response
        try:
            store_comment(self, form, frame)
        except NothingToAnswer:
            # Looked at once more the form says so, and keeps the words.
            form = comment_form_for(self, request, data=request.POST)
            form.is_valid()
            return self._show_again(request, form, 422)
        return redirect(f"{self.get_url(request)}?reply=received#reply")

    def _show_again(self, request, form, status):
        context = self.get_context(request, comment_form=form)
        return render(request, self.get_template(request), context, status=status)
