"""Notices what changes what readers see.

Every model of the site is declared in the ``ready()`` of an app: `shown` or `hidden`. A test holds that. Pages need no
declaration. What changes by ``QuerySet.update()`` or SQL sends no signals: there `core.page_cache.clear` is called.
"""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from core.page_cache.version import clear

# What saving or locking a draft writes into the row of its page. Readers see none of it.
OF_DRAFTS = frozenset(
    [
        *("latest_revision", "latest_revision_created_at", "draft_title", "has_unpublished_changes"),
        *("locked", "locked_at", "locked_by", "wagtail_admin_comments"),
    ]
)


@dataclass(frozen=True)
class _Shown:
    when: Callable[[Any], bool]
    besides: frozenset[str]
    on_save: bool


_shown: dict[str, _Shown] = {}
_hidden: set[str] = set()


def shown(
    *labels: str,
    when: Callable[[Any], bool] = lambda record: True,
    besides: Iterable[str] = (),
    on_save: bool = True,
) -> None:
    """Declare models whose records readers see on pages. For ``AppConfig.ready()``.

    Arguments:
        labels: of the models, such as ``"blog.Topic"``.
        when: tells whether readers see this record.
        besides: fields that readers do not see; a save of these alone changes nothing for them.
        on_save: whether storing one changes a page; else only deleting does.
    """
    for label in labels:
        model = apps.get_model(label)
        _shown[model._meta.label] = _Shown(when, frozenset(besides), on_save)
        post_save.connect(_note_save, sender=model, dispatch_uid=f"page_cache {label}")
        post_delete.connect(_note_delete, sender=model, dispatch_uid=f"page_cache {label}")


def hidden(*labels: str) -> None:
    """Declare models whose records stand on no page that is kept. For ``AppConfig.ready()``."""
    _hidden.update(labels)


def of_live_page(field: str) -> Callable[[Any], bool]:
    """Return whether the page in ``field`` of a record is live, for ``shown``: what belongs to a draft is not seen."""

    def is_seen(record: Any) -> bool:
        try:
            return bool(getattr(record, field).live)
        except ObjectDoesNotExist:
            # The page went first, and that was noticed.
            return False

    return is_seen


def watch_pages() -> None:
    """Notice what happens to pages. For ``AppConfig.ready()``."""
    for model in apps.get_models():
        if issubclass(model, Page):
            post_save.connect(_note_page, sender=model, dispatch_uid=f"page_cache {model._meta.label}")
            post_delete.connect(_note, sender=model, dispatch_uid=f"page_cache {model._meta.label}")
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(_note, dispatch_uid="page_cache")


def undeclared() -> list[str]:
    """Return the models about which nobody has said whether readers see them, or somebody has said both."""
    models = {model._meta.label for model in apps.get_models() if not issubclass(model, Page)}
    return sorted(models - _shown.keys() - _hidden) + sorted(_shown.keys() & _hidden)


def _note(**kwargs: Any) -> None:
    clear()


def _note_page(instance: Page, created: bool, update_fields: Set[str] | None, **kwargs: Any) -> None:
    is_new_draft = created and not instance.live
    if not is_new_draft and not (update_fields and update_fields <= OF_DRAFTS):
        clear()


def _note_save(sender: type[Model], instance: Model, update_fields: Set[str] | None, **kwargs: Any) -> None:
    rule = _shown[sender._meta.label]
    if rule.on_save and not (update_fields and update_fields <= rule.besides) and rule.when(instance):
        clear()


def _note_delete(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    if _shown[sender._meta.label].when(instance):
        clear()
