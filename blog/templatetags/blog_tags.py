"""Tags for the parts of an article."""

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html

from blog.citations import placeholder

register = template.Library()


@register.simple_tag
def cite(source):
    """Return the placeholder of a citation of ``source``; the page numbers it."""
    return placeholder(source.pk) if source else ""


@register.simple_tag
def certainty_graphic(steps):
    """Return the graphic beside the words of an evidence note: one disc a step, filled up to the level."""
    discs = [{"x": 11 + 30 * number, "filled": filled} for number, filled in enumerate(steps)]
    return render_to_string("components/certainty.html", {"discs": discs})


@register.simple_tag(takes_context=True)
def unsent_reply(context):
    """Return the words of a reply that was sent to a page which is not there, so that nothing typed is lost."""
    request = context.get("request")
    return request.POST.get("reply-text", "") if request and request.method == "POST" else ""


@register.simple_tag
def cards_script(rendered):
    """Return the script that opens cards by pointing, or nothing where no piece of a rendered body has a card."""
    pieces = [rendered.html, *rendered.opening] if rendered else ()
    if not any("popovertarget" in piece for piece in pieces):
        return ""
    return format_html('<script type="module" src="{}"></script>', static("js/cards.js"))
