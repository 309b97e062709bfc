"""Stable addresses of comments, reports, and what the links in mails about comments lead to.

A GET shows and a POST acts, because mail programs open links by themselves.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from blog.comments import letters, steps
from blog.comments.opening import closed_now
from blog.comments.rendering import as_html
from blog.comments.thread import place_of
from blog.forms import ReportForm
from blog.models import ArticlePage, Comment
from blog.moderation.mentions import delete_own
from core import limits
from core.limits import Limits
from offers.private_pages import GONE, limited, private, unknown_link

State = Comment.State
UNPROCESSABLE = 422
TOO_MANY = 429
# One reader reports a comment once; more come from one network.
REPORTS_OF_ONE = Limits(address=1, network=10)


@private
@require_safe
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to where a comment stands; 410 for one that readers saw and that is gone, 404 for any other."""
    found = Comment.objects.select_related("parent").filter(pk=pk).first()
    article = _article_of(found) if found else None
    if found is None or article is None:
        raise Http404("There is no such comment.")
    if _is_seen(found):
        return redirect(f"{article.get_url(request)}{place_of(found)}")
    if found.appeared_at:
        return render(request, "blog/comment_gone.html", {"article": article}, status=GONE)
    raise Http404("There is no such comment.")


def _is_seen(found: Comment) -> bool:
    """Whether ``found`` stands in the thread of its article, if the article can be read."""
    parent_stands = found.parent is None or found.parent.state in (State.APPROVED, State.REMOVED)
    return found.state == State.APPROVED and parent_stands


def _article_of(found: Comment) -> ArticlePage | None:
    return ArticlePage.objects.live().public().filter(pk=found.article_id).first()


@private
@require_http_methods(["GET", "HEAD", "POST"])
def report_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form that reports a comment to the moderators; on POST note the report."""
    found = Comment.objects.approved().filter(pk=pk).first()
    article = _article_of(found) if found else None
    if found is None or article is None:
        raise Http404("There is no such comment.")
    form = ReportForm(request.POST if request.method == "POST" else None)
    context = {
        "form": form,
        "name": found.name,
        "html": as_html(found.text),
        "back": f"{article.get_url(request)}#comments",
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "blog/comment_report.html", context, status=UNPROCESSABLE if form.errors else 200)
    if left := limits.wait("report", request):
        form.add_error(None, limits.too_often(left))
        response = render(request, "blog/comment_report.html", context, status=TOO_MANY)
        response["Retry-After"] = limits.retry_after(left)
        return response
    # Who reports the same twice is thanked twice, and counted once.
    if limits.wait(f"report-{pk}", request, limits=REPORTS_OF_ONE) is None:
        steps.report(found, form.words)
    # Else a browser keeps the form's own “#problems”, on a page that has none.
    return redirect(f"{reverse('comment_reported')}#main")


@private
@require_safe
def comment_reported(request: HttpRequest) -> HttpResponse:
    """Say that a report has arrived. The same for everybody."""
    return render(request, "blog/comment_reported.html")


@private
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def confirm_comment(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button that confirms a comment and what was ticked with it; on POST confirm them."""
    link = letters.find_link(token)
    if link is None:
        return unknown_link(request)
    if request.method == "POST" and letters.press(link):
        return redirect("confirm_comment", token)
    link = letters.find_link(token)
    if link is None:
        return unknown_link(request)
    comment = link.comment
    waits = comment.state == State.UNCONFIRMED
    notify = letters.pending(comment)
    if link.used_at or not (waits or notify):
        return _confirmed(request, comment)
    if not link.is_open:
        return render(request, "blog/comment_confirm_expired.html", status=GONE)
    html = as_html(comment.text, linked=False)
    context = {"waits": waits, "notify": notify, "html": html, "closed": closed_now(comment) if waits else ""}
    return render(request, "blog/comment_confirm.html", context)


def _confirmed(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Say where a confirmed comment stands now. What a moderator refused is told as little as what nobody has read."""
    is_there = _is_seen(comment) and _article_of(comment) is not None
    if not is_there and comment.state != State.WAITING:
        return render(request, "blog/comment_confirm_used.html")
    closed = "" if is_there else closed_now(comment)
    context = {
        "comment": comment,
        "is_there": is_there,
        "closed": closed,
        "news": letters.live_news().filter(comment=comment).exists(),
    }
    return render(request, "blog/comment_confirmed.html", context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def delete_comment(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button by which its writer deletes a comment; on POST delete it, for good."""
    found = letters.find_to_delete(token)
    if found is None:
        return unknown_link(request)
    if request.method == "POST":
        delete_own(found)
        return redirect("delete_comment", token=token)
    context = {"done": found.state == State.REMOVED, "html": as_html(found.text, linked=found.state == State.APPROVED)}
    return render(request, "blog/comment_delete.html", context)


# The mail program of its reader may post from anywhere (RFC 8058). The token says whose news stop, and does no more.
@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
def stop_comment_news(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button that stops the mails about answers; on POST stop them, also for a mail program (RFC 8058)."""
    acts = request.method == "POST"
    if not letters.is_stop(token):
        return unknown_link(request)
    return render(request, "blog/comment_stop.html", {"done": letters.stop(token, act=acts)})
