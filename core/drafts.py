"""Reads what an editor has saved and readers do not see yet."""

import logging

from wagtail.models import Page

logger = logging.getLogger(__name__)


def draft_of(page: Page) -> Page | None:
    """Return ``page`` as its newest draft has it, or None when that draft cannot be read any more."""
    try:
        return page.get_latest_revision_as_object()
    except Exception:
        # A revision may name what is gone, or come from another time; Wagtail then raises whatever it meets first.
        logger.warning("The newest draft of page %s cannot be read", page.pk, exc_info=True)
        return None
