"""The dialog in which an editor chooses one of the claims that the page's partner may make."""

from django.db.models import QuerySet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from core.lookahead import LONGEST_KEY
from offers.models import ApprovedClaim


class ClaimListing:
    """What the dialog lists: the valid claims of the partner that the page's own field names."""

    results_template_name = "offers/admin/claim_chooser_results.html"

    def get_object_list(self) -> QuerySet[ApprovedClaim]:
        """Return the claims that the page may show; none while no partner is chosen."""
        partner = self.request.GET.get("partner", "")  # type: ignore[attr-defined]
        valid = ApprovedClaim.objects.filter(status=ApprovedClaim.Status.VALID)
        is_key = partner.isascii() and partner.isdigit() and len(partner) <= LONGEST_KEY
        return valid.filter(partner=int(partner)) if is_key else valid.none()

    @property
    def columns(self):
        claim = self.title_column  # type: ignore[attr-defined]
        claim.label = "Claim"
        return [
            claim,
            Column("markets", label="Approved in"),
            Column("reference", label="Reference"),
        ]


class ClaimChooseView(ClaimListing, ChooseView):
    pass


class ClaimChooseResultsView(ClaimListing, ChooseResultsView):
    pass


class ClaimChooserViewSet(ChooserViewSet):
    """The dialog, which gets the partner from the page's form."""

    model = ApprovedClaim
    icon = "clipboard-list"
    choose_one_text = "Choose an approved claim"
    choose_another_text = "Choose another claim"
    choose_view_class = ClaimChooseView
    choose_results_view_class = ClaimChooseResultsView
    preserve_url_parameters = ["multiple", "partner"]


claim_chooser_viewset = ClaimChooserViewSet("approved_claim_chooser")
