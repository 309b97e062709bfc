from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.site_summary import SummaryItem
from wagtail.models import Page, ReferenceIndex
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.models import register_snippet

from blog import richtext
from blog.models import Comment, Source, Topic
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


@hooks.register("before_delete_snippet")
def keep_what_pages_use(request, instances):
    """Refuse to delete a source that is cited or a topic that is used, and name the pages that would lose it."""
    for instance in instances:
        if not isinstance(instance, Source | Topic):
            continue
        pages = [page for page, _ in ReferenceIndex.get_grouped_references_to(instance) if isinstance(page, Page)]
        if pages:
            titles = "; ".join(f"“{page}”" for page in pages[:5])
            more = f" and {len(pages) - 5} more" if len(pages) > 5 else ""
            kind = instance._meta.verbose_name
            messages.error(request, f"This {kind} stays: it is used by {titles}{more}. Take it out there first.")
            return redirect(AdminURLFinder(request.user).get_edit_url(instance) or "wagtailadmin_home")
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
