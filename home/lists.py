"""What fills the lists of the home page: articles, people, topics. Each is asked for once, whatever shows it."""

from functools import cached_property

from wagtail.blocks import StreamValue

from blog.cards import CARDS, public_articles
from blog.models import ArticleListPage, PersonPage
from core.lookahead import want
from core.models import is_restricted
from core.pictures import PICTURES

# The most that the block "Latest articles" may show, and one that stands above it as the featured one.
NEWEST = 12 + 1
PEOPLE = 8


class HomeLists:
    """The lists of one page."""

    @cached_property
    def newest(self) -> list[int]:
        """The primary keys of the newest public articles."""
        pages = public_articles().order_by("-first_published_at", "-pk")
        return list(pages.values_list("pk", flat=True)[:NEWEST])

    @cached_property
    def people(self) -> list[PersonPage]:
        """Who writes, then who checks."""
        people = PersonPage.objects.live().exclude(is_restricted()).order_by("is_reviewer", "title")
        return list(people.select_related("image")[:PEOPLE])

    @cached_property
    def article_list(self) -> ArticleListPage | None:
        """The article list, where anybody may read it."""
        return ArticleListPage.objects.live().exclude(is_restricted()).first()

    def announce(self, body: StreamValue) -> None:
        """Let the articles and the pictures that the blocks of ``body`` show be fetched with all others."""
        raw = {block["type"]: block["value"] for block in body.raw_data}
        if "latest" in raw:
            want(CARDS, self.newest[: (raw["latest"].get("count") or NEWEST) + 1])
        if "people" in raw:
            want(PICTURES, (person.image_id for person in self.people))


def lists_of(context) -> HomeLists:
    """Return the lists of the page that a block stands on; of none in the block's preview."""
    return context.get("lists") or HomeLists()
