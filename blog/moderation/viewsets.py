"""The menu “Comments”, and what belongs to it."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import path
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from blog.models import CannedReply, Comment
from blog.moderation.lists import QueueView, SeveralView
from blog.moderation.one_comment import (
    AnswerView,
    CommentView,
    DecideView,
    DeleteView,
    KeysView,
    NameView,
    RedactView,
    UndoView,
)
from blog.moderation.pages import ModeratorPolicy


class CommentViewSet(ModelViewSet):
    """Readers' comments: lists, a page for each, and what moderators do with them."""

    model = Comment
    name = "comments"
    icon = "comment"
    menu_label = "Comments"
    menu_order = 210
    add_to_admin_menu = True
    add_to_reference_index = False
    index_view_class = QueueView
    form_fields = ["state"]  # ModelViewSet asks for some; there is no form.
    list_per_page = 50
    permission_policy = ModeratorPolicy(Comment)

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("list/<slug:tab>/", self.index_view, name="tab"),
            path("list/<slug:tab>/results/", self.index_results_view, name="tab_results"),
            path("several/", SeveralView.as_view(), name="several"),
            path("undo/", UndoView.as_view(), name="undo"),
            path("keys/", KeysView.as_view(), name="keys"),
            path("<int:pk>/", CommentView.as_view(), name="comment"),
            path("<int:pk>/decide/", DecideView.as_view(), name="decide"),
            path("<int:pk>/delete/", DeleteView.as_view(), name="delete_one"),
            path("<int:pk>/answer/", AnswerView.as_view(), name="answer"),
            path("<int:pk>/redact/", RedactView.as_view(), name="redact"),
            path("<int:pk>/name/", NameView.as_view(), name="hide_name"),
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return super().get_permissions_to_register().filter(codename__in=("view_comment", "change_comment"))


class CannedReplyViewSet(SnippetViewSet):
    """Answers that are ready to be used."""

    model = CannedReply
    icon = "comment-add"
    menu_label = "Ready answers"
    menu_order = 211
    add_to_admin_menu = True
    list_display = [
        "title",
        Column("for_risk", label="For words of risk", accessor=lambda reply: "Yes" if reply.for_risk else "No"),
        "position",
    ]
    search_fields = ["title", "text"]
