from django.apps import AppConfig


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = "Articles"

    def ready(self):
        from django.db.models.signals import post_migrate, pre_delete
        from wagtail.signals import page_published

        from blog import authors, citations, glossary, reviews, shown
        from blog.cards import SORTS
        from blog.comments import counting, forgetting, letters, steps
        from blog.comments.posting import ACTION
        from blog.mails import MAILS
        from blog.models import ArticlePage, PersonPage
        from blog.moderation import digest, first_replies, retention
        from blog.moderation.mails import MAILS as MODERATION_MAILS
        from blog.privacy import HOLDINGS
        from blog.rules import ARTICLE_RULES
        from core import limits, page_cache
        from core.body import register_finisher
        from core.housekeeping import add_step
        from core.mail import catalogue
        from core.privacy.registry import register as register_holdings
        from core.publishing import register
        from offers.performance.visits import register_origin

        register(ArticlePage, *ARTICLE_RULES)
        register_origin(ArticlePage)
        register_holdings(*HOLDINGS)
        shown.declare()
        # The pages of a thread, and the orders of a list with its pages.
        page_cache.register_query("comments=[1-9][0-9]{0,3}")
        page_cache.register_query(f"sort=({'|'.join(SORTS)})(&page=[1-9][0-9]{{0,3}})?")
        register_finisher(citations.finish)
        register_finisher(glossary.finish)
        pre_delete.connect(authors.keep_authors, sender=PersonPage, dispatch_uid="keep_authors")
        page_published.connect(reviews.settle_publication, sender=ArticlePage, dispatch_uid="settle_publication")
        post_migrate.connect(first_replies.make_first_replies, sender=self, dispatch_uid="make_first_replies")
        catalogue.register(*MODERATION_MAILS)
        add_step(retention.STEP, retention.delete_refused, deletes=True)
        add_step(digest.STEP, digest.send_digests)
        # In this order: who waits for an answer is told once the count is right.
        steps.comment_appeared.connect(counting.count_again, dispatch_uid="count_comments")
        steps.comment_changed.connect(counting.count_again, dispatch_uid="count_comments")
        steps.comment_appeared.connect(letters.tell_who_waits, dispatch_uid="tell_who_waits")
        catalogue.register(*MAILS)
        add_step(forgetting.UNCONFIRMED, forgetting.delete_unconfirmed, deletes=True)
        add_step(forgetting.HIDDEN_NAMES, forgetting.delete_hidden_names, deletes=True)
        add_step(forgetting.SUBSCRIPTIONS, forgetting.delete_subscriptions, deletes=True)
        limits.count_by_email(ACTION)
