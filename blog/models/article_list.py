from django.core.paginator import Paginator
from django.db.models import Func, IntegerField, OuterRef, Q, Subquery
from django.http import Http404
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from blog.feeds import article_feed
from blog.models.topic import Topic
from core.blocks import BodyBlock
from core.body import render_body
from core.models import BasePage

ARTICLES_A_PAGE = 10


class ArticleListPage(RoutablePageMixin, BasePage):
    """All articles, with a landing page and a feed for each topic."""

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["blog.ArticlePage"]
    page_description = "The list of all articles, with its topics and feeds. There is one; articles live under it."

    body = StreamField(
        BodyBlock(), verbose_name="introduction", blank=True, help_text="Stands above the list, on its first page only."
    )

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "article list"

    def articles(self, topic: Topic | None = None):
        """Return what anybody may read, newest first, ready for cards."""
        from blog.models.article import ArticlePage

        found = ArticlePage.objects.child_of(self).live().public()
        return (found.about(topic) if topic else found).newest_first().for_cards()

    def topics(self):
        """Return the topics that have an article, each with ``article_count``."""
        from blog.models.article import ArticlePage

        public = ArticlePage.objects.child_of(self).live().public().order_by()
        tagged = ArticlePage.more_topics.through.objects.filter(topic=OuterRef(OuterRef("pk"))).values("articlepage")
        about = public.filter(Q(topic=OuterRef("pk")) | Q(pk__in=tagged))
        # Counted in a query of its own for each topic: joined, two relations would multiply.
        count = about.annotate(count=Func("pk", function="COUNT")).values("count")
        return Topic.objects.annotate(article_count=Subquery(count, output_field=IntegerField())).filter(
            article_count__gt=0
        )

    def topic_url(self, topic: Topic, request=None) -> str:
        """Return the address of the landing page of ``topic``."""
        return self.get_url(request) + self.reverse_subpage("topic", args=[topic.slug])

    @path("")
    def index(self, request):
        return self._list(request)

    @path("topics/<slug:slug>/", name="topic")
    def topic(self, request, slug):
        return self._list(request, topic=_topic_or_404(slug))

    @path("feed/", name="feed")
    def feed(self, request):
        return article_feed(self, request)

    @path("topics/<slug:slug>/feed/", name="topic_feed")
    def topic_feed(self, request, slug):
        return article_feed(self, request, topic=_topic_or_404(slug))

    def get_sitemap_urls(self, request=None):
        entries = super().get_sitemap_urls(request)
        return entries + [{"location": self.full_url + f"topics/{topic.slug}/"} for topic in self.topics()]

    def _list(self, request, topic: Topic | None = None):
        paginator = Paginator(self.articles(topic), ARTICLES_A_PAGE)
        page_obj = paginator.get_page(request.GET.get("page"))
        if topic and not paginator.count:
            raise Http404("No article is about this topic yet.")
        topics = [
            {"topic": other, "url": self.topic_url(other, request), "count": other.article_count}
            for other in self.topics()
        ]
        context = {
            "rendered": None if topic else render_body(self.body, self.get_context(request), taken=("main", "topics")),
            "topic": topic,
            "topics": topics,
            "page_obj": page_obj,
            "article_count": paginator.count,
            "all_url": self.get_url(request),
        }
        return self.render(request, context_overrides=context)


def _topic_or_404(slug: str) -> Topic:
    topic = Topic.objects.filter(slug=slug).first()
    if topic is None:
        raise Http404("There is no such topic.")
    return topic
