"""Every kind of page that is found, fetched in full with the others: a result shows more of it than its title."""

from wagtail.models import Page

KINDS = ("articlepage", "personpage", "productpage", "guidepage", "trialpage", "standardpage")


def in_full(page: Page) -> Page:
    """Return ``page``, fetched together with ``KINDS``, as what it is."""
    return next((getattr(page, kind) for kind in KINDS if hasattr(page, kind)), page)
