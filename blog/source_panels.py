"""What the edit form of a source shows besides its fields."""

from wagtail.admin.panels import Panel

from blog.source_usage import drafts_using, pages_citing


class SourcePanel(Panel):
    """Something about a source that is stored, with the pages that cite it. Read only."""

    class BoundPanel(Panel.BoundPanel):
        def is_shown(self):
            return super().is_shown() and bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            context["source"] = self.instance
            context["pages"] = pages_citing([self.instance])[self.instance.pk]
            return context


class StatusNotice(SourcePanel):
    """Tells editors which live pages are affected once a source was retracted, corrected or superseded."""

    class BoundPanel(SourcePanel.BoundPanel):
        template_name = "blog/admin/source_status_notice.html"

        def is_shown(self):
            return super().is_shown() and self.instance.status != self.instance.Status.CURRENT

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            context["pages"] = [page for page in context["pages"] if page.live]
            return context


class CitingPagesPanel(SourcePanel):
    """The pages that cite the source."""

    class BoundPanel(SourcePanel.BoundPanel):
        template_name = "blog/admin/source_citing_pages.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            known = {page.pk for page in context["pages"]}
            context["pages"] += [page for page in drafts_using(self.instance) if page.pk not in known]
            return context
