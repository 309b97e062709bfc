"""The lists of comments, and what is done with several of them."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView

from blog.models.comment import Comment
from blog.moderation import queue
from blog.moderation.chips import flags, state_chip
from blog.moderation.deciding import APPROVE, DELETE, REJECT, SPAM, VERBS, take
from blog.moderation.filters import CommentFilters
from blog.moderation.pages import ModeratorPage, say_done
from core.folding import Folded, fold
from core.private_search import PrivateSearch

SEVERAL = (APPROVE, SPAM, REJECT, DELETE)
# Of those who were too late, so many are named.
NAMED = 5


class TickColumn(Column):
    """A box to tick. Its value says in which state the moderator saw the comment."""

    cell_template_name = "blog/admin/moderation/cells/tick.html"


class CommentColumn(Column):
    """Who wrote, how it begins, and what there is to look at."""

    cell_template_name = "blog/admin/moderation/cells/comment.html"

    def __init__(self, name: str, *, show_state: bool, **kwargs: Any):
        super().__init__(name, **kwargs)
        self.show_state = show_state

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        state = state_chip(instance) if self.show_state else None
        return context | {"chips": [*flags(instance), *([state] if state else [])]}


class QueueView(PrivateSearch, IndexView):
    """Comments by where they are; what waits comes first, and in it what is urgent."""

    template_name = "blog/admin/moderation/queue.html"
    results_template_name = "blog/admin/moderation/queue_results.html"
    filterset_class = CommentFilters
    page_title = "Comments"
    # Shows the field for searching; `search_queryset` does it.
    search_fields = ["name", "text"]

    @cached_property
    def tab(self) -> queue.Tab:
        """The list that the address names."""
        tab = queue.find_tab(self.kwargs["tab"]) if "tab" in self.kwargs else queue.WAITING
        if tab is None:
            raise Http404
        return tab

    @cached_property
    def columns(self):
        return [
            TickColumn("pk", label="Tick"),
            # Where all of a list are in one state, its name says so.
            CommentColumn("name", label="Comment", show_state=not self.tab.condition),
            Column("article_title", label="Under the article"),
            DateColumn("created_at", label="Sent"),
        ]

    def get_index_url(self):
        return reverse("comments:tab", args=[self.tab.slug])

    def get_index_results_url(self):
        return reverse("comments:tab_results", args=[self.tab.slug])

    def get_base_queryset(self):
        comments = Comment.objects.filter(self.tab.condition)
        return comments.annotate(article_title=F("article__title"))

    def search_queryset(self, queryset):
        """Search in name and text. Capitals and accents make no difference."""
        if not self.is_searching:
            return queryset
        # Nobody can search for a line break, so nothing is found from the name into the text.
        typed = Folded(Concat("name", Value("\n"), "text", output_field=TextField()))
        return queryset.alias(typed=typed).filter(typed__contains=fold(self.search_query.strip()))

    def filter_queryset(self, queryset):
        """Narrow the list; a filter that says nothing finds nothing."""
        if self.filters and not self.filters.is_valid():
            return queryset.none()
        return super().filter_queryset(queryset)

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(*self.tab.order)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found = queue.counts()
        context = super().get_context_data(*args, **kwargs)
        # Whoever looks for a comment goes on looking in the next list.
        words = f"?{urlencode({self.search_kwarg: context['sealed']})}" if context["sealed"] else ""
        tabs = [
            {
                "label": tab.label,
                "url": reverse("comments:tab", args=[tab.slug]) + words,
                "count": found[tab.slug],
                "on": tab is self.tab,
            }
            for tab in queue.TABS
        ]
        more = {"tabs": tabs, "tab": self.tab, "verbs": SEVERAL, "urgent": queue.urgent().count()}
        return context | more


class SeveralView(ModeratorPage, TemplateView):
    """Does the same with every comment that is ticked; before something is deleted it asks once more."""

    template_name = "blog/admin/moderation/delete_several.html"
    page_title = "Delete comments"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        verb = VERBS.get(request.POST.get("verb", ""))
        tab = queue.find_tab(request.POST.get("tab", "")) or queue.WAITING
        back = redirect("comments:tab", tab.slug)
        ticked = self.ticked()
        if verb not in SEVERAL or not ticked:
            messages.warning(request, "Nothing was ticked, so nothing was done.")
            return back
        if verb is DELETE and "sure" not in request.POST:
            rows = [(comment, seen) for comment, seen in ticked if comment.state == seen]
            return self.render_to_response(self.get_context_data(rows=rows, tab=tab))
        done, decisions, late = 0, [], []
        for comment, seen in ticked:
            result = take(comment, verb, by=request.user, seen=seen)
            done += result.done
            decisions += [result.decision] if result.decision else []
            late += [] if result.done else [comment]
        if done:
            noun = "comment was" if done == 1 else "comments were"
            say_done(request, f"{done} {noun} {verb.done}.", decisions=decisions, tab=tab.slug)
        if late:
            named = "; ".join(_named(comment) for comment in late[:NAMED])
            more = f" and {len(late) - NAMED} more" if len(late) > NAMED else ""
            messages.warning(request, f"Not done with {len(late)}, because somebody was faster: {named}{more}.")
        return back

    def ticked(self) -> list[tuple[Comment, str]]:
        """Return the comments that the form names, each with the state in which the moderator saw it."""
        seen = {}
        for value in self.request.POST.getlist("comment"):
            number, _, state = value.partition("-")
            if number.isascii() and number.isdigit() and len(number) < 19:
                seen[int(number)] = state
        found = Comment.objects.filter(pk__in=seen).annotate(article_title=F("article__title")).order_by("pk")
        return [(comment, seen[comment.pk]) for comment in found]


def _named(comment: Comment) -> str:
    who = comment.name or "a comment without a name"
    return f"{who} is now “{comment.get_state_display()}”"
