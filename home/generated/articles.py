"""Makes many articles at once, and takes exactly these away again.

They enter the database in bulk, each as a page that was published, without a revision: a page needs none to be read,
and gets its first when somebody edits it. What storing and publishing one by one would do is done here: the paths and
the number of children in the tree, the digest of the text, the dates, the reviews, the search index. The index of
references is left alone; `manage.py rebuild_references_index` fills it.
"""

import datetime
from collections.abc import Callable
from random import Random
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page
from wagtail.search.backends import get_search_backends
from wagtail.signal_handlers import disable_reference_index_auto_update

from blog.models import ArticleListPage, ArticlePage, PersonPage, Source, Topic
from blog.text_digest import text_digest
from core.lookahead import looking_ahead
from core.models import SiteImage
from core.reading import reading_minutes
from home.generated.belongings import Belongings
from home.generated.writing import Plan, StreamWriter

# A generated article is known by its translation key, which no editor sees and no copy takes over: this, then a number.
MARK = 0x6D61_6465_5F75_705F
NUMBERS = 64
FIRST_DAY, LAST_DAY = datetime.date(2016, 1, 4), datetime.date(2026, 10, 30)
# Rows that are made, or deleted, at a time.
BATCH = 500


class NothingToBuildFrom(Exception):
    """The site lacks what articles are made of; the message says what."""


def generated() -> QuerySet[ArticlePage]:
    """Return the generated articles, whatever an editor has done to them since."""
    return ArticlePage.objects.filter(translation_key__gte=_key(0), translation_key__lt=_key(1 << (NUMBERS - 1)))


def make_articles(number: int, progress: Callable[[int], None] = lambda made: None) -> int:
    """Add ``number`` articles to those that were generated before; return how many were made.

    The same number of articles in the same site is the same articles. ``progress`` is told how many there are so far.

    Raises:
        NothingToBuildFrom: when the site has no article list, topic, author, reviewer, source or picture.
    """
    maker = ArticleMaker()
    first = _next_number()
    for start in range(first, first + number, BATCH):
        numbers = range(start, min(start + BATCH, first + number))
        # A look ahead for the whole batch: its articles share their sources and pictures.
        with transaction.atomic(), looking_ahead():
            maker.make([maker.write(each) for each in numbers])
        progress(numbers.stop - first)
    return number


def make_article(plan: Plan, slug: str) -> ArticlePage:
    """Add one article with a body as ``plan`` says, under the address ``slug``, and return it. To measure by.

    Raises:
        NothingToBuildFrom: as `make_articles`.
    """
    maker = ArticleMaker()
    article = maker.write(_next_number(), plan)
    article.slug = slug
    with transaction.atomic():
        maker.make([article])
    return ArticlePage.objects.get(pk=article.pk)


def _next_number() -> int:
    # Not by MAX, which PostgreSQL has no such function of for this kind of key.
    last = generated().order_by("-translation_key").values_list("translation_key", flat=True).first()
    return last.int % (1 << NUMBERS) + 1 if last else 1


def remove_articles(progress: Callable[[int], None] = lambda removed: None) -> int:
    """Delete every generated article with all that belongs to it; return how many there were."""
    removed = 0
    # In the index of references there is nothing of them, unless somebody has rebuilt it.
    with disable_reference_index_auto_update():
        while keys := list(generated().order_by("-path").values_list("pk", flat=True)[:BATCH]):
            Page.objects.filter(pk__in=keys).delete()
            removed += len(keys)
            progress(removed)
    return removed


class ArticleMaker:
    """Writes articles from what the site has, and stores them a batch at a time."""

    def __init__(self) -> None:
        self.parent = ArticleListPage.objects.first()
        self.topics = list(Topic.objects.order_by("pk"))
        people = PersonPage.objects.live().order_by("pk")
        self.authors = [person for person in people if not person.is_reviewer]
        self.reviewers = [person for person in people if person.is_reviewer]
        self.sources = list(Source.objects.filter(status=Source.Status.CURRENT).order_by("pk"))
        self.pictures = list(SiteImage.objects.filter(width__gte=800).order_by("pk"))
        needed = {
            "an article list": self.parent,
            "a topic": self.topics,
            "an author": self.authors,
            "a medical reviewer": self.reviewers,
            "a source": self.sources,
            "a picture of 800 pixels and more": self.pictures,
        }
        if missing := [name for name, there in needed.items() if not there]:
            raise NothingToBuildFrom(f"The site has to have {', '.join(missing)} first. `load_demo` brings them.")
        self.content_type = ContentType.objects.get_for_model(ArticlePage)

    def write(self, number: int, plan: Plan | None = None) -> ArticlePage:
        """Return the article of this number, not stored yet, with a body as ``plan`` says or of a usual length."""
        chance = Random(f"article {number}")  # noqa: S311 - the same again each time
        writer = StreamWriter(chance, self.sources, self.pictures)
        title = writer.prose.title()
        day = FIRST_DAY + datetime.timedelta(days=chance.randrange((LAST_DAY - FIRST_DAY).days))
        published = timezone.make_aware(datetime.datetime.combine(day, datetime.time(9, chance.randrange(60))))
        updated = day + datetime.timedelta(days=chance.randrange(30, 900)) if chance.random() < 0.3 else None
        updated = updated if updated and updated <= LAST_DAY else None
        article = ArticlePage(
            title=title,
            draft_title=title,
            slug=f"{slugify(title)[:60].strip('-')}-{number}",
            summary=" ".join(writer.prose.sentences(2)),
            translation_key=_key(number),
            locale_id=self.parent.locale_id,
            content_type=self.content_type,
            topic=chance.choice(self.topics),
            reviewer=chance.choice(self.reviewers),
            image=chance.choice(self.pictures),
            first_published_at=published,
            last_published_at=published,
            updated_on=updated,
            updated_on_before=updated,
            key_points=writer.key_points(),
            body=writer.body(plan) if plan else writer.some_body(),
        )
        article.reading_minutes = reading_minutes(article.key_points, article.body)
        article.text_digest = text_digest(article)
        return article

    def make(self, articles: list[ArticlePage]) -> None:
        """Store ``articles`` as the last children of the article list, with what belongs to them; index them."""
        steps = self._next_steps(len(articles))
        pages = []
        for article, step in zip(articles, steps, strict=True):
            article.depth = self.parent.depth + 1
            article.path = Page._get_path(self.parent.path, article.depth, step)
            article.url_path = f"{self.parent.url_path}{article.slug}/"
            pages.append(
                Page(**{field.attname: getattr(article, field.attname) for field in Page._meta.concrete_fields})
            )
        Page.objects.bulk_create(pages)
        Page.objects.filter(pk=self.parent.pk).update(numchild=F("numchild") + len(pages))
        for article, page in zip(articles, pages, strict=True):
            article.pk = article.page_ptr_id = page.pk
            # Django makes no rows in bulk for a model whose parent has a table; this stores the child's row alone.
            article.save_base(raw=True, force_insert=True)
        made = Belongings(articles, self.topics, self.authors).rows()
        for model, rows in made.items():
            model._default_manager.bulk_create(rows)
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(ArticlePage, articles)

    def _next_steps(self, number: int) -> range:
        last = Page.objects.child_of(self.parent).order_by("path").last()
        first = Page._str2int(last.path[-Page.steplen :]) + 1 if last else 1
        return range(first, first + number)


def _key(number: int) -> UUID:
    return UUID(int=(MARK << NUMBERS) + number)
