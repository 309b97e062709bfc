from django.core.paginator import Paginator
from django.db.models import Func, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Page

from blog.cards import NEWEST, SORTS, CardList, about, hidden_articles, public_articles
from blog.feeds import article_feed
from blog.models.topic import Topic
from core.blocks import BodyBlock
from core.body import render_body
from core.lookahead import want
from core.models import BasePage
from core.pictures import PICTURES
from core.search_fields import WordsField
from offers.disclosure import ShowsPartners

ARTICLES_A_PAGE = 10


class ArticleListPage(ShowsPartners, RoutablePageMixin, BasePage):
    """All articles, with a landing page and a feed for each topic."""

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["blog.ArticlePage"]
    fills_itself = True
    page_description = "The list of all articles, with its topics and feeds. There is one; articles live under it."

    body = StreamField(
        BodyBlock(), verbose_name="introduction", blank=True, help_text="Stands above the list, on its first page only."
    )

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    search_fields = [*BasePage.search_fields, WordsField("body")]

    class Meta:
        verbose_name = "article list"

    def articles(self, topic: Topic | None = None, sort: str = NEWEST, count: int | None = None) -> CardList:
        """Return what anybody may read, ready for cards; ``count`` saves asking how many there are."""
        found = public_articles().child_of(self)
        return CardList(found.filter(about([topic.pk])) if topic else found, sort, count)

    def topics(self) -> list[Topic]:
        """Return the topics that have an article, each with ``article_count``."""
        from blog.models.article import ArticlePage

        # Whatever is hidden is counted out: it is little, so nothing but indexes is read for the rest.
        hidden = hidden_articles().order_by().values("pk")
        main = ArticlePage.objects.order_by().filter(topic=OuterRef("pk")).exclude(pk__in=hidden)
        tagged = ArticlePage.more_topics.through.objects.order_by()
        more = tagged.filter(topic=OuterRef("pk")).exclude(articlepage__in=hidden)
        topics = Topic.objects.annotate(article_count=_number(main) + _number(more))
        # Left out here: in the database each would be counted a second time for it.
        return [topic for topic in topics if topic.article_count]

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

    def structured_data(self, context):
        shown = context["topic"] or self
        name = shown.name if context["topic"] else self.title
        page = {"@type": "CollectionPage", "name": name, "description": shown.summary}
        return [page | {"url": self.canonical_address(context)}]

    def get_sitemap_urls(self, request=None):
        entries = super().get_sitemap_urls(request)
        url = self.get_full_url(request)
        return entries + [{"location": f"{url}topics/{topic.slug}/"} for topic in self.topics()]

    def _list(self, request, topic: Topic | None = None):
        topics = self.topics()
        count = next((other.article_count for other in topics if other == topic), 0) if topic else None
        if count == 0:
            raise Http404("No article is about this topic yet.")
        articles = self.articles(topic, request.GET.get("sort", ""), count)
        page_obj = Paginator(articles, ARTICLES_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "rendered": None if topic else render_body(self.body, self.get_context(request), taken=("main", "topics")),
            "topic": topic,
            "shown_picture": topic and topic.image,
            "topics": [
                {"topic": other, "url": self.topic_url(other, request), "count": other.article_count}
                for other in topics
            ],
            "sorts": SORTS,
            "sort": articles.sort,
            "parameters": "" if articles.sort == NEWEST else f"sort={articles.sort}",
            "page_obj": page_obj,
            "address": self.full_url + (self.reverse_subpage("topic", args=[topic.slug]) if topic else ""),
            "article_count": page_obj.paginator.count,
            "all_url": self.get_url(request),
        }
        return self.render(request, context_overrides=context)


def _number(queryset) -> Coalesce:
    """Return the number of rows of ``queryset`` as a part of another query."""
    counted = queryset.annotate(number=Func("pk", function="COUNT")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _topic_or_404(slug: str) -> Topic:
    topic = Topic.objects.select_related("image").filter(slug=slug).first()
    if topic is None:
        raise Http404("There is no such topic.")
    want(PICTURES, [topic.image_id])
    return topic
