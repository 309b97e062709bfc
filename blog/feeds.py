"""Atom feeds of articles."""

from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from core.models import SiteSettings

ENTRIES = 20


class ArticleFeed(Feed):
    """The newest articles of a list, or of one of its topics."""

    feed_type = Atom1Feed

    def __init__(self, article_list, topic=None):
        self.article_list = article_list
        self.topic = topic
        super().__init__()

    def title(self) -> str:
        name = SiteSettings.for_default_site().site_name
        return f"{name}: {self.topic.name}" if self.topic else name

    def subtitle(self) -> str:
        return self.topic.summary if self.topic else SiteSettings.for_default_site().tagline

    def link(self) -> str:
        return self.article_list.topic_url(self.topic) if self.topic else self.article_list.url

    def feed_url(self) -> str:
        return self.link() + "feed/"

    def items(self):
        return self.article_list.articles(self.topic).prefetch_related("more_topics")[:ENTRIES]

    def item_title(self, item) -> str:
        return _printable(item.title)

    def item_description(self, item) -> str:
        return _printable(item.summary)

    def item_link(self, item) -> str:
        return item.full_url

    def item_pubdate(self, item):
        return item.first_published_at

    def item_updateddate(self, item):
        if not item.updated_on:
            return item.first_published_at
        return timezone.make_aware(datetime.combine(item.updated_on, time(9)))

    def item_author_name(self, item) -> str:
        return ", ".join(person.title for person in item.authors)

    def item_categories(self, item) -> list[str]:
        return [topic.name for topic in item.topics]


def _printable(text: str) -> str:
    """Leave out control characters, which come with text pasted from slides and which XML cannot hold."""
    return "".join(character if character.isprintable() else " " for character in text)


def article_feed(article_list, request, topic=None):
    """Return the Atom feed of ``article_list``, narrowed to ``topic`` when given."""
    return ArticleFeed(article_list, topic)(request)
