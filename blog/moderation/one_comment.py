"""The page of one comment with its thread, and what is done there."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name

from blog.comments import steps
from blog.models import CannedReply, Comment, CommentDecision
from blog.models.comment import ANONYMOUS
from blog.moderation import queue
from blog.moderation.answering import AlreadyAnswered, TooLate, answer, canned_replies, shown_as
from blog.moderation.chips import flags, state_chip
from blog.moderation.deciding import DELETE, VERBS, offered, take, who_was_first
from blog.moderation.forms import AnswerForm, RedactForm
from blog.moderation.marking import marked
from blog.moderation.pages import ModeratorPage, choice_of, say_done
from blog.moderation.redacting import redact, version
from blog.moderation.words import in_words

State = Comment.State
# Of a very long thread so many comments are shown.
SHOWN = 50


@dataclass(frozen=True)
class Place:
    """One comment of the thread as it is shown."""

    comment: Comment
    html: SafeString
    chips: list[Any]
    is_here: bool


class CommentPage(ModeratorPage, TemplateView):
    """What the page of a comment and its forms share."""

    template_name = "blog/admin/moderation/comment.html"
    page_title = "Comment"

    @cached_property
    def comment(self) -> Comment:
        """The comment that the address names."""
        comments = Comment.objects.select_related("article", "parent", "staff")
        return get_object_or_404(comments, pk=self.kwargs["pk"])

    def get_page_subtitle(self):
        # Not the name: titles end up in the history of the browser.
        return f"Number {self.comment.pk}"

    @property
    def here(self) -> str:
        """The address of the comment's page."""
        return reverse("comments:comment", args=[self.comment.pk])

    def thread(self) -> list[Place]:
        """Return the thread: the comment at its top, and below it the answers, in the order of readers."""
        top = self.comment.parent or self.comment
        answers = list(top.replies.exclude(state=State.UNCONFIRMED).order_by("created_at", "pk")[:SHOWN])
        if self.comment.parent_id and self.comment not in answers:
            answers.append(self.comment)
        places = [top, *answers]
        return [
            Place(each, marked(each), [state_chip(each), *flags(each)], each.pk == self.comment.pk) for each in places
        ]

    def history(self) -> list[tuple[CommentDecision, str]]:
        """Return what happened to the comment, the latest first, each with who did it."""
        decisions = self.comment.decisions.select_related("by").order_by("-at", "-pk")[:SHOWN]
        return [(decision, get_user_display_name(decision.by) if decision.by else "") for decision in decisions]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        comment, user = self.comment, self.request.user
        tab = queue.tab_of(comment)
        following = queue.after(comment, tab or queue.WAITING)
        answer_form = kwargs.pop("answer_form", None) or AnswerForm(auto_id="answer_%s")
        redact_form = kwargs.pop("redact_form", None) or RedactForm(
            comment=comment, auto_id="redact_%s", initial={"version": version(comment)}
        )
        return super().get_context_data(
            comment=comment,
            verbs=[verb for verb in offered(comment) if verb is not DELETE],
            can_delete=DELETE in offered(comment),
            delete=DELETE,
            can_answer=comment.state in (State.APPROVED, State.WAITING, State.REJECTED, State.SPAM),
            answer_approves=comment.state != State.APPROVED,
            can_redact=comment.state != State.REMOVED and bool(redact_form.listed),
            risk_words=[in_words(line) for line in comment.risk_words],
            can_hide_name=steps.can_hide_name(comment),
            hidden_name=steps.hidden_name(comment),
            undo=steps.to_undo(comment),
            thread=self.thread(),
            history=self.history(),
            following=following,
            tab=tab,
            canned=canned_replies(for_risk=comment.is_urgent),
            answers_as=shown_as(comment, user),
            keys=choice_of(user).single_keys,
            answer_form=answer_form,
            redact_form=redact_form,
            **kwargs,
        )

    def too_late(self) -> HttpResponse:
        """Say that a colleague was faster, and show the comment as it is now."""
        messages.warning(self.request, f"Nothing was done, because somebody was faster. {who_was_first(self.comment)}")
        return redirect(self.here if Comment.objects.filter(pk=self.comment.pk).exists() else "comments:index")


class CommentView(CommentPage):
    """The page of one comment."""

    http_method_names = ["get", "head"]


