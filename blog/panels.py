"""Parts of an article's edit form that show something rather than ask for it."""

from wagtail.admin.panels import Panel


class MedicalReviewsPanel(Panel):
    """Where the article stands with its medical review, and every decision of a reviewer. Read only."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "blog/admin/medical_reviews_panel.html"

        def is_shown(self):
            return super().is_shown() and bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            # Here, because this module is part of what the article's class is made of.
            from blog.reviews import state_line
            from blog.text_digest import text_digest

            context = super().get_context_data(parent_context)
            context["state"] = state_line(self.instance, text_digest(self.instance))
            context["reviews"] = self.instance.reviews.select_related("reviewer", "revision")
            return context
