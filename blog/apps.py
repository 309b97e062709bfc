from django.apps import AppConfig


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = "Articles"

    def ready(self):
        from django.db.models.signals import pre_delete
        from wagtail.signals import page_published

        from blog import authors, citations, glossary, reviews
        from blog.models import ArticlePage, PersonPage
        from blog.rules import ARTICLE_RULES
        from core.body import register_finisher
        from core.publishing import register
        from offers.performance.visits import register_origin

        register(ArticlePage, *ARTICLE_RULES)
        register_origin(ArticlePage)
        register_finisher(citations.finish)
        register_finisher(glossary.finish)
        pre_delete.connect(authors.keep_authors, sender=PersonPage, dispatch_uid="keep_authors")
        page_published.connect(reviews.settle_publication, sender=ArticlePage, dispatch_uid="settle_publication")