class DecideView(CommentPage):
    """Takes one decision and leads to the next comment of the list."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        verb = VERBS.get(request.POST.get("verb", ""))
        comment = self.comment
        if verb is None or (verb is DELETE and "sure" not in request.POST):
            return redirect(self.here)
        name, tab = comment.name, queue.tab_of(comment)
        following = queue.after(comment, tab) if tab else None
        result = take(comment, verb, by=request.user, seen=request.POST.get("seen", ""))
        if not result.done:
            return self.too_late()
        who = f"The comment by {name}" if name else "The comment"
        decisions = [result.decision] if result.decision else []
        say_done(request, f"{who} was {verb.done}.", decisions=decisions)
        if following:
            return redirect("comments:comment", following.pk)
        return redirect("comments:tab", tab.slug) if tab else redirect(self.here)


class DeleteView(CommentPage):
    """Asks once more before name and text are deleted."""

    template_name = "blog/admin/moderation/delete.html"
    page_title = "Delete a comment"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if DELETE not in offered(self.comment):
            return self.too_late()
        return super().get(request, *args, **kwargs)


class AnswerView(CommentPage):
    """Puts a ready-made answer into the form, or publishes what is in it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (key := request.POST.get("insert")) is not None:
            return self._insert(key)
        form = AnswerForm(request.POST, auto_id="answer_%s")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(answer_form=form, focus="answer"), status=422)
        comment, tab = self.comment, queue.tab_of(self.comment)
        following = queue.after(comment, tab) if tab else None
        try:
            written = answer(comment, form.cleaned_data["text"], by=request.user, seen=request.POST.get("seen", ""))
        except AlreadyAnswered:
            messages.info(request, "This answer is there already.")
            return redirect(self.here)
        except TooLate:
            # What was typed stays in the form.
            lost = f"Your answer was not published, because somebody was faster. {who_was_first(comment)}"
            messages.warning(request, lost)
            del self.comment
            return self.render_to_response(self.get_context_data(answer_form=form, focus="answer"), status=409)
        messages.success(request, f"Your answer to {comment.name or 'the comment'} is published, as {written.name}.")
        return redirect("comments:comment", following.pk) if following else redirect(self.here)

    def _insert(self, key: str) -> HttpResponse:
        typed = self.request.POST.get("text", "")
        number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
        if canned := CannedReply.objects.filter(pk=number).first():
            typed = f"{typed.rstrip()}\n\n{canned.text}".strip()
        form = AnswerForm(initial={"text": typed}, auto_id="answer_%s")
        return self.render_to_response(self.get_context_data(answer_form=form, focus="answer"))


class RedactView(CommentPage):
    """Takes a part of the text out for good."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = RedactForm(request.POST, comment=self.comment, auto_id="redact_%s")
        if not form.is_valid():
            # Sentences are numbered anew when a colleague has changed the text.
            if "sentences" in form.errors:
                return self.too_late()
            return self.render_to_response(self.get_context_data(redact_form=form, focus="redact"), status=422)
        cleaned = form.cleaned_data
        if version(self.comment) != cleaned["version"]:
            return self.too_late()
        count = redact(
            self.comment, numbers=cleaned["sentences"], part=cleaned["part"], seen=cleaned["version"], by=request.user
        )
        if count:
            parts, place = ("One part is", "its place") if count == 1 else (f"{count} parts are", "their place")
            messages.success(request, f"{parts} deleted. Readers see “[removed by a moderator]” in {place}.")
            return redirect(self.here)
        form.add_error("part", "These words do not stand in the comment.")
        return self.render_to_response(self.get_context_data(redact_form=form, focus="redact"), status=422)


class NameView(CommentPage):
    """Shows the writer of a comment as “A reader”."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        decision = steps.hide_name(self.comment, by=request.user)
        if decision is None:
            return self.too_late()
        say_done(request, f"Readers see “{ANONYMOUS}” in place of the name.", decisions=[decision.pk])
        return redirect(self.here)


class UndoView(ModeratorPage, TemplateView):
    """Takes decisions back, unless something else has been decided since."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        given = request.POST.get("decisions", "").split(",")[:100]
        numbers = [int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 19]
        decisions = list(CommentDecision.objects.filter(pk__in=numbers).select_related("comment"))
        done = [each for each in decisions if steps.undo(each.comment, by=request.user, decision=each.pk)]
        if done:
            what = "The decision is" if len(done) == 1 else f"{len(done)} decisions are"
            messages.success(request, f"{what} undone.")
        if len(done) < max(len(decisions), 1):
            missed = "Not undone: somebody has decided something else since, or it was undone already."
            messages.warning(request, missed)
        if len(decisions) == 1:
            return redirect("comments:comment", decisions[0].comment_id)
        tab = queue.find_tab(request.POST.get("tab", "")) or queue.WAITING
        return redirect("comments:tab", tab.slug)


class KeysView(ModeratorPage, TemplateView):
    """Switches single keys on or off for the colleague."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        choice = choice_of(request.user)
        choice.single_keys = request.POST.get("keys") == "on"
        choice.save()
        messages.success(request, f"Single keys are switched {'on' if choice.single_keys else 'off'}.")
        number = request.POST.get("comment", "")
        if number.isascii() and number.isdigit() and len(number) < 19:
            return redirect("comments:comment", int(number))
        return redirect("comments:index")
