"""The checklist beside the page editor: what stops the page from being published, and what is worth a look."""

from dataclasses import dataclass

from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.models import Page

from core.publishing.anchors import anchor
from core.publishing.rules import Finding, findings, rules_for


@dataclass(frozen=True)
class Line:
    """One line of the checklist: a finding and the id it leads to."""

    finding: Finding
    anchor: str


def lines(page: Page, found: list[Finding] | None = None) -> list[Line]:
    """Return a line for each finding about ``page``, those that stop it first."""
    found = findings(page) if found is None else found
    return [Line(finding, anchor(type(page), finding.place)) for finding in found]


class ChecklistSidePanel(BaseSidePanel):
    """Lists the findings about the page as it was last saved. Wagtail renders it anew after each autosave."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Toggle publish checklist"
        icon_name = "tasks"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context):
            return super().get_context_data(parent_context) | {"count": len(self.panel.stopping)}

    name = "checklist"
    title = "Publish checklist"
    template_name = "core/admin/checklist.html"
    order = 150

    def __init__(self, page, request):
        super().__init__(page, request)
        self.was_saved = bool(page.pk)
        # Of a page that was never saved nothing is known: what is typed stands in the browser alone.
        all_lines = lines(page) if self.was_saved else []
        self.stopping = [line for line in all_lines if line.finding.blocks]
        self.worth_a_look = [line for line in all_lines if not line.finding.blocks]

    @staticmethod
    def is_for(model: type[Page]) -> bool:
        """Whether any rule holds for pages of class ``model``."""
        return bool(rules_for(model))

    def get_context_data(self, parent_context):
        return super().get_context_data(parent_context) | {
            "stopping": self.stopping,
            "worth_a_look": self.worth_a_look,
            "count": len(self.stopping),
            "was_saved": self.was_saved,
        }
