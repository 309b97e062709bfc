"""What the partner may say about its product: chosen from its approved claims, never typed."""

from django.apps import apps
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from wagtail.blocks import ChooserBlock


class ApprovedClaimBlock(ChooserBlock):
    """An approved claim of the page's own partner, with its reference and the statement that the law asks for.

    What the page may not show renders nothing: a claim that was withdrawn, or another partner's.
    """

    target_model = "offers.ApprovedClaim"

    class Meta:
        icon = "clipboard-list"
        label = "Approved claim"
        group = "Offers"
        description = (
            "What the partner may say about its product, with its reference. "
            "The statement that the law asks for comes by itself."
        )
        template = "blocks/claim.html"

    @cached_property
    def widget(self):
        """The dialog, narrowed down to the partner that is chosen in the page's form."""
        from offers.claim_chooser import claim_chooser_viewset

        return claim_chooser_viewset.widget_class(linked_fields={"partner": "#id_partner"})

    def render(self, value, context=None):
        """Return the claim as HTML; nothing where the page may not show it."""
        page = (context or {}).get("page")
        shown = value and (page is None or value.may_stand_on(page))
        return super().render(value, context) if shown else mark_safe("")

    def get_context(self, value, parent_context=None):
        """Give the template the locked statement for the category of the partner's product."""
        context = super().get_context(value, parent_context)
        page = context.get("page")
        context["statement"] = self._statement(page.partner if page else value.partner)
        return context

    @staticmethod
    def _statement(partner) -> str:
        from offers.models.claim import STATEMENTS

        return STATEMENTS[partner.category]

    def get_preview_value(self):
        """Return the newest valid claim of the site, or a made-up one."""
        model = self.model_class
        newest = model.objects.filter(status=model.Status.VALID).select_related("partner").order_by("-pk").first()
        partner = apps.get_model("offers", "Partner")
        return newest or model(
            partner=partner(name="The partner", category=partner.Category.FOOD_SUPPLEMENT),
            text="Vitamin C contributes to the normal function of the immune system",
            conditions="At least 12 mg of vitamin C in 100 ml",
            markets="European Union",
            reference="Commission Regulation (EU) No 432/2012, Annex",
        )
