"""Who the partners are, for the pages on which the site speaks about itself."""

from wagtail import blocks

from offers.known_partners import known_partners


class PartnersBlock(blocks.StaticBlock):
    """Each partner with what readers are told of it."""

    class Meta:
        icon = "group"
        label = "Our partners"
        group = "Offers"
        admin_text = "Lists every partner with the words that its record writes about who pays."
        description = "Every partner, and how we are tied to it. It fills itself, so it is never out of date."
        preview_value = None
        template = "blocks/partners.html"

    def get_context(self, value, parent_context=None):
        """Give the template the partners in the order of their names."""
        context = super().get_context(value, parent_context)
        context["partners"] = sorted(known_partners().partners.values(), key=lambda partner: partner.name.lower())
        return context
