"""What the edit form of a partner shows besides its fields. Read only."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.text import capfirst
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.panels import Panel
from wagtail.models import Page

from core.drafts import draft_of

if TYPE_CHECKING:
    from offers.models import Partner


class PartnerPanel(Panel):
    """Something about a partner that is stored."""

    class BoundPanel(Panel.BoundPanel):
        def is_shown(self):
            return super().is_shown() and bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"partner": self.instance}


class WordingPanel(PartnerPanel):
    """The disclosure, as readers see it."""

    class BoundPanel(PartnerPanel.BoundPanel):
        template_name = "offers/admin/partner_wording.html"


class CountsPanel(PartnerPanel):
    """How often each link was followed, by the rules of the report on offers: small numbers are hidden."""

    class BoundPanel(PartnerPanel.BoundPanel):
        template_name = "offers/admin/partner_counts.html"

        def get_context_data(self, parent_context=None):
            # It is built on the models, and they on these panels.
            from offers.performance.figures import LEAST_SHOWN, clicks_by_month, in_words, shown, total_of

            links = list(self.instance.links.get_live_queryset().order_by("sort_order"))
            counted = clicks_by_month(link.pk for link in links)
            this_month = timezone.localdate().replace(day=1)
            rows = [
                {
                    "link": link,
                    "this_month": in_words(shown(counted[link.pk].get(this_month, 0))),
                    "in_all": total_of(shown(number) for number in counted[link.pk].values()),
                }
                for link in links
            ]
            return super().get_context_data(parent_context) | {"rows": rows, "least": LEAST_SHOWN}


class AppearancesPanel(PartnerPanel):
    """Every page that shows the partner, and why."""

    class BoundPanel(PartnerPanel.BoundPanel):
        template_name = "offers/admin/partner_appearances.html"

        def get_context_data(self, parent_context=None):
            # It is built on the models, and they on these panels.
            from offers.appearances import appearances

            found = appearances(self.instance)
            finder = AdminURLFinder(self.request.user)
            records = [
                {"name": record, "kind": capfirst(record._meta.verbose_name), "edit_url": finder.get_edit_url(record)}
                for record in found.records
            ]
            return super().get_context_data(parent_context) | {"found": found, "records": records}


class OwedPanel(PartnerPanel):
    """What the partner still has to tell, in its record and on the pages of its offers."""

    class BoundPanel(PartnerPanel.BoundPanel):
        template_name = "offers/admin/partner_owed.html"

        def get_context_data(self, parent_context=None):
            owed = {"own": list(_owed_here(self.instance)), "pages": list(_owed_on_pages(self.instance))}
            return super().get_context_data(parent_context) | owed


def _owed_here(partner: "Partner") -> Iterator[str]:
    if not partner.legal_name.strip():
        yield "legal name"
    if partner.category == partner.Category.NOT_STATED:
        yield "what its product is in law"
    if not partner.privacy_notice_url:
        yield "privacy notice"
    if not partner.domains.strip():
        yield "websites (without them no link to the partner is recognised)"


def _owed_on_pages(partner: "Partner") -> Iterator[tuple[Page, list[str]]]:
    # The rules are built on the models, and they on these panels.
    from offers.rules import owed

    for offers in (partner.product_pages, partner.trial_pages):
        for page in offers.order_by("title"):
            latest = draft_of(page)
            if latest is None:
                yield page, ["its newest draft cannot be read: go back to an older version of the page"]
                continue
            facts = [label or f"what is missing in {place.label}" for label, place in owed(latest)]
            if facts:
                yield page, facts
