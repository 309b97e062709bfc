from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.models import register_snippet

from blog import richtext
from blog.models import Comment
from blog.viewsets import (
    ArticleListPageViewSet,
    ArticlePageViewSet,
    CommentViewSet,
    PeoplePageViewSet,
    PersonPageViewSet,
    ReviewerAccountViewSet,
    SourceViewSet,
    TopicViewSet,
)

register_snippet(TopicViewSet)
register_snippet(SourceViewSet)


@hooks.register("register_rich_text_features")
def register_citation(features):
    richtext.register(features)


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [
        ArticleListPageViewSet(),
        ArticlePageViewSet(),
        PeoplePageViewSet(),
        PersonPageViewSet(),
        CommentViewSet(),
        ReviewerAccountViewSet(),
    ]


@hooks.register("after_edit_page")
def return_to_the_dashboard(request, page):
    """Lead people who may open no page, such as a reviewer who has just decided, back to their start."""
    if PagePermissionPolicy().explorable_root_instance(request.user) is None:
        return redirect("wagtailadmin_home")
    return None


class WaitingReplies(SummaryItem):
    """How many replies wait for a moderator."""

    order = 400
    template_name = "blog/admin/waiting_replies.html"

    def get_context_data(self, parent_context):
        return {"count": Comment.objects.filter(state=Comment.State.WAITING).count()}

    def is_shown(self):
        return self.request.user.has_perm("blog.change_comment")


@hooks.register("construct_homepage_summary_items")
def show_waiting_replies(request, items):
    items.append(WaitingReplies(request))
