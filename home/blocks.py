"""Blocks of the home page and of standard pages."""

from wagtail import blocks

from blog.blocks import CorrectionsLogBlock
from blog.cards import ArticleCardBlock, cards
from blog.models import ArticlePage
from core.blocks import BodyBlock, TextBlock
from home.lists import lists_of
from offers.blocks import GuideBandBlock, PartnersBlock, ProductBandBlock, TrialBandBlock


class SectionBlock(blocks.StructBlock):
    """A section of the home page, with its heading in the margin."""

    title = blocks.CharBlock(max_length=60)
    intro = blocks.CharBlock(required=False, max_length=160, label="Line under the heading")


class FeaturedArticleBlock(blocks.StructBlock):
    """One article, large, with its picture."""

    article = ArticleCardBlock()

    class Meta:
        icon = "pick"
        label = "Featured article"
        group = "Articles"
        description = "One article, large, with its picture across the page."
        template = "blocks/featured_article.html"

    def get_preview_value(self):
        return {"article": ArticlePage.objects.live().public().newest_first().for_cards().first()}

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        chosen = value.get("article")
        # In a preview, what was just chosen does not come from the stored stream and lacks the mark.
        is_open = chosen and chosen.live and not getattr(chosen, "is_private", False)
        context["article"] = chosen if is_open else None
        return context


class LatestArticlesBlock(SectionBlock):
    """The newest articles: three with pictures, the rest as a contents list."""

    count = blocks.IntegerBlock(min_value=3, max_value=12, default=6, label="How many")

    class Meta:
        icon = "list-ul"
        label = "Latest articles"
        group = "Articles"
        description = "The newest articles: three with pictures, the rest as a list. It fills itself."
        preview_value = {"title": "Latest", "intro": "New pieces on most Thursdays.", "count": 6}
        template = "blocks/latest_articles.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        shown = _featured_article_ids(parent_context)
        lists = lists_of(context)
        newest = [key for key in lists.newest if key not in shown]
        articles = cards(newest[: value["count"]])
        context |= {"cards": articles[:3], "lines": articles[3:], "article_list": lists.article_list}
        return context


class TopicsBlock(SectionBlock):
    """All topics that have an article, with their counts."""

    class Meta:
        icon = "tag"
        label = "Topics"
        group = "Articles"
        description = "All topics that have an article, each with its line and its count. It fills itself."
        preview_value = {"title": "Topics", "intro": ""}
        template = "blocks/topics.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        article_list = lists_of(context).article_list
        context["topics"] = (
            [{"topic": topic, "url": article_list.topic_url(topic)} for topic in article_list.topics()]
            if article_list
            else []
        )
        return context


class PeopleBlock(SectionBlock):
    """Who writes and who checks."""

    class Meta:
        icon = "group"
        label = "People"
        group = "Articles"
        description = "Authors and reviewers with their portraits. It fills itself."
        preview_value = {"title": "Who writes, who checks", "intro": ""}
        template = "blocks/people.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        context["people"] = lists_of(context).people
        return context


class HomeTextBlock(TextBlock):
    """Paragraphs in the middle of the home page."""

    class Meta:
        template = "blocks/home_text.html"


class HomeBodyBlock(blocks.StreamBlock):
    """What an editor composes the home page from."""

    featured = FeaturedArticleBlock()
    latest = LatestArticlesBlock()
    topics = TopicsBlock()
    people = PeopleBlock()
    text = HomeTextBlock()
    guide_band = GuideBandBlock()
    trial_band = TrialBandBlock()
    product_band = ProductBandBlock()

    class Meta:
        block_counts = {"featured": {"max_num": 1}, "guide_band": {"max_num": 1}, "trial_band": {"max_num": 1}}


class ContactDetailsBlock(blocks.StaticBlock):
    """Name, postal address and email of the organisation, from the site's settings."""

    class Meta:
        icon = "mail"
        label = "Contact details"
        group = "Text"
        admin_text = "Shows the organisation’s name, postal address and email from the site settings."
        description = "How to reach us. It fills itself from the site settings."
        preview_value = None
        template = "blocks/contact_details.html"


class StandardBodyBlock(BodyBlock):
    """The body of a standard page."""

    corrections_log = CorrectionsLogBlock()
    contact_details = ContactDetailsBlock()
    partners = PartnersBlock()
    guide_band = GuideBandBlock()


def _featured_article_ids(parent_context) -> list[int]:
    page = (parent_context or {}).get("page")
    body = getattr(page, "body", None) or []
    return [child.value["article"].pk for child in body if child.block_type == "featured" and child.value["article"]]
