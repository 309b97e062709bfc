"""Loads the demo: readable files in, pages through their models with full validation out."""

import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files import File
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.models import Locale, Page, Site

from blog.models import (
    ArticleAuthor,
    ArticleListPage,
    ArticlePage,
    Correction,
    GlossaryTerm,
    MedicalReview,
    PeoplePage,
    PersonPage,
    Source,
    Topic,
)
from core.models import ConsentText, SiteImage, SiteSettings
from home.demo import files
from home.demo.blocks import BlockWriter
from home.demo.offers import OfferLoader
from home.models import HomePage, StandardPage


def load_demo() -> bool:
    """Load the demo into an empty site; return whether anything was loaded.

    A site with a home page is left as it is, so that nothing an editor changed is ever overwritten. All or nothing.

    Raises:
        ContentError: when the site is not marked as a demo, or a file of the demo is wrong.
    """
    if HomePage.objects.exists():
        return False
    if not settings.DEMO_MODE:
        raise files.ContentError("The demo has invented people and gaps in it. Set DEMO_MODE=true to load it.")
    with transaction.atomic():
        DemoLoader().load()
    return True


class DemoLoader:
    """Makes the records that others point at first, then empty pages, then fills and publishes them."""

    def __init__(self):
        self.images: dict[str, SiteImage] = {}
        self.documents: dict[str, AbstractDocument] = {}
        self.sources: dict[str, Source] = {}
        self.terms: dict[str, GlossaryTerm] = {}
        self.topics: dict[str, Topic] = {}
        self.pages: dict[str, Page] = {}
        self.text = files.RichTextWriter(page_ids={}, sources=self.sources, terms=self.terms)
        self.blocks = BlockWriter(self.text, self.images, self.documents, page_ids=self.text.page_ids)

    def load(self) -> None:
        """Load everything."""
        self._load_images()
        self._load_documents()
        self._load_what_articles_share()
        self._load_consents()
        self._plant_home()
        offers = OfferLoader(self)
        standard_pages, articles = files.read_folder("pages"), files.read_folder("articles")
        people = files.read("people.yaml")
        self._plant_pages(standard_pages, articles, people)
        offers.plant()
        self._fill_people(people)
        offers.fill()
        for data in standard_pages:
            self._fill_standard_page(data)
        for data in articles:
            self._fill_article(data)
        self._fill_home()
        self._fill_settings()

    def plant(self, parent: Page, page: Page) -> Page:
        """Add ``page``, still empty, as a draft below ``parent``, so that links to it can be written."""
        page.live = False
        page.locale = Locale.get_default()
        parent.add_child(instance=page)
        self.pages[page.slug] = page
        self.text.page_ids[page.slug] = page.pk
        return page

    def validate(self, page: Page) -> None:
        """Refuse ``page`` and its children unless they are complete and correct."""
        page.full_clean()
        for relation in get_all_child_relations(type(page)):
            for child in getattr(page, relation.get_accessor_name()).all():
                child.full_clean(exclude=[relation.field.name])

    def publish(self, page: Page, at: datetime.date | None = None) -> None:
        """Validate ``page`` in full, save a revision and publish it; ``at`` is the day it says it was published."""
        self.validate(page)
        page.save_revision(clean=False).publish()
        if at:
            moment = timezone.make_aware(datetime.datetime.combine(at, datetime.time(9)))
            type(page).objects.filter(pk=page.pk).update(first_published_at=moment, last_published_at=moment)

    def _load_images(self) -> None:
        for stem, data in files.read("images.yaml").items():
            with (files.FOLDER / "images" / f"{stem}.webp").open("rb") as file:
                image = SiteImage(
                    title=data["title"],
                    description=data["alt"],
                    credit="Drawing: The Gut Connection",
                    file=ImageFile(file, name=f"{stem}.webp"),
                )
                image.width, image.height = image.file.width, image.file.height
                self._set_focal_point(image, data.get("focal"))
                image.full_clean(exclude=["width", "height", "tags"])
                image.save()
            self.images[stem] = image

    def _load_documents(self) -> None:
        for key, data in files.read("documents.yaml").items():
            with (files.FOLDER / "documents" / data["file"]).open("rb") as file:
                document = get_document_model()(title=data["title"], file=File(file, name=data["file"]))
                document.full_clean(exclude=["tags"])
                document.save()
                document.get_file_size()
            self.documents[key] = document

    @staticmethod
    def _set_focal_point(image: SiteImage, focal: dict | None) -> None:
        if focal:
            image.focal_point_x = round(focal["x"] * image.width)
            image.focal_point_y = round(focal["y"] * image.height)
            image.focal_point_width = image.focal_point_height = round(image.width / 10)

    def _load_what_articles_share(self) -> None:
        for position, data in enumerate(files.read("topics.yaml"), start=1):
            topic = Topic(
                name=data["name"],
                slug=data["slug"],
                summary=data["summary"],
                introduction=self.text.blocks(data.get("introduction")),
                image=self.images[data["image"]],
                review_months=data.get("review_months"),
                is_condition=data.get("is_condition", False),
                is_about_live_products=data.get("is_about_live_products", False),
                position=position * 10,
            )
            topic.full_clean()
            topic.save()
            self.topics[topic.slug] = topic
        for data in files.read("sources.yaml"):
            source = Source(**{name: value for name, value in data.items() if name != "key" and value is not None})
            source.full_clean()
            source.save()
            self.sources[data["key"]] = source
        for data in files.read("glossary.yaml"):
            term = GlossaryTerm(term=data["term"], definition=data["definition"])
            term.full_clean()
            term.save()
            self.terms[data["key"]] = term

    @staticmethod
    def _load_consents() -> None:
        for data in files.read("offers.yaml")["consents"]:
            text = ConsentText(purpose=data["purpose"], wording=data["wording"].strip())
            text.full_clean()
            text.save()

    def _plant_home(self) -> None:
        root = Page.get_first_root_node()
        site = Site.objects.filter(is_default_site=True).first()
        welcome = site and site.root_page
        data = files.read("home.yaml")
        home = self.plant(root, HomePage(title=data["title"], slug="front", hero_title=data["hero_title"]))
        site = site or Site(hostname="localhost", is_default_site=True)
        site.root_page, site.site_name = home, data["title"]
        site.hostname, site.port = _host_and_port(settings.WAGTAILADMIN_BASE_URL)
        site.save()
        if welcome and welcome.specific_class is Page:
            Page.objects.get(pk=welcome.pk).delete()
        self.home = HomePage.objects.get(pk=home.pk)
        self.pages["front"] = self.home

    def _plant_pages(self, standard_pages, articles, people) -> None:
        article_list = self.plant(self.home, ArticleListPage(title="Articles", slug="articles"))
        article_list.summary = "Each one lists its sources and says who checked it. Newest first."
        self.publish(article_list)
        for data in articles:
            self.plant(article_list, ArticlePage(title=data["title"], slug=data["slug"]))
        people_list = self.plant(self.home, PeoplePage(title="Who writes, who checks", slug="people"))
        people_list.summary = "Everybody here is invented for the demo. Each says who pays them."
        self.publish(people_list)
        for data in people:
            self.plant(people_list, PersonPage(title=data["name"], slug=data["slug"], role=data["role"]))
        for data in standard_pages:
            self.plant(self.home, StandardPage(title=data["title"], slug=data["slug"]))

    def _fill_people(self, people) -> None:
        for data in people:
            person = self.pages[data["slug"]]
            person.credentials = data.get("credentials", "")
            person.summary = data.get("summary", "")
            person.image = self.images[data["image"]]
            person.body = self.blocks.stream(data["body"])
            person.interests = [{"type": "interest", "value": item} for item in data.get("interests", [])]
            person.is_reviewer, person.fictional = data["is_reviewer"], data["fictional"]
            self.publish(person)

    def _fill_standard_page(self, data) -> None:
        page = self.pages[data["slug"]]
        page.summary = data.get("summary", "").strip()
        page.search_description = data.get("search_description", "").strip()
        page.body = self.blocks.stream(data["body"])
        self.publish(page)

    def _fill_article(self, data) -> None:
        article = self.pages[data["slug"]]
        article.summary = data["summary"].strip()
        article.search_description = data.get("search_description", "").strip()
        main, *more = (self.topics[slug] for slug in data["topics"])
        article.topic, article.more_topics = main, more
        article.image = self.images[data["image"]]
        article.reviewer = self.pages[data["reviewer"]]
        article.updated_on = data.get("updated")
        article.key_points = [{"type": "point", "value": self.text.line(point)} for point in data["key_points"]]
        article.body = self.blocks.stream(data["body"])
        article.article_authors = [ArticleAuthor(person=self.pages[slug]) for slug in data["authors"]]
        article.corrections = [
            Correction(
                corrected_on=item["on"],
                significance=item["significance"],
                was=item["was"].strip(),
                now=item["now"].strip(),
                note=item.get("note", ""),
            )
            for item in data.get("corrections", [])
        ]
        if data.get("draft"):
            self.validate(article)
            article.save_revision(clean=False)
            return
        self.publish(article, at=data["first_published"])
        if review := data.get("review"):
            signed = MedicalReview.objects.create(
                article=article,
                reviewer=article.reviewer,
                revision=article.latest_revision,
                reviewed_on=review["on"],
                note=review.get("note", ""),
            )
            if any(item["on"] > review["on"] for item in data.get("corrections", [])):
                # The version that was signed had the mistake in it, and is not part of the demo.
                MedicalReview.objects.filter(pk=signed.pk).update(revision=None, text_digest="")

    def _fill_home(self) -> None:
        data = files.read("home.yaml")
        home = self.home
        home.summary = data["summary"]
        home.search_description = data.get("search_description", "").strip()
        home.hero_text = data["hero_text"].strip()
        home.share_image = self.images[data["image"]]
        home.body = self.blocks.stream(data["body"])
        self.publish(home)

    def _fill_settings(self) -> None:
        data = files.read("site.yaml")
        site = Site.objects.get(is_default_site=True)
        frame = SiteSettings.for_site(site)
        frame.site_name, frame.tagline = data["site_name"], data["tagline"]
        frame.share_image = self.images[data["image"]]
        frame.footer_text = data["footer_text"].strip()
        frame.footer_end = data.get("footer_end", "")
        frame.comments_close_after = data["comments_close_after"]
        frame.demo_notice = data["demo_notice"]
        frame.medical_disclaimer = data["disclaimer"].strip()
        frame.safety_note = data.get("safety_note", "").strip()
        frame.organisation = data["organisation"]["name"]
        frame.postal_address = data["organisation"]["postal_address"]
        frame.contact_email = data["organisation"]["email"]
        frame.header_links = [{"type": "link", "value": self._link(item)} for item in data["header"]]
        frame.footer_columns = [
            {
                "type": "column",
                "value": {"heading": column["heading"], "links": [self._link(item) for item in column["links"]]},
            }
            for column in data["footer"]
        ]
        frame.full_clean()
        frame.save()

    def _link(self, item: dict) -> dict:
        page = self.text.page_ids[item["page"]] if "page" in item else None
        return {"label": item["label"], "page": page, "address": item.get("url", "")}


def _host_and_port(base_url: str) -> tuple[str, int]:
    parts = urlsplit(base_url)
    return parts.hostname or "localhost", parts.port or (443 if parts.scheme == "https" else 80)
