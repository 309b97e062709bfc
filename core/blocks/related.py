"""Articles to read with what a page says.

Not exported by `core.blocks`: the models, which that package comes before, know who may read a page.
"""

import copy

from wagtail.blocks import PageChooserBlock

from core.blocks.lists import CountedListBlock
from core.models.page import is_restricted


class ArticleChooserBlock(PageChooserBlock):
    """Chooses an article, and knows of all those chosen on a page at once whether readers may open them."""

    def __init__(self, **kwargs):
        super().__init__(page_type="blog.ArticlePage", **kwargs)

    def bulk_to_python(self, values):
        articles = self.model_class.objects.annotate(is_private=is_restricted())
        found = articles.in_bulk({value for value in values if value})
        return [copy.copy(found.get(value)) for value in values]


class RelatedArticlesBlock(CountedListBlock):
    """One to three articles to read with this one. What is not public is left out."""

    def __init__(self, **kwargs):
        super().__init__(ArticleChooserBlock(label="Article"), **kwargs)

    class Meta:
        icon = "doc-full"
        label = "Related articles"
        group = "Text"
        description = "One to three articles that go with what was just said. Articles on the topic come by themselves."
        max_num = 3
        count_message = "Choose one, two or three articles."
        template = "blocks/related_articles.html"

    def get_context(self, value, parent_context=None):
        """Give the template the articles that readers may open, each once and without the one they are reading."""
        context = super().get_context(value, parent_context)
        page = context.get("page")
        shown = {article.pk: article for article in value if article and article != page and self._is_open(article)}
        context["articles"] = list(shown.values())
        return context

    @staticmethod
    def _is_open(article) -> bool:
        # In a preview, what was just chosen does not come from the stored stream and lacks the mark.
        return article.live and not getattr(article, "is_private", False)

    def get_preview_value(self):
        """Return the two newest articles, or made-up ones on a site without articles."""
        model = self.child_block.target_model
        newest = list(model.objects.live().public().newest_first()[:2])
        return self.normalize(newest or [model(title=title, live=True) for title in SAMPLE_ARTICLES])


SAMPLE_ARTICLES = ("Fibre, without the fuss", "What your gut microbes do")
