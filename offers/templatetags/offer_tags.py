"""Tags of pages that may show a partner."""

from django import template
from django.template.loader import get_template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from offers.partner_links import PLACE

register = template.Library()


@register.simple_tag
def consent_box(text) -> SafeString:
    """Return the box with the words of a `ConsentText` beside it, as the forms show it."""
    # The forms are built on the models, whose pages use these tags.
    from offers.forms import box_for

    return box_for(text).as_field_group()


@register.simple_tag(takes_context=True)
def disclosures(context) -> SafeString:
    """Return the disclosure of each partner who offers something on the page, for the top of the page.

    Behind them the disclosures of those find their place to whom a link on the finished page leads: see
    `offers.partner_links`.
    """
    partners = getattr(context.get("page"), "partners_offering", ())
    component = get_template("components/disclosure.html")
    told = format_html_join("", "{}", ((component.render({"partner": partner, "top": True}),) for partner in partners))
    return told + mark_safe(PLACE)  # noqa: S308 - words of our own
