"""What editors find in the menu “Reports”, and the line on their dashboard that leads there."""

import datetime

import django_filters
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy

from blog.models import ArticlePage, PersonPage, Topic
from blog.models.review import is_reviewer
from blog.reviews import ReviewState, due_count, with_review_state


def state_label(state: str) -> str:
    """Return ``state`` in an editor's words."""
    return ReviewState(state).label


def day_label(day: datetime.date | None) -> str:
    """Return ``day`` as a date: how far off it is says less to somebody who plans."""
    return date_format(day, "j M Y") if day else ""


def name_or_nothing(record) -> str:
    """Return the name of a record for a cell of a spreadsheet; nothing when there is none."""
    return str(record) if record else ""


class MedicalReviewFilters(WagtailFilterSet):
    """The report narrowed to a state, a main topic or a reviewer."""

    review_state = django_filters.ChoiceFilter(label="State", choices=ReviewState.choices)
    topic = django_filters.ModelChoiceFilter(label="Main topic", queryset=Topic.objects.all())
    reviewer = django_filters.ModelChoiceFilter(
        label="Medical reviewer", queryset=PersonPage.objects.filter(is_reviewer=True).order_by("title")
    )

    class Meta:
        model = ArticlePage
        fields = ["topic", "reviewer"]


class MedicalReviewsReport(ReportView):
    """Every live article with its last medical review, the most urgent first."""

    page_title = "Medical reviews"
    header_icon = "clipboard-list"
    model = ArticlePage
    index_url_name = "medical_reviews"
    index_results_url_name = "medical_reviews_results"
    filterset_class = MedicalReviewFilters
    any_permission_required = ["publish"]
    no_results_message = "No live article is in this state."
    list_export = [
        *("title", "topic", "reviewer", "reviewed_by", "reviewed_on", "review_due"),
        *("review_state", "full_url"),
    ]
    export_headings = {
        "topic": "Main topic",
        "reviewer": "Medical reviewer",
        "reviewed_by": "Last reviewed by",
        "reviewed_on": "Last review",
        "review_due": "Check again by",
        "review_state": "State",
        "full_url": "Address",
    }
    custom_field_preprocess = {
        "review_state": dict.fromkeys(ReportView.FORMATS, state_label),
        **dict.fromkeys(("topic", "reviewer"), dict.fromkeys(ReportView.FORMATS, name_or_nothing)),
    }
    export_filename = "medical-reviews"

    @cached_property
    def columns(self):
        return [
            TitleColumn("title", label="Article", get_url=self.address_of),
            Column("topic", label="Main topic"),
            Column("reviewer", label="Medical reviewer"),
            Column("reviewed_by", label="Last reviewed by"),
            Column("reviewed_on", label="Last review", accessor=lambda article: day_label(article.reviewed_on)),
            Column("review_due", label="Check again by", accessor=lambda article: day_label(article.review_due)),
            Column("review_state", label="State", accessor=lambda article: state_label(article.review_state)),
        ]

    @cached_property
    def may_publish(self) -> bool:
        """Whether it is shown to somebody who answers for articles, rather than to a reviewer who plans."""
        return page_permission_policy.user_has_permission(self.request.user, "publish")

    def address_of(self, article: ArticlePage) -> str | None:
        """Return where the title leads: to the editor, or for a reviewer, who may not edit, to the article itself."""
        if self.may_publish:
            return reverse("wagtailadmin_pages:edit", args=[article.pk])
        return article.get_url(self.request)

    def user_has_any_permission(self, permissions):
        return may_see_reviews(self.request.user)

    def get_base_queryset(self):
        articles = articles_of(self.request.user).select_related("topic", "reviewer")
        return with_review_state(articles)

    def order_queryset(self, queryset):
        return queryset.order_by("review_state", "review_due", "title")


def may_see_reviews(user) -> bool:
    """Whether ``user`` may open the report on medical reviews: who publishes articles, and who reviews them."""
    return page_permission_policy.user_has_permission(user, "publish") or is_reviewer(user)


def articles_of(user):
    """Return the live articles that ``user`` answers for: those that they may publish; for a reviewer, all."""
    if not page_permission_policy.user_has_permission(user, "publish") and is_reviewer(user):
        return ArticlePage.objects.live()
    theirs = page_permission_policy.instances_user_has_permission_for(user, "publish")
    return ArticlePage.objects.live().filter(pk__in=theirs.order_by().values("pk"))


class ReviewsDue(SummaryItem):
    """How many articles are due for review."""

    order = 410
    template_name = "blog/admin/reviews_due.html"

    def get_context_data(self, parent_context):
        return {"count": due_count(articles_of(self.request.user))}

    def is_shown(self):
        return page_permission_policy.user_has_permission(self.request.user, "publish")
