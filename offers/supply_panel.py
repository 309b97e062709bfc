"""What the editor of a trial page sees of its supply. Read only: the supply has a form of its own."""

from django.urls import NoReverseMatch, reverse
from wagtail.admin.panels import Panel


class SupplyPanel(Panel):
    """Dates, countries and number of samples, with the way to change them."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "offers/admin/supply_panel.html"

        def is_shown(self):
            return super().is_shown() and bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            may_change = self.request.user.has_perm("offers.change_trialsupply")
            return context | {
                "supply": self.instance.supply,
                "conditions": [fact for fact in self.instance.conditions if fact.field == "stored_supply"],
                "change": _address(self.instance) if may_change else "",
            }


def _address(trial) -> str:
    try:
        return reverse("trial_supply", args=[trial.pk])
    except NoReverseMatch:
        return ""
