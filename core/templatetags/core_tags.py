"""Tags and filters that every template has."""

import re

from django import template
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.templatetags.wagtailuserbar import wagtailuserbar
from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtail.rich_text import RichText, expand_db_html

from core.lookahead import find
from core.models import BasePage
from core.pictures import PICTURES, with_renditions
from core.structured_data import page_graph

register = template.Library()
register.filter(with_renditions)

OUTER_PARAGRAPH = re.compile(r"</p>\s*<p[^>]*>")
PARAGRAPH = re.compile(r"</?p\b[^>]*>")
# The shape that Open Graph and Twitter cards show large.
SHARED = "fill-1200x630|format-jpeg|jpegquality-75"


@register.simple_tag
def responsive_image(image, ratio="", widths="400,800,1200", sizes="100vw", eager=False, alt=None, css=""):
    """Return an ``<img>`` of ``image`` in several widths, as WebP.

    ``ratio`` (``3:2``) crops around the focal point; left empty, the picture keeps its shape. ``alt`` overrides the
    text of this use of the picture, which overrides the picture's own description. ``eager`` is for the one picture
    that a reader sees first. Returns nothing for no image.
    """
    if not image:
        return ""
    image = with_renditions(image)
    fitting = [int(width) for width in widths.split(",") if int(width) <= image.width] or [image.width]
    renditions = list(get_renditions_or_not_found(image, [_spec(width, ratio) for width in fitting]).values())
    largest = renditions[-1]
    if alt is None:
        alt = getattr(image, "contextual_alt_text", None)
        alt = image.default_alt_text if alt is None else alt
    return format_html(
        '<img src="{}" srcset="{}" sizes="{}" alt="{}" width="{}" height="{}"{}{}>',
        renditions[0].url,
        format_html_join(", ", "{} {}w", ((item.url, item.width) for item in _once(renditions))),
        sizes,
        alt,
        largest.width,
        largest.height,
        format_html(' fetchpriority="{}"', "high") if eager else format_html(' loading="{}" decoding="async"', "lazy"),
        format_html(' class="{}"', css) if css else "",
    )


def _spec(width: int, ratio: str) -> str:
    if not ratio:
        return f"width-{width}|format-webp"
    across, down = (int(part) for part in ratio.split(":"))
    return f"fill-{width}x{round(width * down / across)}|format-webp"


def _once(renditions):
    """Leave out renditions of the same width: a small original gives several."""
    return {item.width: item for item in renditions}.values()


@register.filter
def inline(value) -> SafeString:
    """Return rich text without its paragraph tags: for captions, cells and lines that stand in a tag of their own."""
    if not isinstance(value, RichText):
        return conditional_escape(value or "")
    html = OUTER_PARAGRAPH.sub("<br>", expand_db_html(value.source))
    return mark_safe(PARAGRAPH.sub("", html))  # noqa: S308 - rich text was cleaned when it was saved


@register.filter
def file_size(size: int) -> str:
    """Return how large a file of ``size`` bytes is in few digits: “350 KB”, “2.4 MB”."""
    return f"{max(1, round(size / 1024))}\N{NO-BREAK SPACE}KB" if size < 1024 * 1024 else filesizeformat(size)


@register.simple_tag(takes_context=True)
def canonical_address(context) -> str:
    """Return the one address under which search engines should know what this context shows."""
    page = context["page"]
    return page.canonical_address(context) if isinstance(page, BasePage) else page.full_url or ""


@register.simple_tag(takes_context=True)
def share_picture(context):
    """Return the picture that other sites show when somebody shares the page, in the size that they ask for, or None.

    It is the one of what is shown, else the page's own, else the one of the site's settings.
    """
    image = with_renditions(context.get("shown_picture") or getattr(context["page"], "picture", None))
    if image is None and (frame := context.get("site_settings")):
        image = find(PICTURES, [frame.share_image_id]).get(frame.share_image_id)
    return image and get_renditions_or_not_found(image, [SHARED])[SHARED]


@register.simple_tag(takes_context=True)
def structured_data(context):
    """Return the script that tells machines what the page of this context is; nothing where there is none."""
    page = context.get("page")
    if not isinstance(page, BasePage) or "request" not in context:
        return ""
    return format_html('<script type="application/ld+json">{}</script>', page_graph(page, context.flatten()))


@register.simple_tag(takes_context=True)
def staff_bar(context):
    """Return Wagtail's bar for colleagues. Readers have no session: of them nobody asks who they are."""
    request = context.get("request")
    has_session = request is not None and settings.SESSION_COOKIE_NAME in request.COOKIES
    return wagtailuserbar(context) if has_session else ""
