"""The approved comments of an article as an Atom feed."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from blog.comments.thread import prepare
from blog.feeds import ENTRIES, SiteFeed, printable
from blog.models import ArticlePage, Comment
from core.models import SiteSettings


class ArticleCommentsFeed(SiteFeed):
    """The newest comments under an article that anybody may read."""

    def get_object(self, request: HttpRequest, pk: str) -> ArticlePage:
        article = get_object_or_404(ArticlePage.objects.live().public(), pk=pk)
        article.frame = SiteSettings.for_request(request)
        return article

    def author_name(self, article: ArticlePage) -> str:
        return super().author_name(article.frame)

    def title(self, article: ArticlePage) -> str:
        return printable(f"Comments on “{article.title}”")

    def link(self, article: ArticlePage) -> str:
        return article.url

    def feed_url(self, article: ArticlePage) -> str:
        return reverse("comments_feed", args=[article.pk])

    def items(self, article: ArticlePage) -> list[Comment]:
        seen = article.comments.approved().filter(parent=None) | article.comments.answers()
        newest = seen.order_by("-created_at", "-pk").select_related("staff__reviewer_account__person")[:ENTRIES]
        prepare(newest, article, article.last_review)
        return list(newest)

    def item_title(self, item: Comment) -> str:
        return printable(f"{item.name}, {item.badge}" if item.badge else item.name)

    def item_description(self, item: Comment) -> str:
        return printable(item.html)

    def item_link(self, item: Comment) -> str:
        return reverse("comment", args=[item.pk])

    def item_pubdate(self, item: Comment):
        return item.created_at

    def item_authors(self, item: Comment) -> list[tuple[str, str]]:
        return [(printable(item.name), "")]
