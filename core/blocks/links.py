"""Links in menus."""

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from core.linked_pages import LinkedPageBlock


class LinkValue(blocks.StructValue):
    """Knows where a menu link leads and what it says."""

    @property
    def href(self) -> str:
        """The address, or an empty string when the chosen page is not published."""
        page = self.get("page")
        if page:
            return page.url if page.live else ""
        return self.get("address") or ""

    @property
    def text(self) -> str:
        """The label, or else the title of the page."""
        page = self.get("page")
        return self.get("label") or (page.title if page else "")


class LinkBlock(blocks.StructBlock):
    """One link: to a page, or to an address."""

    label = blocks.CharBlock(required=False, max_length=60, help_text="Left empty, the title of the page is used.")
    page = LinkedPageBlock(required=False, help_text="Choose a page, or give an address below.")
    address = blocks.CharBlock(
        required=False, max_length=300, help_text="For what is no page: /search/ or https://example.org/"
    )

    class Meta:
        icon = "link"
        label = "Link"
        value_class = LinkValue
        preview_value = {"label": "Articles", "page": None, "address": "/articles/"}
        description = "One entry of a menu."
        template = "blocks/link.html"

    def clean(self, value):
        """Refuse a link with no target, with two, with an unsafe address, or with no words."""
        cleaned = super().clean(value)
        page, address = cleaned.get("page"), cleaned.get("address")
        errors = {}
        if bool(page) == bool(address):
            message = "Choose a page or give an address: one of the two."
            errors["page"] = ValidationError(message)
        elif address and not address.startswith(("/", "https://", "http://", "mailto:", "#")):
            errors["address"] = ValidationError("An address starts with / or https://.")
        elif address and not cleaned.get("label"):
            errors["label"] = ValidationError("Say what the link is called: an address has no title.")
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned


class NavigationColumnBlock(blocks.StructBlock):
    """A column of links in the footer."""

    heading = blocks.CharBlock(max_length=40)
    links = blocks.ListBlock(LinkBlock())

    class Meta:
        icon = "list-ul"
        label = "Column"
        description = "A heading with links under it."
        preview_value = {
            "heading": "Help",
            "links": [{"label": "Contact us", "page": None, "address": "/contact/"}],
        }
        template = "blocks/navigation_column.html"
