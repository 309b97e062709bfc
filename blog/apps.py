from django.apps import AppConfig


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = "Articles"

    def ready(self):
        from blog.citations import finish
        from core.body import register_finisher

        register_finisher(finish)
