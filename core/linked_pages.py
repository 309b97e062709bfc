"""The pages that links, menus and bands of a page lead to, fetched together."""

from wagtail.blocks import PageChooserBlock
from wagtail.models import Page

from core import lookahead
from core.pictures import PICTURES

_joined: dict[str, tuple[str, ...]] = {}


def join(model_name: str, *relations: str) -> None:
    """Fetch pages of this kind in full with the others, and with them the records that ``relations`` name.

    For ``AppConfig.ready()`` of an app whose blocks show more of a page than its title and address.
    """
    _joined[model_name] = (model_name, *(f"{model_name}__{relation}" for relation in relations))


def _fetch(keys: set[int]) -> dict[int, Page]:
    # The settings have menus, so the models are built on this module.
    from core.models import is_restricted

    relations = [relation for relations in _joined.values() for relation in relations]
    pages = Page.objects.select_related(*relations).annotate(is_private=is_restricted()).in_bulk(keys)
    full = {key: _in_full(page) for key, page in pages.items()}
    for key, page in full.items():
        page.is_private = pages[key].is_private
    lookahead.want(PICTURES, (getattr(page, "image_id", None) for page in full.values()))
    return full


def _in_full(page: Page) -> Page:
    return next((getattr(page, name) for name in _joined if hasattr(page, name)), page)


PAGES = lookahead.register(lookahead.Kind((lookahead.in_rich_text("page"), lookahead.in_a_block("page")), _fetch))


class LinkedPageBlock(lookahead.FromLookAhead, PageChooserBlock):
    """Chooses a page to lead to."""

    kind = PAGES
