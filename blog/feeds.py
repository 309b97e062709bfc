"""Atom feeds of articles and of corrections."""

from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.db.models import prefetch_related_objects
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from blog.models.correction import Correction
from core.models import SiteSettings

ENTRIES = 20
# Where the demo and the footer put the page with the log. Its feed has an address of its own, below it.
CORRECTIONS_ADDRESS = "/corrections/"


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
        newest = list(self.article_list.articles(self.topic)[:ENTRIES])
        prefetch_related_objects(newest, "more_topics")
        return newest

    def item_title(self, item) -> str:
        return _printable(item.title)

    def item_description(self, item) -> str:
        return _printable(item.summary)

    def item_link(self, item) -> str:
        return item.full_url

    def item_pubdate(self, item):
        return item.first_published_at

    def item_updateddate(self, item):
        return item.changed_at

    def item_author_name(self, item) -> str:
        return ", ".join(person.title for person in item.authors)

    def item_categories(self, item) -> list[str]:
        return [topic.name for topic in item.topics]


class CorrectionsFeed(Feed):
    """The newest corrections of all articles."""

    feed_type = Atom1Feed
    feed_url = reverse_lazy("corrections_feed")

    def title(self) -> str:
        return f"{SiteSettings.for_default_site().site_name}: corrections"

    def subtitle(self) -> str:
        return "What was wrong in our articles, and what they say now."

    def link(self) -> str:
        return CORRECTIONS_ADDRESS

    def items(self):
        return Correction.objects.published().select_related("article")[:ENTRIES]

    def item_title(self, item) -> str:
        kind = "significant" if item.is_significant else "minor"
        return _printable(f"{item.article.title}: {kind} correction")

    def item_description(self, item) -> str:
        parts = [f"We wrote: {item.was}", f"It now says: {item.now}", item.note]
        return _printable("\n\n".join(part for part in parts if part))

    def item_link(self, item) -> str:
        return f"{item.article.full_url}#{item.anchor}"

    def item_guid(self, item) -> str:
        # Stays the same when the article gets another address.
        return item.key.urn

    def item_updateddate(self, item):
        return timezone.make_aware(datetime.combine(item.corrected_on, time(9)))

    item_pubdate = item_updateddate


def _printable(text: str) -> str:
    """Leave out control characters, which come with text pasted from slides and which XML cannot hold."""
    return "".join(character if character.isprintable() else " " for character in text)


def article_feed(article_list, request, topic=None):
    """Return the Atom feed of ``article_list``, narrowed to ``topic`` when given."""
    return ArticleFeed(article_list, topic)(request)
