"""Atom feeds of articles and of corrections. Source of the format: RFC 4287."""

import re
from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, linebreaks

from blog.models.correction import Correction
from core.models import SiteSettings

ENTRIES = 20
# Where the demo and the footer put the page with the log. Its feed has an address of its own, below it.
CORRECTIONS_ADDRESS = "/corrections/"
# What XML cannot hold (XML 1.0, 2.2): control characters that come with text pasted from slides.
UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class AtomFeed(Atom1Feed):
    """Django's Atom, with an element for each author of an entry."""

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name, address in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            if address:
                handler.addQuickElement("uri", address)
            handler.endElement("author")


class SiteFeed(Feed):
    """A feed of the site, which names the site as the author of what names none itself."""

    feed_type = AtomFeed

    def get_object(self, request: HttpRequest, *args, **kwargs) -> SiteSettings:
        return SiteSettings.for_request(request)

    def author_name(self, frame: SiteSettings) -> str:
        return printable(frame.organisation or frame.site_name)

    def item_extra_kwargs(self, item):
        return {"authors": self.item_authors(item)}

    def item_authors(self, item) -> list[tuple[str, str]]:
        """Return name and address of each author of an entry; no address for who has no page."""
        return []


class ArticleFeed(SiteFeed):
    """The newest articles of a list, or of one of its topics."""

    def __init__(self, article_list, topic=None):
        self.article_list = article_list
        self.topic = topic
        super().__init__()

    def title(self, frame: SiteSettings) -> str:
        return printable(f"{frame.site_name}: {self.topic.name}" if self.topic else frame.site_name)

    def subtitle(self, frame: SiteSettings) -> str | None:
        return printable(self.topic.summary if self.topic else frame.tagline) or None

    def link(self) -> str:
        return self.article_list.topic_url(self.topic) if self.topic else self.article_list.url

    def feed_url(self) -> str:
        return self.link() + "feed/"

    def items(self):
        newest = list(self.article_list.articles(self.topic)[:ENTRIES])
        prefetch_related_objects(newest, "more_topics")
        return newest

    def item_title(self, item) -> str:
        return printable(item.title)

    def item_description(self, item) -> str:
        """Return the summary as HTML, which is what Django says it is; whose offer stands there is said here too."""
        offer = " <strong>Partner offer</strong> on this page." if item.shows_partner else ""
        return escape(printable(item.summary)) + offer

    def item_link(self, item) -> str:
        return item.full_url

    def item_guid(self, item) -> str:
        # Stays the same when the article gets another address, so that nobody is shown it as a new one.
        return item.translation_key.urn

    def item_pubdate(self, item):
        return item.first_published_at

    def item_updateddate(self, item):
        return item.changed_at

    def item_authors(self, item) -> list[tuple[str, str]]:
        return [(printable(person.title), person.full_url if person.live else "") for person in item.authors]

    def item_categories(self, item) -> list[str]:
        return [printable(topic.name) for topic in item.topics]


class CorrectionsFeed(SiteFeed):
    """The newest corrections of all articles."""

    feed_url = reverse_lazy("corrections_feed")

    def title(self, frame: SiteSettings) -> str:
        return printable(f"{frame.site_name}: corrections")

    def subtitle(self) -> str:
        return "What was wrong in our articles, and what they say now."

    def link(self) -> str:
        return CORRECTIONS_ADDRESS

    def items(self):
        return Correction.objects.published().select_related("article")[:ENTRIES]

    def item_title(self, item) -> str:
        kind = "significant" if item.is_significant else "minor"
        return printable(f"{item.article.title}: {kind} correction")

    def item_description(self, item) -> str:
        parts = [f"We wrote: {item.was}", f"It now says: {item.now}", item.note]
        return linebreaks(printable("\n\n".join(part for part in parts if part)), autoescape=True)

    def item_link(self, item) -> str:
        return f"{item.article.full_url}#{item.anchor}"

    def item_guid(self, item) -> str:
        # Stays the same when the article gets another address.
        return item.key.urn

    def item_updateddate(self, item):
        return timezone.make_aware(datetime.combine(item.corrected_on, time(9)))

    item_pubdate = item_updateddate


def printable(text: str) -> str:
    """Return ``text`` with a space in place of each character that XML cannot hold."""
    return UNPRINTABLE.sub(" ", text)


def article_feed(article_list, request, topic=None):
    """Return the Atom feed of ``article_list``, narrowed to ``topic`` when given."""
    return ArticleFeed(article_list, topic)(request)
