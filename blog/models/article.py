from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Prefetch, Q
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager, PageQuerySet
from wagtail.search import index

from blog.blocks import ArticleBodyBlock, KeyPointsBlock
from blog.comments import comment_form_for, store_comment, thread
from blog.models.review import MedicalReview
from blog.rendering import render_article
from core.models import BasePage
from core.reading import reading_minutes
from offers.disclosure import ShowsPartners

# Addresses under the article list that are not articles.
RESERVED_SLUGS = ("topics", "feed")
RELATED = 3


class ArticleQuerySet(PageQuerySet):
    """Articles, as lists need them."""

    def about(self, topic):
        """Return the articles with this topic as their main one or as one more."""
        return self.filter(Q(topic=topic) | Q(more_topics=topic)).distinct()

    def newest_first(self):
        """Return the articles by the day on which each was first published."""
        return self.order_by("-first_published_at", "-pk")

    def for_cards(self):
        """Fetch with the articles what a card shows, in a fixed number of queries."""
        authors = ArticleAuthor.objects.select_related("person").order_by("sort_order")
        return self.select_related("topic", "image").prefetch_related(
            Prefetch("article_authors", queryset=authors), "image__renditions"
        )


class ArticlePage(ShowsPartners, BasePage):
    """An educational article: what is known, how well, and what it rests on."""

    topic = models.ForeignKey(
        "blog.Topic",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="main_articles",
        verbose_name="main topic",
        help_text="Stands above the title.",
    )
    more_topics = ParentalManyToManyField(
        "blog.Topic",
        blank=True,
        related_name="more_articles",
        help_text="Other topics under which readers look for it.",
    )
    image = models.ForeignKey(
        "core.SiteImage",
        verbose_name="lead picture",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Opens the article and stands on its card. Its description is read aloud: check it.",
    )
    key_points = StreamField(
        KeyPointsBlock(),
        blank=True,
        help_text="Three to five lines for readers in a hurry. Each should stand on its own.",
    )
    body = StreamField(
        ArticleBodyBlock(),
        blank=True,
        help_text="Sections with a heading each. Every claim has a citation; a condition has a note on seeking help.",
    )
    reviewer = models.ForeignKey(
        "blog.PersonPage",
        verbose_name="medical reviewer",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who is asked to check this article: a medical reviewer who is not one of its authors.",
    )
    updated_on = models.DateField(
        "updated on",
        null=True,
        blank=True,
        help_text="The day of the last change that alters what a reader learns. Leave it for spelling.",
    )
    comments_open = models.BooleanField("readers may reply", default=True)
    reading_minutes = models.PositiveSmallIntegerField(default=1, editable=False)

    objects = PageManager.from_queryset(ArticleQuerySet)()

    template = "blog/article_page.html"
    reader_kind = "Article"
    parent_page_types = ["blog.ArticleListPage"]
    subpage_types: list[str] = []
    page_description = "An educational article with sources, an author and a medical reviewer."

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *Page.content_panels,
                    FieldPanel("summary"),
                    MultiFieldPanel(
                        [
                            FieldPanel("topic", widget=forms.Select),
                            FieldPanel("more_topics", widget=forms.CheckboxSelectMultiple),
                        ],
                        "Topics",
                    ),
                    FieldPanel("image"),
                    FieldPanel("key_points"),
                    FieldPanel("body"),
                ],
                heading="Content",
            ),
            ObjectList(
                [
                    InlinePanel("article_authors", label="Author", min_num=0),
                    FieldPanel("reviewer"),
                    FieldPanel("updated_on"),
                    InlinePanel("corrections", label="Correction"),
                ],
                heading="Evidence",
            ),
            ObjectList(BasePage.promote_panels, heading="Promote"),
            ObjectList([FieldPanel("comments_open")], heading="Settings"),
        ]
    )
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("key_points"),
        index.FilterField("topic"),
    ]

    class Meta:
        verbose_name = "article"

    @cached_property
    def authors(self):
        """The authors in order, as person pages."""
        return [link.person for link in self.article_authors.all()]

    @cached_property
    def topics(self):
        """The main topic, then the others."""
        others = [topic for topic in self.more_topics.all() if topic != self.topic]
        return ([self.topic] if self.topic else []) + others

    @property
    def picture(self):
        return self.share_image or self.image

    @property
    def last_review(self) -> MedicalReview | None:
        """The newest review that approved what readers see, or None.

        A review of a version that is not published yet says nothing about the text that is.
        """
        if not self.pk:
            return None
        approved = self.reviews.filter(outcome=MedicalReview.Outcome.APPROVED)
        published = Q(revision=None) | Q(revision__lte=self.live_revision_id or 0)
        return approved.filter(published).select_related("reviewer", "reviewer__image").first()

    def changed_since(self, review: MedicalReview | None) -> bool:
        """Whether readers see a later version than the one that ``review`` approved."""
        if not (review and review.revision_id and self.live_revision_id):
            return False
        return self.live_revision_id > review.revision_id

    def clean(self):
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": f"“{self.slug}” is an address of the article list. Choose another."})

    def full_clean(self, *args, **kwargs):
        self.reading_minutes = reading_minutes(self.key_points, self.body)
        super().full_clean(*args, **kwargs)

    def related(self):
        """Return up to three other articles: those that share a topic first, then the newest."""
        topics = [topic.pk for topic in self.topics]
        shared = Count("more_topics", filter=Q(more_topics__in=topics))
        others = ArticlePage.objects.live().public().exclude(pk=self.pk).sibling_of(self)
        ranked = others.annotate(
            same_topic=models.Case(models.When(topic__in=topics, then=1), default=0), shared=shared
        )
        return ranked.order_by("-same_topic", "-shared", "-first_published_at").for_cards()[:RELATED]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        article_list = self.get_parent().specific if self.get_parent() else None
        comments = thread(self) if self.pk else []
        review = self.last_review
        # The partners first, so that the bands in the body find theirs.
        context["partners"] = self.partners_shown
        context |= {
            "rendered": render_article(self, context),
            "review": review,
            "changed_since_review": self.changed_since(review),
            "topic_url": article_list.topic_url(self.topic, request) if article_list and self.topic else "",
            "related": self.related() if self.pk else [],
            "thread": comments,
            "comment_count": sum(1 + len(comment.answers) for comment in comments),
            "comment_form": kwargs.get("comment_form") or comment_form_for(self, request),
            "comment_received": request.GET.get("reply") == "received",
        }
        return context

    def serve(self, request, *args, **kwargs):
        """Show the article; on POST store the reply for moderation and say so."""
        if request.method != "POST" or not self.comments_open:
            return super().serve(request, *args, **kwargs)
        form = comment_form_for(self, request, data=request.POST)
        if form.is_valid():
            store_comment(self, form)
            return redirect(f"{self.get_url(request)}?reply=received#reply")
        context = self.get_context(request, comment_form=form)
        return render(request, self.get_template(request), context, status=422)


class ArticleAuthor(Orderable):
    """One author of an article, in order."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="article_authors")
    person = models.ForeignKey("blog.PersonPage", on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("person", help_text="Choose a person. The first one stands first.")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["article", "person"], name="one_authorship_a_person")]

    def __str__(self) -> str:
        return str(self.person)
