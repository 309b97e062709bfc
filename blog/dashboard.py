"""What the dashboard tells writers and reviewers: what waits for them, and where to begin."""

from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel
from wagtail.models import Page, TaskState, WorkflowState

from blog.models import ArticleListPage, ArticlePage
from blog.models.review import is_reviewer, signatory

DRAFTS = 10


def place_to_write(user) -> ArticleListPage | None:
    """Return the first article list under which ``user`` may add an article, or None."""
    for article_list in ArticleListPage.objects.order_by("path"):
        if article_list.permissions_for_user(user).can_add_subpage():
            return article_list
    return None


class YourArticles(UserObjectsInWorkflowModerationPanel):
    """Which pages came back to a colleague who writes, which are in review or drafts; with the way to a new article.

    Stands in for Wagtail's panel on the same pages, which does not say what the reviewer wrote.
    """

    name = "your_articles"
    template_name = "blog/admin/your_articles.html"

    def __init__(self, article_list: ArticleListPage):
        self.article_list = article_list

    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        states = [state for state in context["workflow_states"] if isinstance(state.content_object, Page)]
        under_way = {state.content_object.pk for state in states}
        drafts = Page.objects.filter(owner=parent_context["request"].user, has_unpublished_changes=True)
        latest = drafts.exclude(pk__in=under_way).order_by("-latest_revision_created_at", "-pk")
        return {
            "write_url": reverse(
                "wagtailadmin_pages:add",
                args=[ArticlePage._meta.app_label, ArticlePage._meta.model_name, self.article_list.pk],
            ),
            "sent_back": [state for state in states if state.status == WorkflowState.STATUS_NEEDS_CHANGES],
            "in_review": [state for state in states if state.status == WorkflowState.STATUS_IN_PROGRESS],
            "drafts": latest[:DRAFTS],
        }


class NothingToReview(Component):
    """Tells a reviewer for whom nothing waits that this is so; while something waits, Wagtail's own panel lists it."""

    name = "nothing_to_review"
    template_name = "blog/admin/nothing_to_review.html"
    order = 220

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        return {
            "is_waiting": TaskState.objects.reviewable_by(user).exists(),
            "signs_as": signatory(user),
        }


def show_what_needs_you(request, panels: list[Component]) -> None:
    """Add to the dashboard's ``panels`` those that answer what needs this colleague now."""
    if article_list := place_to_write(request.user):
        panels[:] = [panel for panel in panels if type(panel) is not UserObjectsInWorkflowModerationPanel]
        panels.append(YourArticles(article_list))
    if is_reviewer(request.user):
        panels.append(NothingToReview())
