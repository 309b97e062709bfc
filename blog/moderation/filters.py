"""What the lists of comments can be narrowed to."""

import django_filters
from django.db.models import Q, QuerySet
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from blog.models.comment import Comment
from blog.moderation.spam import LIKELY

SCORES = {
    "likely": ("Likely spam", Q(spam_score__gte=LIKELY)),
    "some": ("Something odd", Q(spam_score__gt=0, spam_score__lt=LIKELY)),
    "none": ("Nothing odd", Q(spam_score=0)),
}
HAS_LINK = Q(text__icontains="http") | Q(text__icontains="www.")


class CommentFilters(WagtailFilterSet):
    """By article, date, score, links and risk."""

    article = django_filters.CharFilter(
        label="Article", field_name="article__title", lookup_expr="icontains", help_text="A part of its title"
    )
    created_at = django_filters.DateFromToRangeFilter(label="Date sent", widget=DateRangePickerWidget)
    score = django_filters.ChoiceFilter(
        label="Spam score", method="with_score", choices=[(slug, label) for slug, (label, _) in SCORES.items()]
    )
    links = django_filters.ChoiceFilter(
        label="Links", method="with_links", choices=[("yes", "Has links"), ("no", "Has none")]
    )
    risk = django_filters.ChoiceFilter(
        label="Words of risk", method="with_risk", choices=[("yes", "Has some"), ("no", "Has none")]
    )

    class Meta:
        model = Comment
        fields = ["article", "created_at", "score", "links", "risk"]

    def with_score(self, comments: QuerySet[Comment], name: str, score: str) -> QuerySet[Comment]:
        return comments.filter(SCORES[score][1])

    def with_links(self, comments: QuerySet[Comment], name: str, answer: str) -> QuerySet[Comment]:
        return comments.filter(HAS_LINK) if answer == "yes" else comments.exclude(HAS_LINK)

    def with_risk(self, comments: QuerySet[Comment], name: str, answer: str) -> QuerySet[Comment]:
        return comments.filter(is_urgent=answer == "yes")
