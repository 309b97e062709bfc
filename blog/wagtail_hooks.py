from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html_join
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.menu import MenuItem
from wagtail.models import Page, ReferenceIndex
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.models import register_snippet

from blog import richtext
from blog.dashboard import show_what_needs_you
from blog.models import ArticlePage, GlossaryTerm, MedicalReview, MedicalReviewTask, Source, Topic
from blog.models.review import is_author, signatory
from blog.moderation.dashboard import show_comments
from blog.moderation.digest import DigestPanel
from blog.moderation.viewsets import CannedReplyViewSet, CommentViewSet
from blog.reports import MedicalReviewsReport, ReviewsDue, may_see_reviews
from blog.source_admin import ChangedSourcesReport
from blog.source_usage import drafts_using
from blog.viewsets import (
    ArticleListPageViewSet,
    ArticlePageViewSet,
    LibraryGroup,
    PeoplePageViewSet,
    PersonPageViewSet,
    ReviewerAccountViewSet,
)

register_snippet(LibraryGroup)
register_snippet(CannedReplyViewSet)
hooks.register("construct_homepage_panels", show_what_needs_you)
hooks.register("construct_homepage_panels", show_comments)
hooks.register("register_account_settings_panel", DigestPanel)


@hooks.register("insert_global_admin_css")
def style_dashboard():
    files = [(static(f"css/{name}.css"),) for name in ("admin-blog", "admin-moderation")]
    return format_html_join("", '<link rel="stylesheet" href="{}">', files)


@hooks.register("register_rich_text_features")
def register_citation_and_glossary(features):
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
    """Refuse to delete a source, a topic or a glossary term that is used, and name the pages that would lose it.

    A draft counts too: it would lose the citation on the day it is published.
    """
    for instance in instances:
        if not isinstance(instance, Source | Topic | GlossaryTerm):
            continue
        pages = [page for page, _ in ReferenceIndex.get_grouped_references_to(instance) if isinstance(page, Page)]
        pages += [page for page in drafts_using(instance) if page.pk not in {known.pk for known in pages}]
        if pages:
            titles = "; ".join(f"“{page}”" for page in pages[:5])
            more = f" and {len(pages) - 5} more" if len(pages) > 5 else ""
            kind = instance._meta.verbose_name
            messages.error(request, f"This {kind} stays: it is used by {titles}{more}. Take it out there first.")
            return redirect(AdminURLFinder(request.user).get_edit_url(instance) or "wagtailadmin_home")
    return None


@hooks.register("before_edit_page")
def say_why_an_author_cannot_sign(request, page):
    """Tell a reviewer who wrote the article why there is no decision to take."""
    if request.method == "GET" and isinstance(page, ArticlePage):
        task, person = page.current_workflow_task, signatory(request.user)
        if isinstance(task, MedicalReviewTask) and person and is_author(person, page):
            messages.warning(request, f"{person} is an author of this article, so another reviewer has to sign it.")


@hooks.register("before_edit_page")
def show_what_the_reviewer_asks_for(request, page):
    """Put the reviewer's note on top of an article that was sent back, for whoever opens it to mend it."""
    if request.method != "GET" or not isinstance(page, ArticlePage):
        return
    state = page.current_workflow_state
    if state and state.status == state.STATUS_NEEDS_CHANGES:
        review = page.reviews.filter(outcome=MedicalReview.Outcome.CHANGES).select_related("reviewer").first()
        if review:
            said = f": “{review.note}”" if review.note else "."
            messages.info(request, f"{review.reviewer} asks for changes{said} Then send the article to review again.")


@hooks.register("register_admin_urls")
def register_reports():
    view, sources = MedicalReviewsReport, ChangedSourcesReport
    return [
        path("reports/medical-reviews/", view.as_view(), name="medical_reviews"),
        path("reports/medical-reviews/results/", view.as_view(results_only=True), name="medical_reviews_results"),
        path("reports/changed-sources/", sources.as_view(), name="changed_sources"),
        path("reports/changed-sources/results/", sources.as_view(results_only=True), name="changed_sources_results"),
    ]


class MedicalReviewsMenuItem(MenuItem):
    """The report, for those who may publish what it lists, and for reviewers."""

    def is_shown(self, request):
        return may_see_reviews(request.user)


@hooks.register("register_reports_menu_item")
def register_medical_reviews_menu_item():
    return MedicalReviewsMenuItem(
        "Medical reviews", reverse("medical_reviews"), name="medical-reviews", icon_name="clipboard-list", order=100
    )


class ChangedSourcesMenuItem(MenuItem):
    """The report, for those who may change a source."""

    def is_shown(self, request):
        return request.user.has_perm("blog.change_source")


@hooks.register("register_reports_menu_item")
def register_changed_sources_menu_item():
    return ChangedSourcesMenuItem(
        "Retracted or changed sources",
        reverse("changed_sources"),
        name="changed-sources",
        icon_name="openquote",
        order=110,
    )


@hooks.register("construct_homepage_summary_items")
def show_what_waits(request, items):
    items.append(ReviewsDue(request))
